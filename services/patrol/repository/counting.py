"""How the open rescues stand, counted for Prometheus."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.patrol.domain.states import State
from services.patrol.tables import RESCUE


@dataclass(frozen=True)
class Standing:
    """`count` rescues stand alike. `late`: past the deadline with the clock running."""

    state: State
    queued: bool
    at_risk: bool
    late: bool
    count: int
    oldest: datetime


async def standings(session: AsyncSession) -> Sequence[Standing]:
    """Every open rescue is counted once; drills are not."""
    is_late = RESCUE.c.breached_at.is_not(None) & RESCUE.c.stopped_at.is_(None)
    alike = (RESCUE.c.state, RESCUE.c.queued, RESCUE.c.at_risk, is_late)
    counted = select(*alike, func.count(), func.min(RESCUE.c.received_at)).group_by(*alike)
    open_ones = counted.where(RESCUE.c.state != State.ANSWERED.value, RESCUE.c.drill.is_(False))
    rows = (await session.execute(open_ones)).all()
    return [
        Standing(State(state), queued, at_risk, late, count, oldest)
        for state, queued, at_risk, late, count, oldest in rows
    ]
