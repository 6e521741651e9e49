"""Intake alone, on the chosen store and the embedded log, on a clock that the test moves; patrol is played."""

import asyncio
import functools
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from fastapi import FastAPI
from sqlalchemy import func, insert, select

from services.chassis.access import hash_of
from services.chassis.clock import Ids, SteppedClock
from services.chassis.clock.virtual import run_virtual
from services.chassis.log import EmbeddedLog, Record
from services.chassis.store import Database, Keyring
from services.chassis.store.migration import migrate
from services.chassis.web import Service, Surroundings
from services.contracts.envelope import Envelope, Fact, read_envelope
from services.intake.main import create

OFFICE = ZoneInfo("Asia/Shanghai")
COUNTY, TOWN, HILLS, ELSEWHERE = "990101", "990101001", "990101002", "990102"
BRIDGE = {"longitude": 100.0, "latitude": 40.0}
MIGRATIONS = Path("services/intake/migrations").absolute()
PURPOSES = ("contact", "words", "answers")
KEYRING = Keyring({purpose: {"k1": purpose.encode().ljust(32, b".")} for purpose in PURPOSES})
API = "/intake/api/v1"
SIGHTINGS = f"{API}/sightings"


def at(text: str) -> datetime:
    """`19:00` or `19:00:30` of 2026-12-05; hours before 12 are after midnight."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return datetime(2026, 12, 6 if hours < 12 else 5, hours, minutes, *seconds, tzinfo=OFFICE)


@dataclass(frozen=True)
class Asker:
    """Somebody with a key, or without."""

    http: httpx2.AsyncClient
    secret: str | None
    label: str

    async def ask(
        self, method: str, path: str, body: Any = None, once: str | None = None, **parameters: Any
    ) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        headers |= {"Idempotency-Key": once} if once else {}
        return await self.http.request(method, path, json=body, headers=headers, params=parameters or None)

    async def get(self, path: str, **parameters: Any) -> Any:
        return _good(await self.ask("GET", path, **parameters))

    async def post(self, path: str, body: Mapping[str, Any] | None = None, once: str | None = None) -> Any:
        return _good(await self.ask("POST", path, body if body is not None else {}, once))

    async def sighting(self, **details: Any) -> dict[str, Any]:
        return dict(await self.post(SIGHTINGS, {"channel": "phone", "point": BRIDGE, **details}))

    async def read(self, report: Mapping[str, Any], resource: str = "sightings") -> dict[str, Any]:
        return dict(await self.get(f"{API}/{resource}/{report['id']}"))


def _good(answer: httpx2.Response) -> Any:
    assert answer.is_success, f"{answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


@dataclass
class Desk:
    app: FastAPI
    clock: SteppedClock
    http: httpx2.AsyncClient
    log: EmbeddedLog
    operator: Asker
    dispatcher: Asker

    @property
    def service(self) -> Service:
        service: Service = self.app.state.service
        return service

    async def key(self, name: str, role: str, scope: str = COUNTY, team: str | None = None) -> Asker:
        """A key that intake has heard of."""
        secret = f"secret-{name}"
        row = {"id": name, "hash": hash_of(secret), "name": name, "role": role, "scope": scope, "team": team}
        async with self.service.database.write() as session:
            await session.execute(insert(self.service.tables.access).values(**row, revoked=False))
        return Asker(self.http, secret, f"team:{team}" if team else f"key:{name}")

    async def say(self, fact: Fact, sequence: int = 1, when: str | None = None, story: str = "") -> None:
        """Patrol says something; returns at rest."""
        await self.append(self.envelope(fact, sequence, when, story))

    def envelope(self, fact: Fact, sequence: int = 1, when: str | None = None, story: str = "") -> Envelope:
        return Envelope(
            id=self.service.ids.new(),
            type=fact.type(),
            source="/patrol",
            subject=fact.key,
            time=at(when) if when else self.clock.now(),
            area=TOWN,
            actor="team:jia",
            sequence=sequence,
            correlationid=story or fact.key,
            data=fact.model_dump(mode="json", exclude_none=True),
        )

    async def append(self, *envelopes: Envelope) -> None:
        await self.log.append([Record(e.topic, e.subject, e.headers(), e.body()) for e in envelopes])
        await self.rest()

    async def facts(self, kind: str | None = None) -> list[Envelope]:
        """What intake has said, in order."""
        await self.rest()
        said = []
        (end,) = (await self.log.ends(["intake.facts"])).values()
        if end:
            async for record in self.log.tail(["intake.facts"], overlap=1_000_000):
                said.append(read_envelope(record.headers, record.body))
                if record.offset + 1 >= end:
                    break
        return [one for one in said if kind is None or kind_of(one) == kind]

    async def rows(self) -> dict[str, int]:
        """How many rows each table has, at rest."""
        await self.rest()
        async with self.service.database.read() as session:
            return {
                table.name: (await session.execute(select(func.count()).select_from(table))).scalar_one()
                for table in self.service.blueprint.base.metadata.sorted_tables
            }

    async def everything_written(self) -> str:
        """All values of all rows, and the log, as text: what a thief would find."""
        async with self.service.database.read() as session:
            found = [
                str(row)
                for table in self.service.blueprint.base.metadata.sorted_tables
                for row in (await session.execute(select(table))).all()
            ]
        return "\n".join([*found, *(fact.model_dump_json() for fact in await self.facts())])

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
                ends = await self.log.ends(self.service.consumer.topics)
                calm = 0 if await self.service.unfinished(ends) else calm + 1
                await asyncio.sleep(0.002)


def kind_of(envelope: Envelope) -> str:
    return envelope.type.split(".")[-2]


def story_of(shown: Mapping[str, Any]) -> list[str]:
    return [line["fact"] for line in shown["story"]]


@asynccontextmanager
async def open_desk(database_url: str, folder: Path, start: str = "19:00") -> AsyncIterator[Desk]:
    clock = SteppedClock(at(start))
    log = EmbeddedLog(folder / "log.sqlite", clock)
    app = create(Surroundings(clock, Ids(clock, 1), log, KEYRING, database_url))
    await log.start()
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://intake.test") as http,
    ):
        nobody = Asker(http, None, "")
        desk = Desk(app, clock, http, log, nobody, nobody)
        desk.operator = await desk.key("operator", "operator")
        desk.dispatcher = await desk.key("dispatcher", "dispatcher")
        yield desk


def migrated(url: str) -> None:
    async def run() -> None:
        database = Database(url)
        await migrate(database, MIGRATIONS)
        await database.close()

    asyncio.run(run())


def at_the_desk(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """`async def test_…(desk, …)`: on SQLite waiting costs nothing, a real database needs real time."""
    own = [given for given in inspect.signature(test).parameters.values() if given.name != "desk"]
    fixtures = [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        for name in ("databases", "chosen_store", "tmp_path")
    ]

    @functools.wraps(test)
    def run(databases: Any, chosen_store: str, tmp_path: Path, **given: Any) -> None:
        url = databases.prepared("intake", migrated)

        async def main() -> None:
            async with open_desk(url, tmp_path) as desk:
                await test(desk, **given)

        (run_virtual if chosen_store == "sqlite" else asyncio.run)(main())

    run.__signature__ = inspect.Signature([*fixtures, *own])  # type: ignore[attr-defined]
    return run
