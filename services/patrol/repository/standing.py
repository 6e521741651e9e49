"""How many open rescues there are and how they stand: counted in the database, however many a screen can show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, visible
from services.patrol.domain.states import State
from services.patrol.tables import IS_OPEN, RESCUE, SAMPLE

NOT_THERE = RESCUE.c.state != State.ARRIVED
RUNNING = RESCUE.c.stopped_at.is_(None)
OWED = and_(
    RESCUE.c.breached_at.is_not(None), or_(RESCUE.c.breach_reason.is_(None), RESCUE.c.breach_reason == "")
)


@dataclass(frozen=True)
class OpenCount:
    """`waiting`: nobody is there yet; of these `bad`, `risk` and `ok` by their running clocks. `there`: a team is.
    `alerts`: of open rescues, and of the night's answered ones whose breach is not explained."""

    waiting: int
    there: int
    bad: int
    risk: int
    ok: int
    asked: int
    queued: int
    alerts: int


async def open_count(session: AsyncSession, actor: Actor, now: datetime, night: datetime) -> OpenCount:
    late = RUNNING & or_(RESCUE.c.breached_at.is_not(None), RESCUE.c.deadline <= now)
    at_risk = RUNNING & not_(late) & RESCUE.c.at_risk
    queued = RESCUE.c.queued & RUNNING
    figures = {
        "waiting": NOT_THERE,
        "there": not_(NOT_THERE),
        "bad": NOT_THERE & late,
        "risk": NOT_THERE & at_risk,
        "ok": NOT_THERE & RUNNING & not_(late) & not_(at_risk),
        "asked": RESCUE.c.state == State.OFFERED,
        "queued": RESCUE.c.queued,
        "breaches": or_(late, OWED),
        "queues": queued,
        "risks": at_risk,
    }
    counted: list[ColumnElement[Any]] = [
        func.count().filter(which).label(name) for name, which in figures.items()
    ]
    open_ones = visible(select(*counted).select_from(RESCUE).where(IS_OPEN), actor, RESCUE.c.area)
    row = dict((await session.execute(open_ones)).mappings().one())
    alerts = row.pop("breaches") + row.pop("queues") + row.pop("risks")
    return OpenCount(**row, alerts=alerts + await _owed_since(session, actor, night))


async def _owed_since(session: AsyncSession, actor: Actor, night: datetime) -> int:
    """Answered rescues of the night that somebody owes a reason for."""
    joined = select(func.count()).select_from(RESCUE).join(SAMPLE, SAMPLE.c.rescue == RESCUE.c.id)
    owed = joined.where(SAMPLE.c.received_at >= night, RESCUE.c.state == State.ANSWERED, OWED)
    return int((await session.execute(visible(owed, actor, RESCUE.c.area))).scalar_one())
