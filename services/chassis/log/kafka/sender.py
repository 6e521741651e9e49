"""The producer: idempotent, all acknowledgements awaited; after any error a new one."""

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from services.chassis.log.kafka.settings import LARGEST_RECORD, KafkaSettings
from services.chassis.log.kafka.watch import Watch
from services.chassis.log.records import Record

# Shorter than the database's limit for idle transactions: the relay waits for us with its lock in hand.
PATIENCE_SECONDS = 2.5


class Sender:
    def __init__(self, settings: KafkaSettings, watch: Watch) -> None:
        self._settings, self._watch = settings, watch
        self._producer: AIOKafkaProducer | None = None
        self._losses = 0
        self._starting = asyncio.Lock()

    async def append(self, records: Sequence[Record]) -> None:
        producer: AIOKafkaProducer | None = None
        acknowledged: list[asyncio.Future[object]] = []
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._watch.have({record.topic for record in records})
                producer = await self._ready()
                for record in records:
                    acknowledged.append(await self._send(producer, record))
                await asyncio.gather(*acknowledged)
        except BaseException:
            for nobody_waits in acknowledged:
                nobody_waits.add_done_callback(_looked_at)
            self._watch.failed("append")
            if producer is not None and producer is self._producer:
                self._producer = None
                await _silence(producer)
            raise
        self._watch.worked("append")

    async def _send(self, producer: AIOKafkaProducer, record: Record) -> "asyncio.Future[object]":
        name = self._settings.named(record.topic)
        sent: asyncio.Future[object] = await producer.send(
            name, record.body, key=record.key.encode(), headers=record.headers
        )
        return sent

    async def _ready(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is not None and self._losses != self._watch.losses:
                await self.stop()
            if self._producer is None:
                self._losses = self._watch.losses
                self._producer = await self._start()
            return self._producer

    async def _start(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self._settings.connection(),
            enable_idempotence=True,
            acks="all",
            linger_ms=0,
            max_request_size=LARGEST_RECORD,
        )
        try:
            await producer.start()
        except BaseException:
            await _silence(producer)
            raise
        return producer

    async def stop(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await _silence(producer)


def _looked_at(future: "asyncio.Future[object]") -> None:
    """What is wrong has been raised already; without this the loop would log it once for each record."""
    if not future.cancelled():
        future.exception()


async def _silence(producer: AIOKafkaProducer) -> None:
    """Stop a producer for good. Its own `stop` goes on trying to deliver what was reported as failed, and would put
    old facts after newer ones; so its connections are cut and its waiting batches failed first."""
    task = producer._sender.sender_task
    if task is not None:
        task.cancel()
    await producer.client.close()
    producer._message_accumulator.fail_all(KafkaError("given up"))
    # In a task of its own, for it raises the cancellation of the task above as if it were ours.
    stopping = asyncio.ensure_future(producer.stop())
    await asyncio.wait({stopping}, timeout=0.5)
    if not stopping.done():
        stopping.cancel()
    elif not stopping.cancelled():
        stopping.exception()  # looked at, and of no interest
