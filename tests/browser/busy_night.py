"""A county on a busy winter night, put in through the public APIs as an office and its teams would.

What stands on record and who does what when is data (`busy_night.json`); times are those of the offices. Snow lies:
teams come half as far as on other nights, so that the circle leaves gaps.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from services.contracts.values import Point
from services.platform.crews.crew import PATROL, Crew
from services.platform.evening import area
from tests.browser.town import COUNTY, PASSWORD, Town

NIGHT: dict[str, Any] = json.loads(Path(__file__).with_name("busy_night.json").read_text(encoding="utf-8"))
BEGINS = datetime.fromisoformat("2027-01-14T21:50:00+08:00")
ENDS = "22:47:36"
SNOW_KILOMETRES_PER_HOUR = 15
CRITICAL_LIMIT_SECONDS = 1200
OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
Act = Callable[[], Awaitable[Any]]


def at(clock: str) -> datetime:
    hour, minute, second = (int(part) for part in clock.split(":"))
    return BEGINS.replace(hour=hour, minute=minute, second=second)


def point_of(about: Mapping[str, Any]) -> Point:
    return Point(longitude=about["longitude"], latitude=about["latitude"])


@dataclass
class BusyNight:
    """`play` ends at 22:47:36 with the clock standing, as for pictures."""

    town: Town
    crews: dict[str, Crew] = field(default_factory=dict)
    rescues: dict[int, str] = field(default_factory=dict)

    async def play(self) -> None:
        await self.town.stand_still()
        await self._register()
        for when, act in sorted(self._acts(), key=lambda one: one[0]):
            await self._reach(when)
            await act()
        await self._reach(at(ENDS))

    async def _register(self) -> None:
        town = self.town
        await area.settle_in(town.admin, town.url)
        await town.admin.put(f"/patrol/api/v1/profiles/{COUNTY}", _plan_in_snow())
        await area.register_places(town.admin, NIGHT["places"])
        await town.enlist("sun", "dispatcher", name="演示孙")
        await town.enlist("zhou", "leader", name="演示周")
        await self._duty()
        for about in NIGHT["teams"]:
            body = {"name": about["name"], "area": COUNTY, "stock": about["stock"]}
            made = await town.admin.post(f"{PATROL}/teams", body)
            crew = self.crews[about["name"]] = Crew(made["id"], about["name"], town.admin)
            await crew.on_shift(at("23:59:00") + timedelta(hours=8), point_of(about))
        warned = {"colour": "orange", "until": "2027-01-16T08:00:00+08:00", "lowest_celsius": -14}
        await town.admin.post(f"{PATROL}/warnings", {"area": COUNTY, **warned, "words": "夜间道路结冰"})
        await town.house.settle()

    async def _duty(self) -> None:
        people = await self.town.admin.get("/notify/api/v1/people?limit=100")
        (leader,) = [one["id"] for one in people["items"] if one["login"] == "zhou"]
        begins = at("20:00:00")
        times = {"from": begins.isoformat(), "until": (begins + timedelta(hours=12)).isoformat()}
        await self.town.admin.post("/notify/api/v1/duty", {"area": COUNTY, "person": leader, **times})

    def _acts(self) -> list[tuple[datetime, Act]]:
        acts: list[tuple[datetime, Act]] = []
        for place, rescue in enumerate(NIGHT["rescues"]):
            acts.append((at(rescue["at"]), self._report(place, rescue)))
            for when, step, *details in rescue["steps"]:
                acts.append((at(when), self._step(place, rescue["team"], step, *details)))
            if "then" in rescue:
                when, team = rescue["then"]
                acts.append((at(when), self._send(place, team)))
        for when, landmark, longitude, latitude in NIGHT["again"]:
            body = {"longitude": longitude, "latitude": latitude, "landmark": landmark}
            acts.append((at(when), self._call(body)))
        acts.append((at("22:40:20"), self._leader_reads))
        acts.append((at("22:41:00"), self._explain))
        return acts

    async def _reach(self, moment: datetime) -> None:
        """Every two minutes on the way the phones say where they are."""
        while (now := self.town.clock.now()) < moment:
            await self.town.pace.reach(min(moment, now + timedelta(minutes=2)))
            for about in NIGHT["teams"]:
                if self.town.clock.now() < at(about.get("silent_since", "23:59:00")):
                    await self.crews[about["name"]].at(point_of(about))
        await self.town.house.settle()

    def _call(self, about: Mapping[str, Any]) -> Callable[[], Awaitable[str]]:
        async def call() -> str:
            body = {
                "channel": "phone",
                "point": point_of(about).model_dump(),
                "landmark": about["landmark"],
                "people": about.get("people", 1),
                "signs": about.get("signs", []),
            }
            made = await self.town.admin.post("/intake/api/v1/sightings", body)
            await self.town.house.settle()
            shown = await self.town.admin.get(f"/intake/api/v1/sightings/{made['id']}")
            return str(shown["rescue"]["id"])

        return call

    def _report(self, place: int, about: Mapping[str, Any]) -> Act:
        async def report() -> None:
            self.rescues[place] = await self._call(about)()
            await self._send(place, about["team"])()

        return report

    def _send(self, place: int, team: str) -> Act:
        """As the story has it, where the platform has not asked that team by itself."""

        async def send() -> None:
            rescue, crew = self.rescues[place], self.crews[team]
            shown = await self.town.admin.get(f"{PATROL}/rescues/{rescue}")
            if (shown["team"] or {}).get("id") != crew.id:
                body = {"team": crew.id, "reason": "离得近，路熟"}
                await self.town.admin.post(f"{PATROL}/rescues/{rescue}/dispatch", body)
                await self.town.house.settle()

        return send

    def _step(self, place: int, team: str, step: str, details: Any = None) -> Act:
        async def act() -> None:
            crew = self.crews[team]
            crew.look_at((await crew.offers())[0])
            assert crew.rescue == self.rescues[place], f"{team} is not where the story has it"
            if step == "answer":
                await crew.answer(**details)
            elif step == "estimate":
                await crew.estimate(at(details["arrive_at"]), details["reason"])
            elif step == "decline":
                await crew.decline(details)
            else:
                await getattr(crew, step)()
            await self.town.house.settle()

        return act

    def _marked(self, word: str) -> str:
        return next(self.rescues[place] for place, about in enumerate(NIGHT["rescues"]) if about.get(word))

    async def _explain(self) -> None:
        body = {"reason": "路面结冰，绕行"}
        await self.town.admin.post(f"{PATROL}/rescues/{self._marked('explained')}/breach-reason", body)

    async def _leader_reads(self) -> None:
        """The leader on duty reads the breach, signed in as on the board."""
        late = self._marked("late")
        async with httpx2.AsyncClient(base_url=self.town.url, headers=OUR_PAGE) as browser:
            await browser.post("/notify/api/v1/sessions", json={"login": "zhou", "password": PASSWORD})
            body = {"alert": "breach", "round": 1}
            answer = await browser.post(f"{PATROL}/rescues/{late}/alert-readings", json=body)
            assert answer.status_code == 200, answer.text


def _plan_in_snow() -> dict[str, Any]:
    profiles = [
        {**one, **({"limit_seconds": CRITICAL_LIMIT_SECONDS} if "grades" in one else {})}
        for one in area.PROFILES["profiles"]
    ]
    travel = [{**one, "kilometres_per_hour": SNOW_KILOMETRES_PER_HOUR} for one in area.PROFILES["travel"]]
    return {**area.PROFILES, "profiles": profiles, "travel": travel}
