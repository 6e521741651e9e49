"""A night of simulated crews, from the muster to the report."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx2

from services.contracts.values import Point
from services.platform.client import Api
from services.platform.crews.fleet import Fleet
from services.platform.crews.habits import Habits
from services.platform.crews.muster import Muster, dismiss
from services.platform.crews.report import Homecoming, figures
from services.platform.crews.tempo import Tempo


@dataclass(frozen=True)
class Outing:
    """`until_idle`: end when no rescue has been open for `idle_after` seconds; otherwise when cancelled."""

    area: str
    starts: Sequence[Point]
    habits: Habits
    tempo: Tempo
    seed: int
    shift: timedelta
    until_idle: bool
    idle_after: float


async def go_out(outing: Outing, http: httpx2.AsyncClient, key: str) -> Homecoming:
    """Raises Refused and httpx2.TransportError."""
    clock = outing.tempo.clock
    begun = clock.now()
    desk = Api(http, key)
    muster = Muster(desk, outing.area, begun + outing.shift, outing.habits, outing.tempo, outing.seed)
    lives = await muster.gather(outing.starts)
    fleet = Fleet(desk, lives, outing.area, idle_after=outing.idle_after)
    left = None
    try:
        left = await fleet.work(outing.until_idle)
    except asyncio.CancelledError:
        pass  # Ctrl-C: what was done so far is told
    finally:
        await dismiss(lives)
    return Homecoming(lives, await figures(desk, begun, clock.now(), outing.area), left)
