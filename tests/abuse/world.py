"""The whole platform with an evening under way: keys of every role, teams on duty, calls in every state."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from services.chassis.access import COOKIE
from services.chassis.clock import SteppedClock
from services.chassis.clock.virtual import VirtualLoop
from services.platform.crews.crew import Crew
from services.platform.evening import places
from services.platform.evening.people import People, gather
from services.platform.evening.script import START, at
from tests.support.stand import Stand, stand

PATROL, INTAKE, NOTIFY = "/patrol/api/v1", "/intake/api/v1", "/notify/api/v1"
SIGHTING: Mapping[str, Any] = {"channel": "phone", "point": places.RAILWAY_BRIDGE.point.model_dump()}
LISTS = {
    "rescue_id": f"{PATROL}/rescues",
    "team_id": f"{PATROL}/teams",
    "place_id": f"{PATROL}/places",
    "warning_id": f"{PATROL}/warnings",
    "message_id": f"{NOTIFY}/messages",
    "wording_id": f"{NOTIFY}/wordings",
    "route_id": f"{NOTIFY}/contact-routes",
    "sightings": f"{INTAKE}/sightings",
    "complaints": f"{INTAKE}/complaints",
    "cries-for-relief": f"{INTAKE}/cries-for-relief",
    "service-requests": f"{INTAKE}/service-requests",
    "informants": f"{INTAKE}/informants",
}


@dataclass
class World:
    """`keys`: by role. `known`: ids of what is there, by the parameter or the path that takes them.
    `live`: rescues with the offer that waits for a team's next step."""

    stand: Stand
    people: People
    keys: Mapping[str, str]
    run: Any
    known: dict[str, list[str]] = field(default_factory=dict)
    live: list[tuple[str, str]] = field(default_factory=list)

    def look_around(self, service: str = "") -> None:
        """What is there now, at one service or at all."""
        self.run(self._look_around(f"/{service}"))

    async def _look_around(self, where: str) -> None:
        for name, path in LISTS.items():
            if path.startswith(where):
                items = (await self.stand.admin.get(f"{path}?limit=20"))["items"]
                self.known[name] = [item["id"] for item in items]
        offers = (await self.stand.admin.get(f"{PATROL}/offers?live=true"))["items"]
        self.live = [(offer["rescue"], offer["id"]) for offer in offers]


@contextmanager
def world(databases: dict[str, str], log: Any, on_virtual_time: bool) -> Iterator[World]:
    """On one loop, which goes on only while something is asked of it."""
    with asyncio.Runner(loop_factory=VirtualLoop if on_virtual_time else None) as runner:
        opened = _opened(databases, log, runner.run)
        found = runner.run(anext(opened))  # type: ignore[arg-type]
        try:
            yield found
        finally:
            runner.run(_closed(opened))


async def _closed(opened: AsyncIterator[World]) -> None:
    async for _ in opened:
        raise AssertionError("one world is enough")


async def _opened(databases: dict[str, str], log: Any, run: Any) -> AsyncIterator[World]:
    async with _evening(databases, log) as (house, people):
        keys = {
            "operator": people.keys["接线员"],
            "dispatcher": people.keys["调度员"],
            "leader": people.keys["值班领导"],
            "team": people.keys["甲队"],
        }
        for role in ("admin", "auditor"):
            made = {"name": role, "role": role, "area": "990101" if role == "auditor" else "*"}
            keys[role] = (await house.admin.post(f"{NOTIFY}/keys", made))["key"]
        known = await _others(house)
        await _customs(house)
        keys["person"] = await _signed_in(house)
        await house.house.settle()
        yield World(house, people, keys, run, known)


async def _others(house: Stand) -> dict[str, list[str]]:
    """A key and a person that nobody misses."""
    spare = await house.admin.post(f"{NOTIFY}/keys", {"name": "spare", "role": "operator", "area": "990101"})
    posts = [{"role": role, "area": "990101"} for role in ("operator", "dispatcher")]
    person = await house.admin.post(f"{NOTIFY}/people", {"login": "spare", "name": "某", "posts": posts})
    return {"key_id": [spare["id"]], "person_id": [person["id"]], "post_id": [person["posts"][1]["id"]]}


async def _customs(house: Stand) -> None:
    """What an area and the office have chosen about messages."""
    words = {"area": "990101", "template": "received", "text": "{time} {number}"}
    await house.admin.put(f"{NOTIFY}/wordings", words)
    await house.admin.put(f"{NOTIFY}/wordings", {**words, "language": "en"})
    await house.admin.put(f"{NOTIFY}/quiet-hours", {"area": "990101", "from": "22:00", "until": "07:00"})
    mail = {"host": "nuandong.test", "sender": "office@nuandong.test"}
    await house.admin.put(f"{NOTIFY}/providers/mail", mail)


async def _signed_in(house: Stand) -> str:
    """The session of a person."""
    login = {"login": "wang", "password": "a-word-of-the-test"}
    posts = [{"role": "operator", "area": "990101"}]
    await house.admin.post(f"{NOTIFY}/people", {**login, "name": "王", "posts": posts})
    answer = await house.http.post(f"{NOTIFY}/sessions", json=login)
    assert answer.status_code == 201, answer.text
    return str(answer.cookies[COOKIE])


@asynccontextmanager
async def _evening(databases: dict[str, str], log: Any) -> AsyncIterator[tuple[Stand, People]]:
    clock = SteppedClock(START)
    async with stand(databases, log(clock), clock) as house:
        people = await gather(house.admin, "http://nuandong.test/capture")
        await house.house.settle()
        jia, yi, bing = people.teams
        for team, start in ((jia, places.JIA_START), (yi, places.YI_START), (bing, places.BING_START)):
            await team.on_shift(at("02:00:00"), start.point)
        await _calls(house, people, jia)
        yield house, people


async def _calls(house: Stand, people: People, jia: Crew) -> None:
    """A rescue of which the team is on its way, offers that nobody answered yet, and one of each other kind."""
    for place in (places.RAILWAY_BRIDGE, places.BUS_STATION, places.HILL_ROAD_KM_14):
        told = {
            **SIGHTING,
            "point": place.point.model_dump(),
            "words": "桥下有人睡",
            "caller": "0000-5550001",
        }
        await people.operator.post(f"{INTAKE}/sightings", told)
        await house.house.settle()
    if await jia.offers():
        await jia.accept()
        await jia.depart()
    for kind in ("complaints", "cries-for-relief", "service-requests"):
        await people.operator.post(f"{INTAKE}/{kind}", {"channel": "phone", "area": "990101", "words": "说"})
    informant = {"phone": "0000-5550009", "name": "某", "occupation": "出租车司机", "area": "990101"}
    await people.operator.put(f"{INTAKE}/informants", informant)
    await house.house.settle()
