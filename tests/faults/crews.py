"""Teams on the night of the faults: the simulated crews, in a hurry."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import httpx2

from services.chassis.clock import SystemClock
from services.chassis.clock.chance import Chance
from services.platform.client import Api, Refused
from services.platform.crews.crew import PATROL
from services.platform.crews.fleet import Fleet, all_of
from services.platform.crews.habits import Habits
from services.platform.crews.muster import Muster, dismiss
from services.platform.crews.tempo import Tempo
from services.platform.evening.area import PROFILES
from tests.faults.calls import COUNTY, places
from tests.faults.provider import Provider

SPEED = 60.0  # seconds of a crew's work in one of ours
HABITS = Habits(declines=0.1, lapses=0.04, at_the_place=(20, 200), out_of_reach=(60, 300))
NEVER = float("inf")
SEEN_EVERY_SECONDS = 2.0
IDLE_SECONDS, STUCK_SECONDS = 4.0, 120.0
PLAN = {
    "profiles": [
        {"name": "quick", "limit_seconds": 60, "at_risk_margin_seconds": 15, "offer_lasts_seconds": 6}
        | {"join_seconds": 120, "join_metres": 20},
        {"name": "life-threatening", "grades": ["life_threatening"], "priority": 10, "limit_seconds": 40}
        | {"at_risk_margin_seconds": 10, "offer_lasts_seconds": 4, "join_seconds": 120, "join_metres": 20},
    ],
    "grade_rules": PROFILES["grade_rules"],
    "travel": [{"detour": 1.0, "kilometres_per_hour": 300}],
}


async def settle_in(admin: Api, provider: Provider) -> None:
    """What the county has decided, and how everybody is told."""
    await admin.put(f"/patrol/api/v1/profiles/{COUNTY}", PLAN)
    await admin.put("/notify/api/v1/providers/sms", {"url": f"{provider.url}/sms"})
    for party, channel, address in (
        ("leader", "sms", "0000-5550009"),
        ("team", "sms", "0000-5550008"),
        ("emergency_partner", "webhook", f"{provider.url}/emergency"),
    ):
        route = {"party": party, "area": COUNTY, "channel": channel, "address": address}
        await admin.put("/notify/api/v1/contact-routes", route)


@dataclass
class Crews:
    fleet: Fleet

    @classmethod
    async def gather(cls, http: httpx2.AsyncClient, key: str, count: int, seed: int) -> "Crews":
        desk, tempo = Api(http, key), Tempo(SystemClock(), SPEED)
        muster = Muster(desk, COUNTY, timedelta(hours=12), HABITS, tempo, seed)
        lives = await muster.gather(places(count, Chance(seed, "starts")))
        return cls(Fleet(desk, lives, COUNTY, idle_after=NEVER, stuck_after=NEVER))

    async def work(self) -> int:
        """Until there was nothing to do for a while after `no_more_calls`; how many rescues nobody could get."""
        seen = asyncio.ensure_future(self._be_seen())
        try:
            return await self.fleet.work(until_idle=True)
        finally:
            seen.cancel()

    async def _be_seen(self) -> None:
        """Phones say now and then where they are: a team whose offer lapsed while nobody could answer is not lost."""
        while True:
            await asyncio.sleep(SEEN_EVERY_SECONDS)
            with suppress(Refused, httpx2.TransportError):
                for team in await all_of(self.fleet.desk, f"{PATROL}/teams", area=COUNTY):
                    life = self.fleet.lives.get(team["id"])
                    if life and not team["answering"] and not (life.busy or life.ignoring):
                        await life.crew.at(life.where)

    def no_more_calls(self) -> None:
        self.fleet.idle_after, self.fleet.stuck_after = IDLE_SECONDS, STUCK_SECONDS

    async def go_home(self) -> None:
        await dismiss(self.fleet.lives)
