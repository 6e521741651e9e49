"""`/notify/deliveries`: who was told what, whether it arrived, and what still waits. Neither words nor addresses. A
leader sends again what failed."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Response
from fastapi.responses import RedirectResponse

from services.chassis.web import Call, page_by, page_of
from services.contracts.reference.divisions import full_name
from services.contracts.words import Role
from services.notify.api.lists import Cursor, time_and_id
from services.notify.domain.errors import NothingToAcknowledge, StepOutOfOrder
from services.notify.domain.states import State
from services.notify.operations import escalating, sending
from services.notify.repository import knowledge, messages
from services.notify.schemas.sending import MessageShown, message_values
from services.notify.screens import delivery_words as words
from services.notify.screens.kit import PAGES

ON_A_PAGE = 50
Watcher = Annotated[Call, Depends(page_by(Role.OPERATOR, Role.DISPATCHER, Role.LEADER, Role.AUDITOR))]
Leader = Annotated[Call, Depends(page_by(Role.LEADER))]
Done = Literal["reopened", "elsewhere", "acknowledged"]


@PAGES.router.get("/deliveries")
async def deliveries(
    call: Watcher,
    state: Annotated[State | None, Query()] = None,
    cursor: Cursor = None,
    done: Done | None = None,
) -> Response:
    async with call.read() as session:
        counts = await messages.counted_for(session, call.actor)
        wanted = [("state", state)]
        found = await messages.listed(session, call.actor, ON_A_PAGE, time_and_id(cursor), wanted)
        standings = await escalating.standings(session, found)
        rescues = await knowledge.told_of(session, {message.story for message in found})
    shown = [MessageShown(**message_values(message, standings.get(message.cause))) for message in found]
    numbers = {message.id: message.variables["number"] for message in found}
    places = {message.area: full_name(message.area) for message in found}
    page = page_of(shown, ON_A_PAGE, _place)
    return PAGES.show(
        call.request,
        "deliveries.html",
        counts={known: counts.get(known, 0) for known in State},
        chosen=state,
        rows=page.items,
        rescues=rescues,
        numbers=numbers,
        places=places,
        following=page.next,
        words=words,
        done=words.DONE[done] if done else None,
        may_act=call.actor.role in (Role.LEADER, Role.ADMIN),
        may_look=call.actor.role in (Role.DISPATCHER, Role.LEADER, Role.ADMIN),
        role=call.actor.role,
    )


@PAGES.router.post("/deliveries/{message_id}/reopening")
async def reopen(message_id: str, call: Leader) -> Response:
    done: Done = "reopened"
    try:
        await call.transact(lambda work: sending.send_again(work, call.actor, message_id))
    except StepOutOfOrder:
        done = "elsewhere"
    return RedirectResponse(f"/notify/deliveries?state=failed&done={done}", 303)


@PAGES.router.post("/deliveries/{message_id}/acknowledgement")
async def acknowledge(message_id: str, call: Leader) -> Response:
    done: Done = "acknowledged"
    try:
        await call.transact(lambda work: escalating.acknowledge(work, call.actor, message_id))
    except NothingToAcknowledge:
        done = "elsewhere"
    return RedirectResponse(f"/notify/deliveries?done={done}", 303)


def _place(message: MessageShown) -> tuple[str, str]:
    return message.made_at.isoformat(), message.id
