"""The night's callers: new reports at a rate, some about the same person, each tried until there is an answer."""

import asyncio
from collections import Counter
from typing import Any

import httpx2

from services.chassis.clock.chance import Chance
from services.contracts.values import Point
from services.platform.crews.around import points_around
from services.platform.evening.places import RAILWAY_BRIDGE
from services.platform.replay.sender import Fate, Sender, Told
from tests.faults.crowd import Crowd

COUNTY, TOWN = "990101", "990101001"
WITHIN_METRES = 3000.0
SAME_PERSON = 0.15
HAS_A_NUMBER = 0.8
LIFE_THREATENING = 0.1
PATIENCE_SECONDS = 300.0


def places(count: int, chance: Chance) -> list[Point]:
    centre = RAILWAY_BRIDGE.point
    return points_around(f"{centre.longitude},{centre.latitude}", WITHIN_METRES, count, chance)


class Callers:
    """`told`: what became of every report that has an answer; `with_number`: references whose reporter is told."""

    def __init__(self, client: httpx2.AsyncClient, chance: Chance) -> None:
        self._sender, self._chance = Sender(client, PATIENCE_SECONDS), chance
        self._calls: set[asyncio.Task[None]] = set()
        self._before: list[Point] = []
        self.made = 0
        self.told: dict[str, Told] = {}
        self.with_number: set[str] = set()

    async def call(self, rate: float, crowd: Crowd) -> None:
        """New calls, `rate` a second while the crews keep up with them, until cancelled."""
        while True:
            await asyncio.sleep(self._chance.between(0.5, 1.5) / rate)
            if crowd.is_too_large:
                continue
            self.made += 1
            call = asyncio.ensure_future(self._report(self._body(self.made)))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def finish(self) -> None:
        """Everybody who called has an answer, or none within their patience."""
        await asyncio.gather(*self._calls)

    @property
    def unaccounted(self) -> list[str]:
        """References of which nobody knows what became."""
        names = (f"call-{number}" for number in range(1, self.made + 1))
        return [name for name in names if name not in self.told or self.told[name].fate is Fate.UNANSWERED]

    @property
    def fates(self) -> Counter[Fate]:
        return Counter(told.fate for told in self.told.values())

    async def _report(self, body: dict[str, Any]) -> None:
        self.told[body["reference"]] = await self._sender.send(body)

    def _body(self, number: int) -> dict[str, Any]:
        reference = f"call-{number}"
        again = self._before and self._chance.happens(SAME_PERSON)
        point = self._chance.one_of(self._before[-20:]) if again else places(1, self._chance)[0]
        self._before = [*self._before[-20:], point]
        body: dict[str, Any] = {"channel": "phone", "reference": reference, "landmark": "铁路桥下"}
        body |= {"point": point.model_dump(), "area": TOWN}
        if self._chance.happens(HAS_A_NUMBER):
            self.with_number.add(reference)
            body["caller"] = f"0000-55{number % 100_000:05}"
        if self._chance.happens(LIFE_THREATENING):
            body["signs"] = ["unconscious"]
        return body
