"""Broker and database go and come back, and nobody has to tend to it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.chassis.log.kafka import KafkaLog, KafkaSettings
from services.platform.parts.kafka import Broker
from services.platform.parts.postgres import Cluster
from services.platform.parts.process import free_port
from tests.chassis.lanterns import TABLES, TOPIC, Replica, make_tables, until
from tests.chassis.records import lit, read_all

pytestmark = pytest.mark.only(log="kafka")


async def has_applied(replica: Replica, count: int) -> bool:
    return len(await replica.applied()) >= count


async def is_healthy(log: Log, wanted: bool) -> bool:
    return log.healthy == wanted


async def is_sent(replica: Replica) -> bool:
    return await replica.count(TABLES.outbox) == 0


async def test_facts_said_while_the_broker_is_away_arrive_by_themselves_once_and_in_order(
    url: str, clock: SteppedClock, own_kafka_broker: Broker
) -> None:
    log = KafkaLog(KafkaSettings(own_kafka_broker.bootstrap, partitions=3), topics=[TOPIC])
    await log.start()
    async with Replica(url, log, clock).running() as replica:
        await say(replica, 0)
        await until(lambda: has_applied(replica, 4))
        await until(lambda: is_healthy(log, True))
        await asyncio.to_thread(own_kafka_broker.stop)
        for turn in range(1, 6):
            await say(replica, turn)
        await until(lambda: is_healthy(log, False))
        assert await replica.count(TABLES.outbox) == 20
        await asyncio.sleep(4.0)
        await asyncio.to_thread(own_kafka_broker.start)
        await until(lambda: has_applied(replica, 24), patience=60.0)
        await say(replica, 6)
        await until(lambda: has_applied(replica, 28), patience=60.0)
        await until(lambda: is_healthy(log, True))
        for number in range(4):
            assert await replica.applied(f"lantern {number}") == [
                (f"lantern {number}", turn) for turn in range(7)
            ]
        ids = [dict(record.headers)["ce_id"] for record in await read_all(log, TOPIC)]
        assert len(set(ids)) == 28
        assert await replica.count(TABLES.parked) == 0
    await log.stop()


async def say(replica: Replica, turn: int) -> None:
    for number in range(4):
        await replica.light(f"lantern {number}", turn)


async def test_a_service_that_starts_without_a_broker_goes_on_and_catches_up(
    url: str, clock: SteppedClock, tmp_path: Path
) -> None:
    port = free_port()
    log = KafkaLog(KafkaSettings(f"127.0.0.1:{port}", partitions=3), topics=[TOPIC])
    await log.start()
    assert not log.healthy
    following: list[bytes] = []

    async def follow() -> None:
        async for record in log.tail([TOPIC], overlap=10):
            following.append(record.body)

    tail = asyncio.ensure_future(follow())
    broker = Broker(tmp_path / "late", port)
    try:
        async with Replica(url, log, clock).running() as replica:
            await say(replica, 0)
            with pytest.raises(OSError):
                await log.append([lit(1)])
            await asyncio.to_thread(broker.start)
            await until(lambda: has_applied(replica, 4), patience=60.0)
            await until(lambda: is_healthy(log, True))
            await until(lambda: has_seen(following, 4))
    finally:
        tail.cancel()
        await log.stop()
        await asyncio.to_thread(broker.stop)


async def has_seen(records: list[bytes], count: int) -> bool:
    return len(records) >= count


async def test_everybody_leaves_within_a_second_while_the_broker_is_away(
    url: str, clock: SteppedClock, own_kafka_broker: Broker
) -> None:
    log = KafkaLog(KafkaSettings(own_kafka_broker.bootstrap, partitions=3), topics=[TOPIC])
    await log.start()
    loop = asyncio.get_running_loop()
    async with Replica(url, log, clock).running() as replica:
        await say(replica, 0)
        await until(lambda: has_applied(replica, 4))
        await asyncio.to_thread(own_kafka_broker.crash)
        await until(lambda: is_healthy(log, False))
        begun = loop.time()
    assert loop.time() - begun < 1.5
    begun = loop.time()
    await log.stop()
    assert loop.time() - begun < 1.5


async def test_another_cluster_at_the_same_address_is_an_alarm_and_nothing_of_it_is_applied(
    url: str, clock: SteppedClock, own_kafka_broker: Broker, tmp_path: Path
) -> None:
    log = KafkaLog(KafkaSettings(own_kafka_broker.bootstrap, partitions=1), topics=[TOPIC])
    await log.start()
    other = Broker(tmp_path / "other", own_kafka_broker.port)
    try:
        async with Replica(url, log, clock).running() as replica:
            await replica.light("a", 1)
            await until(lambda: has_applied(replica, 1))
            before = await replica.rows(select(TABLES.position))
            await asyncio.to_thread(own_kafka_broker.stop)
            await until(lambda: is_healthy(log, False))
            await asyncio.to_thread(other.start)
            await replica.light("a", 2, 3)
            await until(lambda: is_sent(replica))
            await asyncio.sleep(2.0)
            assert not log.healthy
            assert await replica.applied() == [("a", 1)]
            assert await replica.rows(select(TABLES.position)) == before
            assert len(await read_all(log, TOPIC)) == 2, "what we say is on the new one all the same"
    finally:
        await log.stop()
        await asyncio.to_thread(other.stop)


@pytest.fixture
async def own_database(own_postgres_cluster: Cluster) -> AsyncIterator[str]:
    server = own_postgres_cluster.server
    server.psql("CREATE DATABASE lanterns")
    url = server.url("postgres", server.password, "lanterns")
    await asyncio.to_thread(make_tables, url)
    yield url


@pytest.mark.only(store="postgres")
async def test_a_database_that_crashes_parks_nothing_and_loses_nothing(
    own_database: str, own_postgres_cluster: Cluster, log: Log, clock: SteppedClock
) -> None:
    async with Replica(own_database, log, clock).running() as replica:
        await say(replica, 0)
        await until(lambda: has_applied(replica, 4))
        for turn in range(1, 4):
            await log.append([lit(100 * turn + number, f"lantern {number}", turn) for number in range(4)])
            await asyncio.to_thread(own_postgres_cluster.crash)
            await log.append(
                [lit(100 * turn + 10 + number, "dark", 4 * turn + number) for number in range(4)]
            )
            await asyncio.sleep(0.5)
            await asyncio.to_thread(own_postgres_cluster.start)
            await until(lambda wanted=4 + 8 * turn: has_applied_somehow(replica, wanted), patience=60.0)
        for number in range(4):
            assert await replica.applied(f"lantern {number}") == [
                (f"lantern {number}", turn) for turn in range(4)
            ]
        assert await replica.applied("dark") == [("dark", number) for number in range(4, 16)]
        assert await replica.rows(select(TABLES.parked)) == []


async def has_applied_somehow(replica: Replica, count: int) -> bool:
    try:
        return await has_applied(replica, count)
    except Exception:
        return False  # the database is still coming up
