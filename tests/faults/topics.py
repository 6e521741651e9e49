"""What is on the log, read and written as its administrator."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from services.chassis.log import Log, Record
from services.chassis.log.kafka import KafkaLog, KafkaSettings
from services.platform.stack import Stack

EVERYTHING = 10**9
PATIENCE_SECONDS = 120.0


@asynccontextmanager
async def admin_log(stack: Stack) -> AsyncIterator[KafkaLog]:
    password = stack.values["KAFKA_ADMIN_PASSWORD"]
    log = KafkaLog(KafkaSettings.read(f"kafka://admin:{password}@{stack.kafka.bootstrap}"))
    await log.start()
    try:
        yield log
    finally:
        await log.stop()


async def latest(log: Log, topic: str, count: int = EVERYTHING) -> list[Record]:
    """The last `count` records of each partition as the topic is now, in the order of each partition."""
    ends = {number: end for (_, number), end in (await log.ends([topic])).items() if end}
    found: list[Record] = []
    async with asyncio.timeout(PATIENCE_SECONDS), _tail(log, topic, count) as reading:
        while ends:
            record = await anext(reading)
            found.append(record)
            if record.offset >= ends.get(record.partition, EVERYTHING) - 1:
                ends.pop(record.partition, None)
    return found


@asynccontextmanager
async def _tail(log: Log, topic: str, count: int) -> AsyncIterator[AsyncIterator[Record]]:
    reading = log.tail([topic], count)
    try:
        yield reading
    finally:
        if isinstance(reading, AsyncGenerator):
            await reading.aclose()
