"""Notify alone, on the chosen store and the embedded log, on a clock that the test moves.

Intake and patrol are played; what leaves by SMS and webhook ends in `capture`.
"""

import asyncio
import functools
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from fastapi import FastAPI
from sqlalchemy import insert, select

from services.chassis.access import hash_of
from services.chassis.clock import Ids, SteppedClock, derived_id
from services.chassis.clock.virtual import run_virtual
from services.chassis.log import EmbeddedLog, Record
from services.chassis.store import Database, Keyring
from services.chassis.store.migration import migrate
from services.chassis.web import Service, Surroundings
from services.contracts.envelope import Envelope, Fact, read_envelope
from services.notify.main import create
from services.platform.capture import CaptureApp, capture_app

OFFICE = ZoneInfo("Asia/Shanghai")
COUNTY, TOWN, ELSEWHERE = "990101", "990101001", "990102"
MIGRATIONS = Path("services/notify/migrations").absolute()
PURPOSES = ("contact", "words", "answers", "session")
KEYRING = Keyring({purpose: {"k1": purpose.encode().ljust(32, b".")} for purpose in PURPOSES})
API = "/notify/api/v1"
OUTSIDE = "http://outside.test"


def at(text: str) -> datetime:
    """`19:00` or `19:00:30` of 2026-12-05; hours before 12 are after midnight."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return datetime(2026, 12, 6 if hours < 12 else 5, hours, minutes, *seconds, tzinfo=OFFICE)


@dataclass(frozen=True)
class Asker:
    """Somebody with a key, or without."""

    http: httpx2.AsyncClient
    secret: str | None

    async def ask(
        self, method: str, path: str, body: Any = None, once: str | None = None, **parameters: Any
    ) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        headers |= {"Idempotency-Key": once} if once else {}
        return await self.http.request(
            method, f"{API}{path}", json=body, headers=headers, params=parameters or None
        )

    async def get(self, path: str, **parameters: Any) -> Any:
        return _good(await self.ask("GET", path, **parameters))

    async def post(self, path: str, body: Any) -> Any:
        return _good(await self.ask("POST", path, body))

    async def put(self, path: str, body: Any) -> Any:
        return _good(await self.ask("PUT", path, body))


def _good(answer: httpx2.Response) -> Any:
    assert answer.is_success, f"{answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


@dataclass
class Desk:
    """Where messages are seen to: `service` runs, `capture` stands for every provider and partner."""

    app: FastAPI
    clock: SteppedClock
    http: httpx2.AsyncClient
    log: EmbeddedLog
    capture: CaptureApp
    admin: Asker
    said: int = 0
    held_back: list[Record] = field(default_factory=list)

    @property
    def service(self) -> Service:
        service: Service = self.app.state.service
        return service

    async def key(self, name: str, role: str, scope: str = COUNTY, team: str | None = None) -> Asker:
        """A key that notify has heard of."""
        secret = f"secret-{name}"
        row = {"id": name, "hash": hash_of(secret), "name": name, "role": role, "scope": scope, "team": team}
        async with self.service.database.write() as session:
            await session.execute(insert(self.service.tables.access).values(**row, revoked=False))
        return Asker(self.http, secret)

    async def set_up(self) -> None:
        """Everybody can be reached: the partner by webhook, the others by SMS."""
        await self.admin.put("/providers/sms", {"url": f"{OUTSIDE}/sms"})
        await self.route("leader", "sms", "0000-5550009")
        await self.route("emergency_partner", "webhook", f"{OUTSIDE}/emergency")
        await self.route("team", "sms", "0000-5550010")

    async def route(self, party: str, channel: str, address: str | None, **more: Any) -> Any:
        body = {"party": party, "area": COUNTY, "channel": channel, "address": address, **more}
        return await self.admin.put("/contact-routes", body)

    def envelope(
        self,
        fact: Fact,
        when: str | None = None,
        story: str | None = None,
        area: str = TOWN,
        drill: bool = False,
    ) -> Envelope:
        self.said += 1
        return Envelope(
            id=derived_id("test", self.said),
            type=fact.type(),
            source=f"/{fact.service}",
            subject=fact.key,
            time=at(when) if when else self.clock.now(),
            area=area,
            actor="key:somebody",
            sequence=self.said,
            correlationid=story or fact.key,
            drill=drill,
            data=fact.model_dump(mode="json", exclude_none=True),
        )

    async def say(
        self,
        *facts: Fact,
        when: str | None = None,
        story: str | None = None,
        area: str = TOWN,
        drill: bool = False,
    ) -> None:
        """Intake and patrol say something; returns at rest."""
        await self.append(*(self.envelope(fact, when, story, area, drill) for fact in facts))
        await self.rest()

    async def append(self, *envelopes: Envelope) -> None:
        await self.log.append([Record(e.topic, e.subject, e.headers(), e.body()) for e in envelopes])

    async def facts(self, kind: str | None = None) -> list[Envelope]:
        """What notify has said, in order."""
        await self.rest()
        said: list[Envelope] = []
        (end,) = (await self.log.ends(["notify.facts"])).values()
        if end:
            async for record in self.log.tail(["notify.facts"], overlap=1_000_000):
                said.append(read_envelope(record.headers, record.body))
                if record.offset + 1 >= end:
                    break
        return [one for one in said if kind is None or one.type.split(".")[-2] == kind]

    async def messages(self, **filters: Any) -> list[dict[str, Any]]:
        """Oldest first."""
        return list(reversed((await self.admin.get("/messages", limit=200, **filters))["items"]))

    async def one(self, template: str) -> dict[str, Any]:
        """The only message of a template, with its text and tries."""
        (found,) = await self.messages(template=template)
        return dict(await self.admin.get(f"/messages/{found['id']}"))

    async def told(self) -> list[tuple[str, str, str]]:
        """Party, template and state of every message."""
        return sorted((one["party"], one["template"], one["state"]) for one in await self.messages())

    async def everything_written(self) -> str:
        """All values of all rows, and what notify said, as text: what a thief would find."""
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

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait, without the business clock, for something that must come within a few seconds."""
        async with asyncio.timeout(60):
            while not holds():
                await asyncio.sleep(0.002)

    async def crash(self) -> None:
        """The process is gone in the middle of whatever it was doing; another one comes up on its data."""
        for task in self.service._tasks:
            task.cancel()
        await asyncio.gather(*self.service._tasks, return_exceptions=True)
        await self.service.database.close()
        self.service.open_database()
        await self.service.start()


@asynccontextmanager
async def open_desk(database_url: str, folder: Path, start: str = "19:00") -> AsyncIterator[Desk]:
    clock = SteppedClock(at(start))
    log = EmbeddedLog(folder / "log.sqlite", clock)
    capture = capture_app()

    def outside() -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=capture))

    app = create(Surroundings(clock, Ids(clock, 1), log, KEYRING, database_url, http=outside, owns_log=False))
    await log.start()
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://notify.test") as http,
    ):
        desk = Desk(app, clock, http, log, capture, Asker(http, None))
        desk.admin = await desk.key("admin", "admin", "*")
        yield desk
    await log.stop()


def migrated(url: str) -> None:
    async def run() -> None:
        database = Database(url)
        await migrate(database, MIGRATIONS)
        await database.close()

    asyncio.run(run())


def at_the_desk(test: Callable[..., Awaitable[None]], in_real_time: bool = False) -> Callable[..., None]:
    """`async def test_…(desk, …)`: on SQLite waiting costs nothing; a real database needs real time, and so do threads
    and sockets."""
    own = [given for given in inspect.signature(test).parameters.values() if given.name != "desk"]
    fixtures = [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        for name in ("databases", "chosen_store", "tmp_path")
    ]

    @functools.wraps(test)
    def run(databases: Any, chosen_store: str, tmp_path: Path, **given: Any) -> None:
        url = databases.prepared("notify", migrated)

        async def main() -> None:
            async with open_desk(url, tmp_path) as desk:
                await test(desk, **given)

        virtual = chosen_store == "sqlite" and not in_real_time
        (run_virtual if virtual else asyncio.run)(main())

    run.__signature__ = inspect.Signature([*fixtures, *own])  # type: ignore[attr-defined]
    return run
