"""What one desk has before it: its own open reports, whom to call back, what waits to be accepted, what lies near."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, visible
from services.contracts.words import Kind
from services.intake.domain.calling_back import CallingBack
from services.intake.domain.looking_up import Numbers
from services.intake.domain.states import State
from services.intake.repository.lists import Found, found_of, joined
from services.intake.tables import REPORT, RESCUE

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


async def open_reports_of(
    session: AsyncSession, actor: Actor, kinds: Collection[Kind], limit: int
) -> Sequence[Found]:
    """Owned by the actor and not closed, the oldest call first."""
    rows = joined().where(REPORT.c.owner == actor.label, REPORT.c.state != State.CLOSED)
    rows = visible(rows.where(REPORT.c.kind.in_(kinds)), actor, REPORT.c.area)
    rows = rows.order_by(REPORT.c.received_at, REPORT.c.id).limit(limit)
    return [found_of(row) for row in (await session.execute(rows)).mappings()]


async def count_open_of(session: AsyncSession, actor: Actor, kinds: Collection[Kind]) -> int:
    """How many the actor owns that are not closed, however many a page shows."""
    own = (REPORT.c.owner == actor.label) & (REPORT.c.state != State.CLOSED) & REPORT.c.kind.in_(kinds)
    rows = visible(select(func.count()).select_from(REPORT).where(own), actor, REPORT.c.area)
    return int((await session.execute(rows)).scalar_one())


async def call_backs_of(
    session: AsyncSession, actor: Actor, kinds: Collection[Kind], limit: int
) -> Sequence[Found]:
    """Owned by the actor, over, and their reporters not told yet; the most urgent first."""
    owed = REPORT.c.calling_back == CallingBack.OWED
    rows = visible(joined().where(REPORT.c.owner == actor.label, owed), actor, REPORT.c.area)
    rows = rows.where(REPORT.c.kind.in_(kinds)).order_by(REPORT.c.call_back_due_at, REPORT.c.id).limit(limit)
    return [found_of(row) for row in (await session.execute(rows)).mappings()]


async def waiting_for(
    session: AsyncSession, actor: Actor, kinds: Collection[Kind], limit: int
) -> Sequence[Found]:
    """Handed to the actor or to whoever has their role, and not accepted yet."""
    mine = or_(REPORT.c.hand_over_to == actor.label, REPORT.c.hand_over_to == f"role:{actor.role}")
    rows = joined().where(REPORT.c.state == State.HANDED_OVER, mine, REPORT.c.owner != actor.label)
    rows = visible(rows.where(REPORT.c.kind.in_(kinds)), actor, REPORT.c.area)
    rows = rows.order_by(REPORT.c.received_at, REPORT.c.id).limit(limit)
    return [found_of(row) for row in (await session.execute(rows)).mappings()]


async def taken_since(session: AsyncSession, actor: Actor, since: datetime) -> int:
    """How many calls the actor has taken."""
    return await _count(session, (REPORT.c.taken_by == actor.label) & (REPORT.c.recorded_at >= since))


async def told_since(session: AsyncSession, actor: Actor, since: datetime) -> int:
    """Of how many of the actor's reports that ended since then the reporter was called back."""
    told = (REPORT.c.calling_back == CallingBack.MADE) & (REPORT.c.closed_at >= since)
    return await _count(session, (REPORT.c.owner == actor.label) & told)


async def _count(session: AsyncSession, which: ColumnElement[bool]) -> int:
    return int((await session.execute(select(func.count()).select_from(REPORT).where(which))).scalar_one())


async def looked_up(
    session: AsyncSession,
    actor: Actor,
    kinds: Collection[Kind],
    numbers: Numbers,
    since: datetime,
    limit: int,
    still_open: bool = False,
) -> Sequence[Found]:
    """Received since then, the newest first: all in the actor's area, or those of a number or of a rescue's number."""
    rows = visible(joined().where(REPORT.c.kind.in_(kinds)), actor, REPORT.c.area)
    rows = rows.where(REPORT.c.received_at >= since)
    if still_open:
        rows = rows.where(REPORT.c.state != State.CLOSED)
    if numbers.asked:
        rows = rows.where(or_(REPORT.c.number.in_(numbers.reports), RESCUE.c.number.in_(numbers.rescues)))
    rows = rows.order_by(REPORT.c.received_at.desc(), REPORT.c.id).limit(limit)
    return [found_of(row) for row in (await session.execute(rows)).mappings()]


async def open_sightings_in(
    session: AsyncSession, actor: Actor, box: Box, since: datetime, limit: int
) -> Sequence[Found]:
    """Sightings not closed, received since then, whose point lies in the box, newest first."""
    west, south, east, north = box
    inside = REPORT.c.longitude.between(west, east) & REPORT.c.latitude.between(south, north)
    rows = joined().where(REPORT.c.kind == Kind.SIGHTING, REPORT.c.state != State.CLOSED, inside)
    rows = visible(rows.where(REPORT.c.received_at >= since), actor, REPORT.c.area)
    rows = rows.order_by(REPORT.c.received_at.desc(), REPORT.c.id).limit(limit)
    return [found_of(row) for row in (await session.execute(rows)).mappings()]
