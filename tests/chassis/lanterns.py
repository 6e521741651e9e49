"""A service small enough to test the chassis with: it keeps lanterns, and hears of those of others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from prometheus_client import CollectorRegistry
from sqlalchemy import Column, Integer, String, Table, func, select
from sqlmodel import Field, SQLModel

from services.chassis.clock import Clock, Ids
from services.chassis.log import Log, LogTables, Origin, Units, Work
from services.chassis.log.consumer import Consumer, Handler
from services.chassis.log.metrics import LogMetrics
from services.chassis.log.relay import Relay
from services.chassis.log.timekeeper import Job, Timekeeper
from services.chassis.store import Database, Keyring, service_registry
from services.chassis.store.migration import migrate
from services.chassis.web import common_tables
from services.contracts.envelope import Envelope, Fact

EVENING = datetime(2026, 12, 5, 11, 0, tzinfo=UTC)
PURPOSES = ("words", "contact", "answers")
KEYRING = Keyring({purpose: {"k1": purpose.encode().ljust(32, b".")} for purpose in PURPOSES})
MIGRATIONS = Path(__file__).with_name("migrations")
TOPIC = "lanterns.facts"


class LanternFact(Fact):
    service: ClassVar[str] = "lanterns"
    root: ClassVar[str] = "lantern"

    lantern: str


class LanternLit(LanternFact):
    brightness: int = 0


class LanternBroken(LanternFact):
    """A fact that nobody in these tests listens to, unless he says so."""


class Base(SQLModel, registry=service_registry()):
    __abstract__ = True


COMMON = common_tables(Base.metadata)
TABLES: LogTables = COMMON.log


VERSION = Column("version", Integer, nullable=False)


class LanternRow(Base, table=True):
    __tablename__ = "lantern"
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": VERSION}

    id: str = Field(primary_key=True)
    version: int | None = Field(default=None, sa_column=VERSION)
    brightness: int = 0
    area: str = "990101"


# What was applied, in its order: the proof of once, never twice, never out of order.
APPLIED = Table(
    "applied",
    Base.metadata,
    Column("place", Integer, primary_key=True, autoincrement=True),
    Column("lantern", String(80), nullable=False),
    Column("brightness", Integer, nullable=False),
    Column("fact", String(64), nullable=False),
)


def make_tables(url: str) -> None:
    """A `prepare` for the fixture `databases`."""

    async def run() -> None:
        database = Database(url)
        await migrate(database, MIGRATIONS)
        await database.close()

    asyncio.run(run())


async def lantern_was_lit(work: Work, fact: LanternLit, envelope: Envelope) -> None:
    row = {"lantern": fact.lantern, "brightness": fact.brightness, "fact": str(envelope.id)}
    await work.session.execute(APPLIED.insert().values(row))


class Replica:
    """One process of a service: its database connections, consumer, relay and clocks. `running` runs them."""

    def __init__(
        self,
        url: str,
        log: Log,
        clock: Clock,
        *,
        service: str = "lanterns",
        handlers: Mapping[type[Fact], Handler] | None = None,
        jobs: Mapping[str, Job] | None = None,
    ) -> None:
        self.database, self.log, self.clock = Database(url), log, clock
        self.units = Units(service, self.database, TABLES, clock, Ids(clock, 1), KEYRING)
        self.registry = CollectorRegistry()
        self.metrics = LogMetrics(self.registry)
        handlers = {LanternLit: lantern_was_lit} if handlers is None else handlers
        self.consumer = Consumer(self.units, log, handlers, self.metrics)
        self.relay = Relay(self.units, log)
        self.timekeeper = Timekeeper(self.units, jobs or {}, self.consumer.parking, metrics=self.metrics)

    @asynccontextmanager
    async def running(self, *parts: str) -> AsyncIterator["Replica"]:
        """With these parts (consumer, relay, timekeeper), or all."""
        stopping = asyncio.Event()
        chosen = [getattr(self, part) for part in parts or ("consumer", "relay", "timekeeper")]
        tasks = [asyncio.ensure_future(part.run(stopping)) for part in chosen]
        try:
            yield self
        finally:
            stopping.set()
            _, late = await asyncio.wait(tasks, timeout=5.0)
            for task in late:
                task.cancel()
            await self.database.close()
        assert not late, "a part did not stop by itself"
        for task in tasks:
            task.result()

    async def light(self, lantern: str, *brightness: int) -> None:
        """One unit of work that says one fact for each brightness."""

        async def operation(work: Work) -> None:
            for value in brightness:
                say_lit(work, lantern, value)

        await self.units.transact(Origin("test", None), operation)

    async def applied(self, lantern: str | None = None) -> list[tuple[str, int]]:
        wanted = select(APPLIED.c.lantern, APPLIED.c.brightness).order_by(APPLIED.c.place)
        if lantern is not None:
            wanted = wanted.where(APPLIED.c.lantern == lantern)
        return [tuple(row) for row in await self.rows(wanted)]

    def counted(self, metric: str) -> float:
        return self.registry.get_sample_value(f"relief_{metric}_total") or 0.0

    async def count(self, table: Table) -> int:
        return int((await self.rows(select(func.count()).select_from(table)))[0][0])

    async def rows(self, wanted: Any) -> list[Any]:
        async with self.database.read() as session:
            return list((await session.execute(wanted)).all())


def say_lit(work: Work, lantern: str, brightness: int) -> None:
    work.say(
        LanternLit(lantern=lantern, brightness=brightness), area="990101", sequence=brightness, story=lantern
    )


async def brighten(work: Work, lantern: str) -> int:
    """Read, decide, write: lost by any store that lets two do it at once."""
    row = await work.session.get(LanternRow, lantern)
    if row is None:
        row = LanternRow(id=lantern)
        work.session.add(row)
    row.brightness += 1
    await work.session.flush()
    say_lit(work, lantern, row.brightness)
    return row.brightness


async def until(condition: Callable[[], Any], patience: float = 30.0, every: float = 0.02) -> None:
    """Return when `await condition()` is true; fail after `patience` seconds of the loop's time."""
    deadline = asyncio.get_running_loop().time() + patience
    while not await condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not come about"
        await asyncio.sleep(every)
