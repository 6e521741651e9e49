"""Where crews are needed, when nobody says so: where the calls are."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts.reference.divisions import COUNTY_DIGITS
from services.contracts.values import Point
from services.platform.client import Api
from services.platform.crews.crew import PATROL
from services.platform.crews.fleet import all_of

LOOK_EVERY = 1.0  # seconds


@dataclass(frozen=True)
class Calls:
    """A county and the places of its calls."""

    county: str
    points: Sequence[Point]


async def where_calls_are(desk: Api, area: str | None) -> Calls:
    """The county of the first call that is open and its open calls; waits until there is one.

    `area`: look only there.
    """
    while True:
        wanted = {"open": "true", **({"area": area} if area else {})}
        if rescues := await all_of(desk, f"{PATROL}/rescues", **wanted):
            county = area or str(rescues[-1]["area"])[:COUNTY_DIGITS]
            near = [Point(**rescue["point"]) for rescue in rescues if rescue["area"].startswith(county)]
            return Calls(county, near)
        await asyncio.sleep(LOOK_EVERY)
