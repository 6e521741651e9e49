"""What a night has come to: answered rescues and how many calls they joined, from the measured responses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, visible
from services.contracts.words import Outcome
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import State
from services.patrol.repository import rescues
from services.patrol.tables import RESCUE, SAMPLE, SIGHTING


@dataclass(frozen=True)
class Ended:
    """One rescue whose clock has stopped. `outcome` is None while the team is still there."""

    rescue: str
    outcome: Outcome | None
    sightings: int


async def ended(session: AsyncSession, actor: Actor, since: datetime) -> Sequence[Ended]:
    """First received at or after `since`; drills are left out."""
    calls = select(func.count()).where(SIGHTING.c.rescue == RESCUE.c.id).correlate(RESCUE).scalar_subquery()
    wanted = select(RESCUE.c.id, RESCUE.c.answer, calls).join(SAMPLE, SAMPLE.c.rescue == RESCUE.c.id)
    night = wanted.where(SAMPLE.c.received_at >= since, SAMPLE.c.drill.is_(False))
    rows = await session.execute(visible(night, actor, RESCUE.c.area))
    return [Ended(id, Outcome(answer["outcome"]) if answer else None, count) for id, answer, count in rows]


async def answered(session: AsyncSession, actor: Actor, since: datetime, limit: int = 200) -> list[Rescue]:
    """Answered rescues of the night, the latest received first."""
    joined = select(RESCUE).join(SAMPLE, SAMPLE.c.rescue == RESCUE.c.id)
    night = joined.where(SAMPLE.c.received_at >= since, RESCUE.c.state == State.ANSWERED)
    newest_first = visible(night, actor, RESCUE.c.area).order_by(SAMPLE.c.received_at.desc())
    return await rescues.read(session, newest_first.limit(limit))
