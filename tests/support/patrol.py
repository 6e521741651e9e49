"""Patrol alone, on the chosen store and the embedded log, on a clock that the test moves; intake is played."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx2
from fastapi import FastAPI
from sqlalchemy import insert

from services.chassis.access import hash_of
from services.chassis.clock import Ids, SteppedClock
from services.chassis.log import EmbeddedLog, Record
from services.chassis.store import Database, Keyring
from services.chassis.store.migration import migrate
from services.chassis.web import Service, Surroundings
from services.contracts.envelope import Envelope, read_envelope
from services.contracts.intake import IntakeFact, SightingReported
from services.contracts.values import Point
from services.patrol.main import create
from services.platform.client import Api

OFFICE = ZoneInfo("Asia/Shanghai")
COUNTY, TOWN, HILLS = "990101", "990101001", "990101002"
BRIDGE = Point(longitude=100.0, latitude=40.0)
MIGRATIONS = Path("services/patrol/migrations").absolute()
KEYRING = Keyring({purpose: {"k1": purpose.encode().ljust(32, b".")} for purpose in ("words", "answers")})
METRES_PER_DEGREE = 111_195.08


def at(text: str) -> datetime:
    """`19:00` or `19:00:30` of 2026-12-05; hours before 12 are after midnight."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return datetime(2026, 12, 6 if hours < 12 else 5, hours, minutes, *seconds, tzinfo=OFFICE)


def north(metres: float, of: Point = BRIDGE) -> Point:
    return Point(longitude=of.longitude, latitude=of.latitude + metres / METRES_PER_DEGREE)


def migrated(url: str) -> None:
    async def run() -> None:
        database = Database(url)
        await migrate(database, MIGRATIONS)
        await database.close()

    asyncio.run(run())


@dataclass
class Crew:
    """A team and its phone."""

    id: str
    api: Api

    async def offer(self) -> dict[str, Any]:
        (live,) = (await self.api.get(f"/patrol/api/v1/offers?team={self.id}&live=true"))["items"]
        return dict(live)

    async def offers(self) -> list[dict[str, Any]]:
        return list((await self.api.get(f"/patrol/api/v1/offers?team={self.id}&live=true"))["items"])

    async def say(self, step: str, **details: Any) -> dict[str, Any]:
        """A step of the offer that is live."""
        offer = await self.offer()
        path = f"/patrol/api/v1/rescues/{offer['rescue']}/{step}"
        return dict(await self.api.post(path, {"offer": offer["id"], **details}))

    async def go(self, *steps: str) -> dict[str, Any]:
        for step in steps:
            answer = await self.say(step)
        return answer

    async def at(self, point: Point) -> None:
        await self.api.put(f"/patrol/api/v1/teams/{self.id}/position", {"point": point.model_dump()})


@dataclass
class Patrol:
    app: FastAPI
    clock: SteppedClock
    http: httpx2.AsyncClient
    log: EmbeddedLog
    admin: Api
    dispatcher: Api
    told: list[Envelope] = field(default_factory=list)
    """What others have said, in order."""
    _numbers: list[int] = field(default_factory=lambda: [0])

    @property
    def service(self) -> Service:
        service: Service = self.app.state.service
        return service

    async def key(self, name: str, role: str, scope: str = COUNTY, team: str | None = None) -> Api:
        """A key that only patrol knows of."""
        secret = f"secret-{quote(name)}"
        row = {"id": f"key-{name}", "hash": hash_of(secret), "name": name, "role": role, "scope": scope}
        async with self.service.database.write() as session:
            access = insert(self.service.tables.access).values(**row, team=team, revoked=False)
            await session.execute(access)
        return Api(self.http, secret)

    async def crew(
        self, name: str, metres: float | None, until: str = "02:00", area: str = COUNTY, **more: Any
    ) -> Crew:
        """A team on shift from now, so many metres north of the bridge; without `until` off shift."""
        stock = more.pop("stock", {"quilt": 4})
        team = await self.dispatcher.post(
            "/patrol/api/v1/teams", {"name": name, "area": area, "stock": stock, **more}
        )
        crew = Crew(team["id"], await self.key(name, "team", area[:6], team["id"]))
        if until:
            shift: dict[str, Any] = {"until": at(until).isoformat()}
            if metres is not None:
                shift["point"] = north(metres).model_dump()
            await crew.api.post(f"/patrol/api/v1/teams/{crew.id}/shift", shift)
        return crew

    async def report(
        self, point: Point | None = BRIDGE, area: str = TOWN, sighting: str | None = None, **more: Any
    ) -> str:
        """Intake says that somebody was seen. Returns the sighting's id, at rest."""
        self._numbers[0] += 1
        identity = sighting or f"sighting-{self._numbers[0]}"
        now = self.clock.now()
        values = {
            "number": "S1",
            "channel": "phone",
            "people": 1,
            "received_at": now,
            "recorded_at": now,
            "owner": "key:1",
        }
        fact = SightingReported(report=identity, point=point, area=area, **{**values, **more})
        await self.say(fact, area)
        return identity

    async def say(self, fact: IntakeFact, area: str, drill: bool = False) -> None:
        envelope = Envelope(
            id=self.service.ids.new(),
            type=fact.type(),
            source="/intake",
            subject=fact.key,
            time=self.clock.now(),
            area=area,
            actor="key:1",
            sequence=1,
            correlationid=fact.report,
            drill=drill,
            data=fact.model_dump(mode="json", exclude_none=True),
        )
        await self.append(envelope)

    async def append(self, envelope: Envelope) -> None:
        self.told.append(envelope)
        record = Record(envelope.topic, envelope.subject, envelope.headers(), envelope.body())
        await self.log.append([record])
        await self.rest()

    async def rescue(self, number: int = 1) -> dict[str, Any]:
        """The rescue of that number, as a dispatcher reads it."""
        items = (await self.dispatcher.get("/patrol/api/v1/rescues?limit=200"))["items"]
        (found,) = [item for item in items if item["number"] == f"{number:03}"]
        return dict(await self.dispatcher.get(f"/patrol/api/v1/rescues/{found['id']}"))

    async def team(self, crew: Crew) -> dict[str, Any]:
        return dict(await self.dispatcher.get(f"/patrol/api/v1/teams/{crew.id}"))

    async def facts(self, kind: str | None = None) -> list[Envelope]:
        """What patrol has said, in order."""
        await self.rest()
        said = []
        (end,) = (await self.log.ends(["patrol.facts"])).values()
        if end:
            async for record in self.log.tail(["patrol.facts"], overlap=1_000_000):
                said.append(read_envelope(record.headers, record.body))
                if record.offset + 1 >= end:
                    break
        return [one for one in said if kind is None or kind_of(one) == kind]

    async def reach(self, moment: str) -> None:
        """Let it become later; every clock on the way rings at its own second."""
        await self.rest()
        while (due := await self.service.timekeeper.next_due()) is not None and due <= at(moment):
            self.clock.move_to(due)
            await self.rest()
        self.clock.move_to(at(moment))
        await self.rest()

    async def rest(self) -> None:
        """Raises TimeoutError when it does not come to rest within a minute of the loop's time."""
        calm = 0
        async with asyncio.timeout(60):
            while calm < 2:
                ends = await self.log.ends([*self.service.consumer.topics])
                calm = 0 if await self.service.unfinished(ends) else calm + 1
                await asyncio.sleep(0.002)


def kind_of(envelope: Envelope) -> str:
    return envelope.type.split(".")[-2]


@asynccontextmanager
async def patrol(
    database_url: str, folder: Path, start: str = "18:00", seed: int = 1
) -> AsyncIterator[Patrol]:
    clock = SteppedClock(at(start))
    log = EmbeddedLog(folder / "log.sqlite", clock)
    app = create(Surroundings(clock, Ids(clock, seed), log, KEYRING, database_url))
    await log.start()
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://patrol.test") as http,
    ):
        desk = Patrol(app, clock, http, log, Api(http, "secret-admin"), Api(http, "secret-dispatcher"))
        await desk.key("admin", "admin", "*")
        await desk.key("dispatcher", "dispatcher")
        yield desk


FIVE_MINUTES_NINETY_SECONDS = {"at_risk_margin_seconds": 300, "offer_lasts_seconds": 90}
EVENING_PLAN: Mapping[str, Any] = {
    "profiles": [
        {
            "name": "town",
            "area": TOWN,
            "limit_seconds": 1800,
            "at_risk_margin_seconds": 300,
            "offer_lasts_seconds": 90,
        },
        {
            "name": "remote",
            "area": HILLS,
            "limit_seconds": 3600,
            "at_risk_margin_seconds": 300,
            "offer_lasts_seconds": 90,
        },
        {
            "name": "life-threatening",
            "grades": ["life_threatening"],
            "priority": 10,
            "limit_seconds": 900,
            "at_risk_margin_seconds": 120,
            "offer_lasts_seconds": 60,
        },
    ],
    "travel": [
        {"area": TOWN, "detour": 1.3, "kilometres_per_hour": 30},
        {"area": HILLS, "detour": 1.3, "kilometres_per_hour": 40},
    ],
}
