"""The whole platform in the test's own process, on the chosen store and log, on a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from services.chassis.clock import Ids, SteppedClock
from services.chassis.clock.virtual import run_virtual
from services.chassis.log import EmbeddedLog, Log
from services.chassis.store import Database, Keyring
from services.chassis.store.migration import migrate
from services.contracts.envelope import Envelope, read_envelope
from services.platform.capture import capture_app
from services.platform.client import Api
from services.platform.first_key import make_first_key
from services.platform.ground import PURPOSES, Ground
from services.platform.house import MAKERS, House
from services.platform.pace import Pace

KEYRING = Keyring({purpose: {"k1": purpose.encode().ljust(32, b".")} for purpose in PURPOSES})
URL = "http://nuandong.test"


InTime = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs to its end, in the time that the chosen parts need."""


@dataclass
class Stand:
    """`house` runs; `admin` asks over HTTP as an administrator; `pace.reach` lets it become later."""

    house: House
    clock: SteppedClock
    pace: Pace
    http: httpx2.AsyncClient
    admin: Api

    async def facts(self) -> list[Envelope]:
        """Everything on the log, in its order; once per id, since the log may hold a fact twice."""
        topics = [f"{name}.facts" for name in MAKERS]
        wanted = sum((await self.house.log.ends(topics)).values())
        found: dict[object, Envelope] = {}
        if wanted:
            async for record in self.house.log.tail(topics, overlap=1_000_000):
                envelope = read_envelope(record.headers, record.body)
                found.setdefault(envelope.id, envelope)
                if await self._was_last(record.topic, record.partition, record.offset, topics):
                    break
        return list(found.values())

    async def _was_last(self, topic: str, partition: int, offset: int, topics: list[str]) -> bool:
        self._seen[topic, partition] = offset + 1
        ends = {place: end for place, end in (await self.house.log.ends(topics)).items() if end}
        return all(self._seen.get(place, 0) >= end for place, end in ends.items())

    def __post_init__(self) -> None:
        self._seen: dict[tuple[str, int], int] = {}

    def line(self, headers: dict[str, str]) -> httpx2.AsyncClient:
        """A telephone line of its own, for callers who bring their own key."""
        transport = httpx2.ASGITransport(app=self.house)
        return httpx2.AsyncClient(transport=transport, base_url=URL, timeout=30, headers=headers)

    async def captured(self) -> list[dict[str, Any]]:
        """What left the platform by SMS or webhook."""
        return list((await self.http.get("/capture/captured")).json()["items"])


def migrations_of(service: str) -> Any:
    """A synchronous `prepare` for the fixture `databases`; the same object for the same service."""
    return _PREPARE[service]


def _preparer(service: str) -> Any:
    folder = Path(f"services/{service}/migrations").absolute()

    def prepare(url: str) -> None:
        async def run() -> None:
            database = Database(url)
            await migrate(database, folder)
            await database.close()

        asyncio.run(run())

    return prepare


def ready(databases: Any) -> dict[str, str]:
    """Migrated databases of all five services, their URLs; from the fixture `databases`."""
    return {name: databases.prepared(name, migrations_of(name)) for name in MAKERS}


_PREPARE = {name: _preparer(name) for name in MAKERS}


@asynccontextmanager
async def stand(
    databases: dict[str, str], log: Log, clock: SteppedClock, seed: int = 1
) -> AsyncIterator[Stand]:
    """A running house on prepared databases."""
    houses: list[House] = []

    def http() -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=houses[0]), base_url=URL, timeout=30)

    others = {"capture": capture_app()}
    ground = Ground(clock, Ids(clock, seed), log, KEYRING, databases, migrate=False, http=http, others=others)
    house = ground.house()
    houses.append(house)
    async with house.running(), http() as client:
        admin = Api(client, await make_first_key(house.service("notify")))
        await house.settle()
        yield Stand(house, clock, Pace(house, clock), client, admin)


def embedded_log(folder: Path, clock: SteppedClock) -> Log:
    return EmbeddedLog(folder / "log.sqlite", clock)


def runner(store: str, log: str) -> InTime:
    """In our own process waiting costs nothing; a real database or broker answers in real time."""
    return run_virtual if (store, log) == ("sqlite", "embedded") else asyncio.run


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
