"""`/notify/api/v1/messages` and `/inbox`: who was told what, and what was told to the caller."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from services.chassis.clock import night_begins
from services.chassis.log import Work
from services.chassis.web import Call, Page, call_by, hidden_unless, page_of
from services.contracts.words import Role
from services.notify.api.lists import Cursor, Limit, Word, time_and_id
from services.notify.domain.message import Message, Party
from services.notify.domain.states import State
from services.notify.operations import escalating, sending
from services.notify.operations.escalating import Standing
from services.notify.repository import customs, messages
from services.notify.schemas.sending import (
    Acknowledgement,
    AttemptShown,
    InboxItem,
    MessageShown,
    Undelivered,
    WholeMessage,
    acknowledgement,
    climbing,
    message_values,
    text_of,
)

router = APIRouter(prefix="/api/v1", tags=["messages"])
Staff = Annotated[Call, Depends(call_by(Role.OPERATOR, Role.DISPATCHER, Role.LEADER, Role.AUDITOR))]
Leader = Annotated[Call, Depends(call_by(Role.LEADER))]
Reader = Annotated[Call, Depends(call_by(Role.TEAM, Role.LEADER))]


@router.get("/messages", response_model=Page[MessageShown], summary="Messages of the area, newest first")
async def list_messages(
    call: Staff,
    story: Word = None,
    party: Annotated[Party | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    template: Word = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    filters = [("story", story), ("party", party), ("state", state), ("template", template)]
    async with call.read() as session:
        found = await messages.listed(session, call.actor, limit, time_and_id(cursor), filters)
        standings = await escalating.standings(session, found)
    items = [MessageShown(**message_values(message, standings.get(message.cause))) for message in found]
    return call.page(page_of(items, limit, lambda message: (message.made_at.isoformat(), message.id)))


@router.get("/messages/undelivered", summary="How many messages of this night nobody got")
async def count_undelivered(call: Staff) -> Undelivered:
    """No way leads to their recipients, or every way failed."""
    since = night_begins(call.service.clock.now())
    async with call.read() as session:
        counts = await messages.counted_for(session, call.actor, since)
    return Undelivered(
        since=since, count=sum(counts.get(state, 0) for state in (State.NO_ROUTE, State.FAILED))
    )


@router.get("/messages/{message_id}", summary="One message with its words and every attempt to send it")
async def show_message(message_id: str, call: Staff) -> WholeMessage:
    async with call.read() as session:
        message = hidden_unless(await messages.find(session, message_id))
        call.actor.must_see(message.area)
        tries = [AttemptShown.model_validate(row) for row in await messages.attempts_of(session, message_id)]
        standings = await escalating.standings(session, [message])
        texts = await customs.texts(session, [message.wording])
    shown = message_values(message, standings.get(message.cause))
    return WholeMessage(**shown, text=text_of(message, texts), tries=tries)


@router.post(
    "/messages/{message_id}/reopening",
    response_model=MessageShown,
    summary="Send a message after all that had failed",
)
async def reopen(message_id: str, call: Leader) -> Response:
    """Under the same id, from the first way on."""

    async def change(work: Work) -> MessageShown:
        message = await sending.send_again(work, call.actor, message_id)
        standings = await escalating.standings(work.session, [message])
        return MessageShown(**message_values(message, standings.get(message.cause)))

    return await call.answer(change)


@router.post(
    "/messages/{message_id}/acknowledgement",
    response_model=Acknowledgement,
    summary="Take in hand what a message tells: nobody else is told for a while",
)
async def acknowledge(message_id: str, call: Leader) -> Response:
    """It holds for the trouble itself, whichever of its messages is acknowledged. Where the trouble lasts longer, it
    begins to climb again, from whoever is on duty then."""

    async def change(work: Work) -> Acknowledgement:
        taken = acknowledgement(await escalating.acknowledge(work, call.actor, message_id))
        assert taken is not None, "just now"
        return taken

    return await call.answer(change)


@router.get(
    "/inbox", response_model=Page[InboxItem], summary="In-app messages for the caller: a team, or a leader"
)
async def inbox(call: Reader, limit: Limit = 50, cursor: Cursor = None) -> Response:
    party = Party.TEAM if call.actor.role is Role.TEAM else Party.LEADER
    async with call.read() as session:
        found = await messages.inbox(session, call.actor, party, call.actor.team, limit, time_and_id(cursor))
        standings = await escalating.standings(session, found)
        texts = await customs.texts(session, [message.wording for message in found])
    items = [_item(message, text_of(message, texts), standings.get(message.cause)) for message in found]
    return call.page(page_of(items, limit, lambda item: (item.sent_at.isoformat(), item.id)))


def _item(message: Message, text: str, standing: Standing | None) -> InboxItem:
    assert message.sent_at is not None, "only what was sent is in an inbox"
    return InboxItem(
        id=message.id,
        template=message.template,
        text=text,
        **climbing(standing),
        story=message.story,
        about=message.about,
        area=message.area,
        drill=message.drill,
        sent_at=message.sent_at,
    )
