"""The unit of work: what a request, a fact or a timer changes, says and winds up, committed at once or not at all."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import Clock, Ids, derived_id
from services.chassis.log.crashes import Point, crash_point
from services.chassis.log.tables import LogTables, headers_to_json
from services.chassis.log.timers import Timers
from services.chassis.store import Database, Keyring, insert_soon
from services.contracts.envelope import Envelope, Fact

Result = TypeVar("Result")


@dataclass(frozen=True)
class Origin:
    """Who and what led here."""

    actor: str
    cause: str | None = None
    """Id of the fact, timer or request. Facts made from a cause that comes again get the same ids again."""
    repeatable: bool = False
    """True for facts and timers: the same cause may be handled again after a crash or a restore."""
    traceparent: str | None = None


@dataclass
class Work:
    """Handed to every operation. `session` reads and writes; `now` is one instant for the whole unit."""

    service: str
    session: AsyncSession
    now: datetime
    ids: Ids
    timers: Timers
    keyring: Keyring
    origin: Origin
    said: list[Envelope] = field(default_factory=list)
    _counted: Counter[str] = field(default_factory=Counter)
    _at_end: dict[Hashable, Callable[[], None]] = field(default_factory=dict)

    def at_end(self, key: Hashable, write: Callable[[], None]) -> None:
        """Write when all of the unit's facts are applied: several changes of one thing, or several rows of one table,
        are one statement. Of several under one key, the last."""
        self._at_end[key] = write

    def finish(self) -> None:
        """What is written at the end, in the order in which it was first asked for."""
        for write in self._at_end.values():
            write()

    def say(
        self,
        fact: Fact,
        *,
        area: str,
        sequence: int,
        story: str,
        at: datetime | None = None,
        drill: bool = False,
    ) -> None:
        """Say a fact when the unit commits. `story` is the report it began with; `at` defaults to now."""
        envelope = Envelope(
            id=self._fact_id(fact),
            type=fact.type(),
            source=f"/{self.service}",
            subject=fact.key,
            time=at or self.now,
            area=area,
            actor=self.origin.actor,
            sequence=sequence,
            correlationid=story,
            causationid=self.origin.cause,
            traceparent=self.origin.traceparent,
            drill=drill,
            data=fact.model_dump(mode="json", exclude_none=True),
        )
        self.said.append(envelope)

    def because(self, origin: Origin) -> None:
        """From here on another cause: facts of a batch share a transaction, each with its own origin."""
        self.origin = origin
        self._counted.clear()

    def _fact_id(self, fact: Fact) -> UUID:
        self._counted[fact.type()] += 1
        if self.origin.repeatable:
            return derived_id(self.service, self.origin.cause, fact.type(), self._counted[fact.type()])
        return self.ids.new()


Operation = Callable[[Work], Awaitable[Result]]


class Units:
    """Opens the units of work of one service. `on_said` hears every fact once it is committed.

    `relay_wanted`, `timers_changed` and `committed` (every commit) wake its background tasks; each has one watcher.
    """

    def __init__(
        self,
        service: str,
        database: Database,
        tables: LogTables,
        clock: Clock,
        ids: Ids,
        keyring: Keyring,
        on_said: Callable[[Envelope], None] = lambda _: None,
    ) -> None:
        self.service, self.database, self.tables, self.clock, self.ids = service, database, tables, clock, ids
        self.keyring, self._on_said = keyring, on_said
        self.relay_wanted = asyncio.Event()
        self.timers_changed = asyncio.Event()
        self.awaited: datetime | None = None
        """The due time that the timekeeper waits for and knows of; None when it wants to hear of every clock."""
        self.committed = asyncio.Event()

    async def transact(self, origin: Origin, operation: Operation[Result]) -> Result:
        """Run `operation` and commit its effects, facts and timers together; on a conflict all of it again."""

        async def attempt(session: AsyncSession) -> tuple[Result, Work]:
            work = self._work(session, origin)
            result = await operation(work)
            work.finish()
            await self._write_facts(work)
            return result, work

        result, work = await self.database.transact(attempt)
        self.committed.set()
        if work.said:
            crash_point(Point.COMMITTED)
            self.relay_wanted.set()
            for envelope in work.said:
                self._on_said(envelope)
        earliest = work.timers.earliest
        if earliest is not None and (self.awaited is None or earliest < self.awaited):
            self.timers_changed.set()
        return result

    def _work(self, session: AsyncSession, origin: Origin) -> Work:
        timers = Timers(self.tables.timer, session)
        return Work(self.service, session, self.clock.now(), self.ids, timers, self.keyring, origin)

    async def _write_facts(self, work: Work) -> None:
        # Flushed first: the rows of the roots are locked before the outbox gives out its order.
        await work.session.flush()
        rows = [self._row(envelope, work.now) for envelope in work.said]
        insert_soon(work.session, self.tables.outbox, rows)

    def _row(self, envelope: Envelope, now: datetime) -> dict[str, object]:
        headers = headers_to_json(envelope.headers())
        body = envelope.body()
        return {
            "topic": envelope.topic,
            "key": envelope.subject,
            "headers": headers,
            "body": body,
            "said_at": now,
        }
