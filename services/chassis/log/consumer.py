"""Applying facts: position, effects and own facts in one transaction; what cannot be applied is parked by key."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import structlog
from sqlalchemy import select

from services.chassis.log.crashes import Point, crash_point
from services.chassis.log.heard import Heard, id_of
from services.chassis.log.metrics import LogMetrics
from services.chassis.log.parking import Parking
from services.chassis.log.position import Step
from services.chassis.log.records import Fenced, Log, LogReplaced, Partition, Record
from services.chassis.log.stride import Stride
from services.chassis.log.unit import Origin, Units, Work
from services.chassis.store.failures import is_ours, named
from services.chassis.store.slots import Slot
from services.contracts.envelope import Envelope, Fact, read_envelope

Handler = Callable[[Work, Any, Envelope], Awaitable[None]]
"""`async def sentence(work, fact, envelope)`: applies one fact; may be the first to hear of everything in it."""
Keep = Callable[[Work, Sequence[Record]], Awaitable[None]]
"""Writes down records that were not heard before, facts or not, whether or not somebody applies them."""
logger = structlog.get_logger()


class Consumer:
    """Feeds one service. `handlers` name the facts it listens to; their topics follow. With `keep` everything on
    those topics is heard, and given to it before it is applied."""

    def __init__(
        self,
        units: Units,
        log: Log,
        handlers: Mapping[type[Fact], Handler],
        metrics: LogMetrics,
        keep: Keep | None = None,
    ) -> None:
        self._units, self._log, self._metrics, self._keep = units, log, metrics, keep
        self._handlers = {fact.type(): (fact, handler) for fact, handler in handlers.items()}
        self._expected: dict[Partition, int | None] = {}
        self._parked: dict[Partition, set[str]] = defaultdict(set)
        """Keys of which a fact may be parked: all that are, and some that were."""
        self._cluster = ""
        self.topics = sorted({fact.topic() for fact in handlers})
        self._heard = Heard(units.tables)
        self._stride = Stride()
        self.parking = Parking(units, self._handle)

    async def run(self, stopping: asyncio.Event) -> None:
        if self.topics:
            await self._log.consume(self._units.service, self.topics, self, self.apply, stopping)

    def slot(self, group: str) -> AbstractAsyncContextManager[Slot]:
        return self._units.database.slot(group)

    def looked(self) -> None:
        self._metrics.progress.set(self._units.clock.now().timestamp())

    async def next_of(self, partition: Partition, cluster: str) -> int | None:
        table = self._units.tables.position
        here = (table.c.topic == partition[0]) & (table.c.partition == partition[1])
        async with self._units.database.read() as session:
            row = (await session.execute(select(table).where(here))).mappings().first()
            # Read after the position: whoever parked something later moved the position too, and fences us off.
            self._parked[partition] = await self.parking.keys_of(session, partition)
        if row is not None and row["cluster"] != cluster:
            raise LogReplaced(f"position of {partition} was taken on log {row['cluster']}, this is {cluster}")
        self._cluster = cluster
        self._expected[partition] = int(row["next"]) if row else None
        return self._expected[partition]

    def position(self, partition: Partition) -> int:
        """The next offset that this replica would apply, as far as it knows; 0 for what it never read."""
        return self._expected.get(partition) or 0

    async def apply(self, partition: Partition, records: Sequence[Record]) -> None:
        """Apply all, in transactions of as many as can be applied soon."""
        while records:
            next_ones = self._stride.next_of(records)
            await self._apply_at_once(partition, next_ones)
            records = records[len(next_ones) :]

    async def _apply_at_once(self, partition: Partition, records: Sequence[Record]) -> None:
        """In one transaction; when one fact of it fails, one by one, parking what fails."""
        expected = self._expected.get(partition)
        try:
            if expected is not None and records[0].offset < expected:
                raise Fenced(f"{partition} was handed out from before {expected}")
            await self._apply_together(partition, records)
        except Fenced:
            self._metrics.fences.inc()
            raise
        except Exception as error:
            if is_ours(error):
                raise
            for record in records:
                await self._apply_or_park(partition, record)

    async def _apply_together(self, partition: Partition, records: Sequence[Record]) -> None:
        async def together(work: Work) -> None:
            heeded = [record for record in records if self._keep or self._is_heeded(record)]
            fresh = await self._fresh(work, self._step(partition, records[-1]), heeded)
            doubtful = [record for record in fresh if record.key in self._parked[partition]]
            waiting = await self.parking.waiting_keys(work, doubtful)
            for number, record in enumerate(fresh):
                if record.key in waiting and self._is_heeded(record):
                    await self.parking.park(work, record, "waits behind an earlier fact of its key")
                else:
                    await self._handle(work, record)
                if not number:
                    self._stride.has_locks()
            self._metrics.ignored.inc(len(records) - len(heeded))
            crash_point(Point.CONSUMER_APPLIED)

        await self._units.transact(_origin(self._units.service, records[0]), together)
        crash_point(Point.CONSUMER_COMMITTED)
        self._stride.committed(len(records))
        self._moved(partition, records[-1])

    def _step(self, partition: Partition, last: Record) -> Step:
        return Step(partition, self._expected.get(partition), last.offset + 1, self._cluster)

    async def _fresh(self, work: Work, step: Step, records: Sequence[Record]) -> list[Record]:
        """Those not heard before, which are kept where everything is; the position is behind them."""
        fresh = await self._heard.fresh(work, step, records)
        if self._keep is not None and fresh:
            await self._keep(work, fresh)
        return fresh

    def _is_heeded(self, record: Record) -> bool:
        """False for facts that nobody here listens to. A record without a type is no fact, and a person must see it."""
        kind = dict(record.headers).get("ce_type")
        return kind is None or kind.decode(errors="replace") in self._handlers

    async def _apply_or_park(self, partition: Partition, record: Record) -> None:
        try:
            await self._apply_together(partition, [record])
        except Exception as error:
            if isinstance(error, Fenced) or is_ours(error):
                raise
            await self._park(partition, record, named(error))

    async def _park(self, partition: Partition, record: Record, reason: str) -> None:
        async def aside(work: Work) -> None:
            if await self._fresh(work, self._step(partition, record), [record]):
                self._parked[partition].add(record.key)
                await self.parking.park(work, record, reason)

        await self._units.transact(_origin(self._units.service, record), aside)
        self._moved(partition, record)
        self._metrics.parked.inc()
        logger.warning("fact_parked", service=self._units.service, topic=record.topic, reason=reason)

    async def _handle(self, work: Work, record: Record) -> None:
        work.because(_origin(self._units.service, record))
        envelope = read_envelope(record.headers, record.body)
        if envelope.type not in self._handlers:  # parked by a release that listened to it
            self._metrics.ignored.inc()
            return
        fact, handler = self._handlers[envelope.type]
        await handler(work, fact.model_validate(envelope.data), envelope)
        self._metrics.applied.labels(envelope.type).inc()

    def _moved(self, partition: Partition, last: Record) -> None:
        self._expected[partition] = last.offset + 1


def _origin(service: str, record: Record) -> Origin:
    trace = dict(record.headers).get("ce_traceparent")
    return Origin(
        f"service:{service}", id_of(record), True, trace.decode(errors="replace") if trace else None
    )
