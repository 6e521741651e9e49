"""The baselines: the same work with nothing of ours in it."""

import asyncio
from time import perf_counter

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from services.chassis.log.kafka import KafkaSettings

CONNECTIONS = 10
ROW, RECORD = "r" * 900, b"f" * 1500
"""As large as a report with its sealed words, and its fact."""
TOPIC = "bench.hops"
TABLES = (
    "create table if not exists bare_report (id text primary key, body text not null);"
    "create table if not exists bare_outbox (id bigserial primary key, key text not null, body bytea not null);"
)


async def two_inserts(url: str, seconds: float) -> float:
    """Transactions of two inserts a second, on ten connections."""
    dsn = url.replace("+asyncpg", "")
    opened = [await asyncpg.connect(dsn) for _ in range(CONNECTIONS)]
    await opened[0].execute(TABLES)
    begun = perf_counter()
    try:
        made = await asyncio.gather(
            *(_insert_on(one, f"{begun}-{number}", begun + seconds) for number, one in enumerate(opened))
        )
    finally:
        for one in opened:
            await one.close()
    return sum(made) / (perf_counter() - begun)


async def _insert_on(connection: asyncpg.Connection, name: str, until: float) -> int:
    report = await connection.prepare("insert into bare_report (id, body) values ($1, $2)")
    outbox = await connection.prepare("insert into bare_outbox (key, body) values ($1, $2)")
    made = 0
    while perf_counter() < until:
        async with connection.transaction():
            await report.fetch(f"{name}-{made}", ROW)
            await outbox.fetch(name, RECORD)
        made += 1
    return made


async def hops(log: str, rate: float, seconds: float) -> list[float]:
    """Seconds from a producer's `send` to a consumer that has it, one record after the other."""
    connection = KafkaSettings.read(log).connection()
    producer = AIOKafkaProducer(**connection, enable_idempotence=True, acks="all", linger_ms=0)
    consumer = AIOKafkaConsumer(TOPIC, **connection, auto_offset_reset="latest", enable_auto_commit=False)
    await producer.start()
    await _make_topic(connection)
    await consumer.start()
    try:
        await consumer.seek_to_end()
        return await _hop(producer, consumer, rate, round(rate * seconds))
    finally:
        await producer.stop()
        await consumer.stop()


async def _hop(
    producer: AIOKafkaProducer, consumer: AIOKafkaConsumer, rate: float, count: int
) -> list[float]:
    sent: dict[bytes, float] = {}
    took: list[float] = []

    async def receive() -> None:
        while len(took) < count:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                took.extend(perf_counter() - sent[record.key] for record in records)

    receiving, begun = asyncio.ensure_future(receive()), perf_counter()
    for number in range(count):
        await asyncio.sleep(max(0.0, begun + number / rate - perf_counter()))
        key = str(number).encode()
        sent[key] = perf_counter()
        await producer.send(TOPIC, RECORD, key=key, partition=0)
    await asyncio.wait_for(receiving, 10)
    return took


async def _make_topic(connection: dict[str, object]) -> None:
    from aiokafka.admin import AIOKafkaAdminClient, NewTopic

    admin = AIOKafkaAdminClient(**connection)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, 1, 1)])
    await admin.close()
