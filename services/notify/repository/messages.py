"""Messages and their attempts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from services.chassis.access import Actor, visible
from services.chassis.store import insert_into
from services.notify.domain.message import Channel, Message, Party, Result, Verdict
from services.notify.domain.routes import Route
from services.notify.domain.states import TO_SEND, UNDER_WAY, UNSENT, State
from services.notify.repository.pages import Position, newest_first
from services.notify.tables import MESSAGE, AttemptRow, MessageRow

# Built once: putting a statement together costs as much as sending it.
THESE = select(MessageRow).where(col(MessageRow.id).in_(bindparam("ids", expanding=True)))
MAY_GO = (
    select(col(MessageRow.id), col(MessageRow.priority))
    .where(
        col(MessageRow.state).in_(TO_SEND),
        or_(
            col(MessageRow.lane).is_(None),
            col(MessageRow.lane).not_in(bindparam("full", expanding=True)),
        ),
        col(MessageRow.id).not_in(bindparam("flying", expanding=True)),
    )
    .order_by(col(MessageRow.priority), col(MessageRow.made_at), col(MessageRow.id))
    .limit(bindparam("most"))
)


def message_from(row: MessageRow) -> Message:
    values = row.model_dump()
    channel = Channel(row.channel) if row.channel else None
    known = {"party": Party(row.party), "state": State(row.state), "channel": channel}
    return Message(**{**values, **known})


async def find(session: AsyncSession, id: str) -> Message | None:
    row = await session.get(MessageRow, id)
    return message_from(row) if row else None


async def find_all(session: AsyncSession, ids: Collection[str]) -> dict[str, Message]:
    """Those that there are, by id; to find one of them later in the session costs nothing more."""
    if not ids:
        return {}
    found = await session.execute(THESE, {"ids": list(ids)})
    return {row.id: message_from(row) for row in found.scalars()}


async def add(session: AsyncSession, message: Message) -> bool:
    """False when it was made before, also by somebody who is just making it."""
    new = insert_into(session, MESSAGE).on_conflict_do_nothing().returning(MESSAGE.c.id)
    return (await session.execute(new, {**asdict(message), "version": 1})).first() is not None


async def save(session: AsyncSession, message: Message) -> None:
    """Write what changed; a unit of work that was faster makes this one run again."""
    row = await session.get(MessageRow, message.id)
    assert row is not None, "a message is never deleted"
    for name, value in asdict(message).items():
        if name != "version" and getattr(row, name) != value:
            setattr(row, name, value)


async def to_send(
    session: AsyncSession, full_lanes: Collection[str], in_flight: Collection[str], limit: int
) -> Sequence[tuple[str, int]]:
    """Id and priority of what may go now, most urgent first. Whose lane is not known yet is always tried."""
    asked = {"full": list(full_lanes), "flying": list(in_flight), "most": limit}
    found = await session.execute(MAY_GO, asked)
    return [(id, priority) for id, priority in found.all()]


async def under_way(session: AsyncSession) -> int:
    """How many are to be sent or being sent."""
    counted = select(func.count()).where(col(MessageRow.state).in_(UNDER_WAY))
    return int((await session.execute(counted)).scalar_one())


async def being_sent(session: AsyncSession) -> Sequence[tuple[str, int]]:
    """Id and number of every attempt that nobody has brought to an end."""
    wanted = select(col(MessageRow.id), col(MessageRow.attempts)).where(
        col(MessageRow.state) == State.SENDING
    )
    return [(id, attempts) for id, attempts in (await session.execute(wanted)).all()]


async def waiting_for_a_way(session: AsyncSession, where: ColumnElement[bool]) -> Sequence[Message]:
    waiting = col(MessageRow.state).in_((State.NO_ROUTE, State.RESTING))
    wanted = (
        select(MessageRow)
        .where(waiting, where)
        .order_by(col(MessageRow.priority), col(MessageRow.made_at), col(MessageRow.id))
    )
    return [message_from(row) for row in (await session.execute(wanted)).scalars()]


async def unsent_about(session: AsyncSession, about: str, templates: Collection[str]) -> Sequence[Message]:
    """Messages of these templates about one thing that nobody has received."""
    mine = (col(MessageRow.about) == about) & col(MessageRow.template).in_(templates)
    rows = await session.execute(select(MessageRow).where(mine, col(MessageRow.state).in_(UNSENT)))
    return [message_from(row) for row in rows.scalars()]


def reached_by(route: Route) -> ColumnElement[bool]:
    """The messages that this route may be the way for."""
    party = col(MessageRow.party) == route.party
    if route.team:
        return and_(party, col(MessageRow.recipient) == route.team)
    return and_(party, col(MessageRow.area).startswith(route.area, autoescape=True))


def told_to_leaders_in(area: str) -> ColumnElement[bool]:
    return (col(MessageRow.party) == Party.LEADER) & col(MessageRow.area).startswith(area, autoescape=True)


def lacking(reason: str) -> ColumnElement[bool]:
    return and_(col(MessageRow.state) == State.NO_ROUTE, col(MessageRow.reason) == reason)


def begin_attempt(session: AsyncSession, message: Message, now: datetime, person: str | None) -> None:
    attempt = AttemptRow(
        message=message.id, number=message.attempts, channel=message.channel or "", started_at=now
    )
    attempt.person = person
    session.add(attempt)


async def told_person(session: AsyncSession, message: str, number: int) -> str | None:
    """Who was told by an attempt, where it was one person."""
    row = await session.get(AttemptRow, (message, number))
    return row.person if row else None


async def end_attempt(
    session: AsyncSession, message: str, number: int, result: Result, now: datetime
) -> bool:
    """Keep what came of it. False when that is known already; an unknown end may become a known one."""
    mine = (col(AttemptRow.message) == message) & (col(AttemptRow.number) == number)
    open_still = or_(col(AttemptRow.verdict).is_(None), col(AttemptRow.verdict) == Verdict.UNKNOWN)
    ended = update(AttemptRow).where(mine, open_still)
    values = {"ended_at": now, "verdict": result.verdict, "detail": result.detail or None}
    changed = await session.execute(ended.values(values))
    return isinstance(changed, CursorResult) and changed.rowcount > 0


async def attempts_of(session: AsyncSession, message: str) -> Sequence[AttemptRow]:
    wanted = select(AttemptRow).where(col(AttemptRow.message) == message).order_by(col(AttemptRow.number))
    return (await session.execute(wanted)).scalars().all()


async def listed(
    session: AsyncSession,
    actor: Actor,
    limit: int,
    after: Position | None,
    filters: Iterable[tuple[str, str | None]],
) -> Sequence[Message]:
    """Newest first; `filters` are column and wanted value, None for any."""
    rows = visible(select(MessageRow), actor, col(MessageRow.area))
    for column, value in filters:
        if value is not None:
            rows = rows.where(getattr(MessageRow, column) == value)
    return await _page(session, rows, col(MessageRow.made_at), limit, after)


async def inbox(
    session: AsyncSession, actor: Actor, party: Party, team: str | None, limit: int, after: Position | None
) -> Sequence[Message]:
    """What was shown in the platform: a team's own, or what the leaders of the actor's area were told."""
    shown = (col(MessageRow.channel) == Channel.IN_APP) & (col(MessageRow.state) == State.SENT)
    rows = select(MessageRow).where(shown, col(MessageRow.party) == party)
    rows = (
        visible(rows, actor, col(MessageRow.area))
        if team is None
        else rows.where(col(MessageRow.recipient) == team)
    )
    return await _page(session, rows, col(MessageRow.sent_at), limit, after)


async def _page(
    session: AsyncSession,
    rows: Select[MessageRow],
    time: SQLCoreOperations[Any],
    limit: int,
    after: Position | None,
) -> Sequence[Message]:
    rows = newest_first(rows, time, col(MessageRow.id), limit, after)
    return [message_from(row) for row in (await session.execute(rows)).scalars()]


async def counted_for(session: AsyncSession, actor: Actor, since: datetime | None = None) -> dict[State, int]:
    """How many messages of the actor's area are in each state, or only of those made `since`."""
    rows = visible(select(MessageRow), actor, col(MessageRow.area))
    theirs = (rows if since is None else rows.where(col(MessageRow.made_at) >= since)).subquery()
    counts = select(theirs.c.state, func.count()).group_by(theirs.c.state)
    found = await session.execute(counts)
    return {State(state): count for state, count in found.all()}


async def counted(session: AsyncSession) -> Sequence[tuple[str, str, int]]:
    """How many messages there are, by state and template."""
    rows = select(col(MessageRow.state), col(MessageRow.template), func.count()).group_by(
        col(MessageRow.state), col(MessageRow.template)
    )
    return [(state, template, count) for state, template, count in (await session.execute(rows)).all()]
