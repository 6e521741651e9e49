"""The duty roster, and how people are reached."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.chassis.access import EVERYWHERE, Actor, visible
from services.chassis.store import Instant
from services.contracts.words import Role
from services.notify.domain.addresses import Contact
from services.notify.domain.duty import Duty
from services.notify.domain.message import Channel
from services.notify.domain.routes import areas_around
from services.notify.repository.pages import Position, oldest_first
from services.notify.tables import DutyRow, PersonRouteRow, PersonRow, PostRow

__all__ = ["DutyRow"]

# Built once: putting a statement together costs as much as sending it.
NOW = bindparam("now", type_=Instant)
HOLDING = select(DutyRow).where(
    col(DutyRow.area).in_(bindparam("around", expanding=True)),
    col(DutyRow.begins_at) <= NOW,
    col(DutyRow.ends_at) > NOW,
)


def duty_from(row: DutyRow) -> Duty:
    return Duty(row.id, row.area, row.person, row.stand_in, row.away, row.begins_at, row.ends_at)


async def duty(session: AsyncSession, id: str) -> DutyRow | None:
    return await session.get(DutyRow, id)


async def around(session: AsyncSession, area: str, now: datetime) -> Sequence[Duty]:
    """What holds now, here or in an area around."""
    found = await session.execute(HOLDING, {"around": areas_around(area), "now": now})
    return [duty_from(row) for row in found.scalars()]


async def listed(
    session: AsyncSession,
    actor: Actor,
    limit: int,
    after: Position | None,
    since: datetime | None,
    until: datetime | None,
) -> Sequence[Duty]:
    """By beginning; those that hold at some moment of the period."""
    rows = visible(select(DutyRow), actor, col(DutyRow.area))
    if since is not None:
        rows = rows.where(col(DutyRow.ends_at) > since)
    if until is not None:
        rows = rows.where(col(DutyRow.begins_at) < until)
    rows = oldest_first(rows, col(DutyRow.begins_at), col(DutyRow.id), limit, after)
    return [duty_from(row) for row in (await session.execute(rows)).scalars()]


async def leaders(session: AsyncSession, area: str) -> Sequence[PersonRow]:
    """Whoever may lead the area: a leader's or an administrator's post there or around, and not disabled."""
    leads = col(PostRow.role).in_((Role.LEADER, Role.ADMIN)) & col(PostRow.ended_at).is_(None)
    there = col(PostRow.scope).in_((*areas_around(area), EVERYWHERE))
    entitled = select(col(PostRow.person)).where(leads, there)
    wanted = select(PersonRow).where(col(PersonRow.id).in_(entitled), col(PersonRow.disabled_at).is_(None))
    return (await session.execute(wanted.order_by(col(PersonRow.made_at), col(PersonRow.id)))).scalars().all()


async def people(session: AsyncSession, ids: Sequence[str]) -> dict[str, PersonRow]:
    if not ids:
        return {}
    rows = (await session.execute(select(PersonRow).where(col(PersonRow.id).in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def ways_of(session: AsyncSession, person: str) -> Sequence[Contact]:
    """Sealed, the first to be tried first."""
    wanted = select(PersonRouteRow).where(col(PersonRouteRow.person) == person)
    rows = (await session.execute(wanted.order_by(col(PersonRouteRow.position)))).scalars()
    return [Contact(Channel(row.channel), row.address, row.secret) for row in rows]


async def set_ways(session: AsyncSession, person: str, ways: Sequence[Contact]) -> None:
    await session.execute(delete(PersonRouteRow).where(col(PersonRouteRow.person) == person))
    for position, way in enumerate(ways):
        session.add(PersonRouteRow(person=person, position=position, **vars(way)))
    await session.flush()
