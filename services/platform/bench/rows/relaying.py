"""2. From the commit of a fact to the log's acknowledgement, against the transaction of its writer.

Two replicas share one outbox. Unit of work and relay are the product's own; only the log is listened in on.
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from statistics import median
from time import perf_counter

from sqlalchemy import Column, MetaData, String, Table, Text

from services.chassis.clock import Ids, SystemClock
from services.chassis.log import Origin, Record, Units, Work, log_tables
from services.chassis.log.kafka import KafkaLog, KafkaSettings
from services.chassis.log.relay import Relay
from services.chassis.store import Database, Keyring
from services.contracts.intake import SightingReported
from services.contracts.samples import read_sample, sample_path
from services.platform.bench.figures import Goal, Row, compared, percentile, plain
from services.platform.bench.site import Site

RATE, REPLICAS = 100, 2
GOAL = Goal(at_most=2)
METADATA = MetaData()
TABLES = log_tables(METADATA)
WRITTEN = Table("written", METADATA, Column("id", String(40), primary_key=True), Column("body", Text))


class Heard(KafkaLog):
    """Notes when each record was acknowledged. `delay_seconds` is for the test that a slower relay shows."""

    def __init__(self, setting: str, acknowledged: dict[str, float], delay_seconds: float) -> None:
        super().__init__(KafkaSettings.read(setting), [SightingReported.topic()])
        self._acknowledged, self._delay_seconds = acknowledged, delay_seconds

    async def append(self, records: Sequence[Record]) -> None:
        if self._delay_seconds:
            await asyncio.sleep(self._delay_seconds)
        await super().append(records)
        now = perf_counter()
        self._acknowledged.update({record.key: now for record in records})


class Replica:
    """Writes facts, and relays whatever stands in the outbox."""

    def __init__(self, url: str, log: KafkaLog) -> None:
        clock = SystemClock()
        self._database, self._log, self._ids = Database(url), log, Ids(clock)
        self._units = Units("bench", self._database, TABLES, clock, self._ids, Keyring({}))
        self._relay = Relay(self._units, log)
        _, data = read_sample(sample_path(SightingReported))
        self._sample, self._body = SightingReported.model_validate(data), json.dumps(data)

    async def __aenter__(self) -> "Replica":
        async with self._database.engine.begin() as connection:
            await connection.run_sync(METADATA.create_all)
        await self._log.start()
        self._stopping = asyncio.Event()
        self._relaying = asyncio.ensure_future(self._relay.run(self._stopping))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping.set()
        await self._relaying
        await self._log.stop()
        await self._database.close()

    async def write(self) -> tuple[str, float, float]:
        """One fact. Returns its key, when it was committed, and the seconds of the transaction."""
        key = str(self._ids.new())

        async def one(work: Work) -> None:
            await work.session.execute(WRITTEN.insert().values(id=key, body=self._body))
            fact = self._sample.model_copy(update={"report": key})
            work.say(fact, area=fact.area, sequence=1, story=key)

        begun = perf_counter()
        await self._units.transact(Origin("bench"), one)
        committed = perf_counter()
        return key, committed, committed - begun


async def relayed(
    url: str, log: str, seconds: float, delay_seconds: float = 0.0
) -> tuple[list[float], list[float]]:
    """Seconds from commit to acknowledgement, and those of the transactions."""
    acknowledged: dict[str, float] = {}
    async with AsyncExitStack() as opened:
        replicas = []
        for _ in range(REPLICAS):
            replica = Replica(url, Heard(log, acknowledged, delay_seconds))
            replicas.append(await opened.enter_async_context(replica))
        await _write(replicas, 0.5)  # connections, plans, the producer
        written = await _write(replicas, seconds)
        for _ in range(500):
            if all(key in acknowledged for key, _, _ in written):
                break
            await asyncio.sleep(0.01)
    return [acknowledged[key] - at for key, at, _ in written], [took for _, _, took in written]


async def _write(replicas: Sequence[Replica], seconds: float) -> list[tuple[str, float, float]]:
    begun, writing = perf_counter(), []
    for number in range(round(seconds * RATE)):
        await asyncio.sleep(max(0.0, begun + number / RATE - perf_counter()))
        writing += [asyncio.ensure_future(replica.write()) for replica in replicas]
    return await asyncio.gather(*writing)


class Relaying:
    def __init__(self, delay_seconds: float = 0.0) -> None:
        self._delay_seconds = delay_seconds
        self._pairs: list[tuple[float, float]] = []
        self._late: list[float] = []

    def round(self, site: Site, seconds: float) -> None:
        acks, writes = site.run(relayed(site.database(), site.log("bench."), seconds, self._delay_seconds))
        self._pairs.append((median(acks) * 1000, median(writes) * 1000))
        self._late.append(percentile(acks, 0.99) * 1000)

    def rows(self) -> Sequence[Row]:
        return [
            compared("2 commit → ack p50 ÷ writer's transaction p50", self._pairs, "ms", GOAL),
            plain(f"2 commit → ack p99, {REPLICAS} replicas at {RATE}/s each", self._late, "ms"),
        ]
