"""Applying facts: position, effects and own facts in one transaction; what cannot be applied is parked by key."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy import select

from services.chassis.log.metrics import LogMetrics
from services.chassis.log.parking import Parking
from services.chassis.log.records import Fenced, Log, LogReplaced, Partition, Record
from services.chassis.log.unit import Origin, Units, Work
from services.chassis.store.database import is_ours
from services.contracts.catalogue import fact_of
from services.contracts.envelope import Envelope, Fact, read_envelope

Handler = Callable[[Work, Any, Envelope], Awaitable[None]]
"""`async def sentence(work, fact, envelope)`: applies one fact; may be the first to hear of everything in it."""
logger = structlog.get_logger()


class Consumer:
    """Feeds one service. `handlers` name the facts it listens to; their topics follow."""

    def __init__(self, units: Units, log: Log, handlers: Mapping[type[Fact], Handler], metrics: LogMetrics) -> None:
        self._units, self._log, self._metrics = units, log, metrics
        self._handlers = {fact.type(): handler for fact, handler in handlers.items()}
        self._expected: dict[Partition, int | None] = {}
        self._cluster = ""
        self.topics = sorted({fact.topic() for fact in handlers})
        self.parking = Parking(units, self._handle)

    async def run(self, stopping: asyncio.Event) -> None:
        if self.topics:
            await self._log.consume(self._units.service, self.topics, self, self.apply, stopping)

    async def next_of(self, partition: Partition, cluster: str) -> int | None:
        table = self._units.tables.position
        here = (table.c.topic == partition[0]) & (table.c.partition == partition[1])
        async with self._units.database.read() as session:
            row = (await session.execute(select(table).where(here))).mappings().first()
        if row is not None and row["cluster"] != cluster:
            raise LogReplaced(f"position of {partition} was taken on log {row['cluster']}, this is {cluster}")
        self._cluster = cluster
        self._expected[partition] = int(row["next"]) if row else None
        return self._expected[partition]

    async def apply(self, partition: Partition, records: Sequence[Record]) -> None:
        """Apply a batch at once; when one fact of it fails, one by one, parking what fails."""
        self._metrics.progress.set(self._units.clock.now().timestamp())
        try:
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
            await self._move(work, partition, records[-1].offset + 1)
            for record in await self._unheard(work, records):
                await self._step(work, record)

        await self._units.transact(_origin(self._units.service, records[0]), together)
        self._moved(partition, records[-1])

    async def _unheard(self, work: Work, records: Sequence[Record]) -> list[Record]:
        """Leave out what was heard before: a relay that died between append and delete has said it again."""
        heard = self._units.tables.heard
        by_id = {_cause(record): record for record in reversed(records)}
        known = set((await work.session.execute(select(heard.c.id).where(heard.c.id.in_(by_id)))).scalars())
        fresh = [record for record in records if by_id[_cause(record)] is record and _cause(record) not in known]
        if fresh:
            rows = [{"id": _cause(record), "heard_at": work.now} for record in fresh]
            await work.session.execute(heard.insert(), rows)
        return fresh

    async def _apply_or_park(self, partition: Partition, record: Record) -> None:
        try:
            await self._apply_together(partition, [record])
        except Exception as error:
            if isinstance(error, Fenced) or is_ours(error):
                raise
            reason = f"{type(error).__name__}: {error}".splitlines()[0][:300]
            await self._park(partition, record, reason)

    async def _park(self, partition: Partition, record: Record, reason: str) -> None:
        async def aside(work: Work) -> None:
            await self._move(work, partition, record.offset + 1)
            if await self._unheard(work, [record]):
                await self.parking.park(work, record, reason)

        await self._units.transact(_origin(self._units.service, record), aside)
        self._moved(partition, record)
        self._metrics.parked.inc()
        logger.warning("fact_parked", service=self._units.service, topic=record.topic, reason=reason)

    async def _step(self, work: Work, record: Record) -> None:
        if await self.parking.waits(work, record):
            await self.parking.park(work, record, "waits behind an earlier fact of its key")
        else:
            await self._handle(work, record)

    async def _handle(self, work: Work, record: Record) -> None:
        work.because(_origin(self._units.service, record))
        envelope = read_envelope(record.headers, record.body)
        handler = self._handlers.get(envelope.type)
        if handler is None:
            self._metrics.ignored.inc()
            return
        await handler(work, fact_of(envelope), envelope)
        self._metrics.applied.labels(envelope.type).inc()

    async def _move(self, work: Work, partition: Partition, new: int) -> None:
        """Compare-and-set: the fence against a replica that took over meanwhile."""
        table, (topic, number) = self._units.tables.position, partition
        expected = self._expected.get(partition)
        if expected is None:
            row = {"topic": topic, "partition": number, "next": new, "cluster": self._cluster}
            await work.session.execute(table.insert().values(row))
            return
        here = (table.c.topic == topic) & (table.c.partition == number) & (table.c.next == expected)
        moved = await work.session.execute(table.update().where(here).values(next=new))
        if not moved.rowcount:  # type: ignore[attr-defined]
            raise Fenced(f"{partition} is no longer at {expected}")

    def _moved(self, partition: Partition, last: Record) -> None:
        self._expected[partition] = last.offset + 1


def _origin(service: str, record: Record) -> Origin:
    trace = dict(record.headers).get("ce_traceparent")
    return Origin(f"service:{service}", _cause(record), True, trace.decode() if trace else None)


def _cause(record: Record) -> str:
    """The fact's id; a record that is no fact is known by its place."""
    place = f"{record.topic}/{record.partition}/{record.offset}"
    return dict(record.headers).get("ce_id", place.encode()).decode(errors="replace")[:64]
