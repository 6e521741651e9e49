"""`/notify/deliveries`: who was told what, whether it arrived, and what still waits. Neither words nor addresses."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.chassis.web import Call, page_by, page_of
from services.contracts.words import Role
from services.notify.api.lists import Cursor, time_and_id
from services.notify.domain.message import Message
from services.notify.domain.states import State
from services.notify.repository import messages
from services.notify.schemas.sending import MessageShown, message_values
from services.notify.screens import delivery_words as words
from services.notify.screens.kit import PAGES
from services.notify.screens.roles import ROLES

ON_A_PAGE = 50
Watcher = Annotated[Call, Depends(page_by(Role.OPERATOR, Role.DISPATCHER, Role.LEADER, Role.AUDITOR))]


@PAGES.router.get("/deliveries")
async def deliveries(
    call: Watcher, state: Annotated[State | None, Query()] = None, cursor: Cursor = None
) -> Response:
    async with call.read() as session:
        counts = await messages.counted_for(session, call.actor)
        wanted = [("state", state)]
        found = await messages.listed(session, call.actor, ON_A_PAGE, time_and_id(cursor), wanted)
    page = page_of([_shown(message) for message in found], ON_A_PAGE, _place)
    return PAGES.show(
        call.request,
        "deliveries.html",
        counts={known: counts.get(known, 0) for known in State},
        chosen=state,
        rows=page.items,
        following=page.next,
        words=words,
        role=ROLES[call.actor.role],
    )


def _shown(message: Message) -> MessageShown:
    return MessageShown(**message_values(message))


def _place(message: MessageShown) -> tuple[str, str]:
    return message.made_at.isoformat(), message.id
