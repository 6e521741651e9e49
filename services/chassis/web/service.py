"""What a service is made of, what it is given, and what it runs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import structlog
from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry
from sqlalchemy import bindparam, func, select
from sqlmodel import SQLModel

from services.chassis.access import Keys, SessionKeys, Sessions, key_handlers, session_handlers
from services.chassis.clock import Clock, Ids
from services.chassis.log import Log, Units
from services.chassis.log.consumer import Consumer, Handler, Keep
from services.chassis.log.metrics import LogMetrics
from services.chassis.log.records import Partition
from services.chassis.log.relay import Relay
from services.chassis.log.timekeeper import Hold, Job, Timekeeper
from services.chassis.store import Database, Instant, KeySource
from services.chassis.store.migration import migrate
from services.chassis.store.writing import WriteCheck
from services.chassis.web.forgetting import Forgetting
from services.chassis.web.idempotency import PURPOSE
from services.chassis.web.limits import Limits, Rates
from services.chassis.web.metrics import MakeFigures, StreamMetrics
from services.chassis.web.office import Office
from services.chassis.web.problems import ProblemKind
from services.chassis.web.tables import CommonTables
from services.contracts.catalogue import FACTS
from services.contracts.envelope import Envelope, Fact, topic_of

logger = structlog.get_logger()


@dataclass(frozen=True)
class Surroundings:
    """What a service is given by whoever starts it."""

    clock: Clock
    ids: Ids
    log: Log
    keyring: KeySource
    database_url: str
    migrate: bool = False
    http: Callable[[], httpx2.AsyncClient] = httpx2.AsyncClient
    session_keys: SessionKeys = field(default_factory=SessionKeys)
    owns_log: bool = True
    office: Office = field(default_factory=Office)
    rates: Rates = field(default_factory=Rates)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process is asked to end, so that open streams can say goodbye."""


Background = Callable[["Service", asyncio.Event], Awaitable[None]]


@dataclass(frozen=True)
class Blueprint:
    """What a service is made of; its main module is this table of contents."""

    name: str
    base: type[SQLModel]
    tables: CommonTables
    migrations: Path
    purposes: Sequence[str] = ()
    routers: Sequence[APIRouter] = ()
    handlers: Mapping[type[Fact], Handler] = field(default_factory=dict)
    keep: Keep | None = None
    """Writes down everything that is heard; None where only what is listened to matters."""
    jobs: Mapping[str, Job] = field(default_factory=dict)
    hold: Hold | None = None
    problems: Mapping[type[Exception], ProblemKind] = field(default_factory=dict)
    lost: Callable[[Request, Response], Response] | None = None
    """How a browser is answered at an address that is none, from the problem; None where there are no pages."""
    background: Sequence[Background] = ()
    figures: MakeFigures | None = None
    unfinished: Callable[["Service"], Awaitable[Sequence[str]]] | None = None
    """What of the service's own background work is due and not done, in words; nothing when it rests."""


class Service:
    """A running service; found at `app.state.service`."""

    def __init__(self, blueprint: Blueprint, around: Surroundings) -> None:
        self.name, self.blueprint, self.around = blueprint.name, blueprint, around
        self.clock, self.ids, self.log = around.clock, around.ids, around.log
        self.keyring = around.keyring.only([*blueprint.purposes, PURPOSE])
        self.tables = blueprint.tables
        self.metrics = CollectorRegistry()
        self.limits = Limits(self.name, around.rates, self.metrics)
        self.log_metrics, self.stream_metrics = LogMetrics(self.metrics), StreamMetrics(self.metrics)
        self.figures = blueprint.figures(self.metrics) if blueprint.figures else None
        for fact in FACTS.values():  # from the start on, so that the first one is an increase
            if fact.topic() == topic_of(self.name):
                self.log_metrics.said.labels(_name_of(fact.type()))
        for kind in blueprint.jobs:
            self.log_metrics.clock_failures.labels(self.name, kind)
        outbox, timer = self.tables.log.outbox, self.tables.log.timer
        waiting = select(func.count()).select_from(outbox).scalar_subquery()
        ringing = (
            select(func.count()).where(timer.c.due_at <= bindparam("now", type_=Instant)).scalar_subquery()
        )
        self._under_way = select(waiting, ringing)
        self.open_database()

    def open_database(self) -> None:
        self.database = Database(self.around.database_url)
        self.write_check = WriteCheck(self.database)
        sessions = Sessions(self.around.session_keys, self.database, self.tables.revoked, self.clock)
        self.keys = Keys(self.database, self.tables.access, sessions)
        self.units = Units(
            self.name, self.database, self.tables.log, self.clock, self.ids, self.keyring, self._said
        )
        common = {**key_handlers(self.tables.access), **session_handlers(self.tables.revoked)}
        handlers = {**common, **self.blueprint.handlers}
        self.consumer = Consumer(self.units, self.log, handlers, self.log_metrics, self.blueprint.keep)
        self.relay = Relay(self.units, self.log, self.log_metrics)
        blueprint, parking = self.blueprint, self.consumer.parking
        self.timekeeper = Timekeeper(self.units, blueprint.jobs, parking, blueprint.hold, self.log_metrics)
        self.forgetting = Forgetting(self.name, self.database, self.tables.idempotency, self.clock)
        self.stopping = asyncio.Event()

    async def start(self) -> None:
        if self.around.migrate:
            await migrate(self.database, self.blueprint.migrations)
        if self.around.owns_log:
            asyncio.get_running_loop().create_task(self._start_log())
        parts = [
            self.relay.run(self.stopping),
            self.consumer.run(self.stopping),
            self.timekeeper.run(self.stopping),
            self.forgetting.run(self.stopping),
        ]
        own = [run(self, self.stopping) for run in self.blueprint.background]
        self._tasks = [asyncio.ensure_future(part) for part in (*parts, *own)]
        for task in self._tasks:
            task.add_done_callback(self._ended)

    async def _start_log(self) -> None:
        # A log that is down must not keep us from accepting; append and consume try again by themselves.
        try:
            await self.log.start()
        except Exception as error:
            logger.warning("log_not_reached", service=self.name, error=repr(error))

    async def unfinished(self, ends: Mapping[Partition, int]) -> list[str]:
        """What is under way: facts not sent, facts not applied (`ends` of the log), clocks due, own background work."""
        behind = [partition[0] for partition, end in ends.items() if self.consumer.position(partition) < end]
        if behind:
            return behind
        async with self.database.read() as session:
            unsent, due = (await session.execute(self._under_way, {"now": self.clock.now()})).one()
        own = list(await self.blueprint.unfinished(self)) if self.blueprint.unfinished else []
        return [*(["outbox"] if unsent else []), *(["clock"] if due else []), *own]

    def _said(self, envelope: Envelope) -> None:
        self.log_metrics.said.labels(_name_of(envelope.type)).inc()
        if self.figures is not None:
            self.figures.said(envelope)

    def _ended(self, task: "asyncio.Future[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            logger.error("background_task_died", service=self.name, error=repr(task.exception()))

    async def stop(self) -> None:
        """Finish what is in hand, for a second at most; a crash would be survived as well."""
        self.stopping.set()
        _, late = await asyncio.wait(self._tasks, timeout=1.0)
        for task in late:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.around.owns_log:
            await self.log.stop()
        await self.database.close()


def _name_of(fact_type: str) -> str:
    return fact_type.split(".")[-2]
