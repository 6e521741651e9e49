"""What a night has come to: its rescues, how many calls they joined, and the measured responses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, visible
from services.contracts.words import Outcome
from services.patrol.domain.figures import figures_of
from services.patrol.domain.night import Begun, Tonight, tonight_of
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import State
from services.patrol.repository import lists, rescues
from services.patrol.repository.samples import Period, within
from services.patrol.repository.standing import OWED
from services.patrol.tables import IS_OPEN, RESCUE, SAMPLE, SIGHTING


async def tonight(session: AsyncSession, actor: Actor, period: Period, area: str | None = None) -> Tonight:
    """Of rescues first received in the period; drills are left out."""
    samples = await lists.samples_of(session, actor, period, area)
    return tonight_of(await _begun(session, actor, period, area), figures_of(samples))


async def _begun(session: AsyncSession, actor: Actor, period: Period, area: str | None) -> Sequence[Begun]:
    """Those whose clock has stopped by the samples, the others among the open ones: both have their index."""
    stopped = _whole().join(SAMPLE, SAMPLE.c.rescue == RESCUE.c.id)
    running = _whole().where(IS_OPEN, RESCUE.c.stopped_at.is_(None))
    begun = []
    for rows, received_at in ((stopped, SAMPLE.c.received_at), (running, RESCUE.c.received_at)):
        wanted = within(visible(rows, actor, RESCUE.c.area), period, received_at)
        if area is not None:
            wanted = wanted.where(RESCUE.c.area.startswith(area, autoescape=True))
        found = await session.execute(wanted)
        begun += [_row(answer, also, calls) for answer, also, calls in found]
    return begun


def _row(answer: Any, also: Any, calls: int) -> Begun:
    return Begun(Outcome(answer["outcome"]) if answer else None, calls + len(also or ()))


def _whole() -> Select[Any]:
    """A rescue that was merged is counted where it went."""
    calls = select(func.count()).where(SIGHTING.c.rescue == RESCUE.c.id).correlate(RESCUE).scalar_subquery()
    rows = select(RESCUE.c.answer, RESCUE.c.also, calls)
    return rows.where(RESCUE.c.drill.is_(False), RESCUE.c.merged_into.is_(None))


async def answered(
    session: AsyncSession, actor: Actor, since: datetime, limit: int = 200, owed: bool = False
) -> list[Rescue]:
    """Answered rescues of the night, the latest received first. `owed`: those whose breach is not explained."""
    joined = select(RESCUE).join(SAMPLE, SAMPLE.c.rescue == RESCUE.c.id)
    night = joined.where(SAMPLE.c.received_at >= since, RESCUE.c.state == State.ANSWERED)
    if owed:
        night = night.where(OWED)
    newest_first = visible(night, actor, RESCUE.c.area).order_by(SAMPLE.c.received_at.desc())
    return await rescues.read(session, newest_first.limit(limit))
