"""A night of simulated crews, from the muster to the report."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx2

from services.chassis.clock.chance import Chance
from services.contracts.values import Point
from services.platform.client import Api
from services.platform.crews.fleet import Fleet
from services.platform.crews.habits import Habits
from services.platform.crews.muster import Muster, dismiss
from services.platform.crews.report import Homecoming, look_back
from services.platform.crews.tempo import Tempo
from services.platform.crews.where import where_calls_are


@dataclass(frozen=True)
class Outing:
    """`area` and `starts`: None for where the calls are. `until_idle`: end when no rescue has been open for
    `idle_after` seconds; otherwise when cancelled."""

    count: int
    area: str | None
    starts: Sequence[Point] | None
    habits: Habits
    tempo: Tempo
    seed: int
    shift: timedelta
    until_idle: bool
    idle_after: float
    tell: Callable[[str], None] = lambda line: None
    """Hears now and then how it goes."""


async def go_out(outing: Outing, http: httpx2.AsyncClient, key: str) -> Homecoming:
    """Raises Refused and httpx2.TransportError."""
    desk = Api(http, key)
    area, starts = await _where(outing, desk)
    lives = await Muster(desk, area, outing.shift, outing.habits, outing.tempo, outing.seed).gather(starts)
    fleet = Fleet(desk, lives, area, idle_after=outing.idle_after, tell=outing.tell)
    left = None
    try:
        left = await fleet.work(outing.until_idle)
    except asyncio.CancelledError:
        pass  # Ctrl-C: what was done so far is told
    finally:
        await dismiss(lives)
    return await look_back(desk, lives, area, left)


async def _where(outing: Outing, desk: Api) -> tuple[str, Sequence[Point]]:
    if outing.area and outing.starts:
        return outing.area, outing.starts
    calls = await where_calls_are(desk, outing.area)
    chance = Chance(outing.seed, "starts")
    return calls.county, outing.starts or [chance.one_of(calls.points) for _ in range(outing.count)]
