"""What only a real broker can show: it dies while we send, and it forgets what we have not read."""

import asyncio
from collections.abc import AsyncIterator
from itertools import groupby

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.errors import MessageSizeTooLargeError

from services.chassis.clock import SteppedClock
from services.chassis.log import Record
from services.chassis.log.kafka import KafkaLog, KafkaSettings
from services.chassis.log.kafka.reader import Reader
from services.chassis.log.kafka.watch import Watch
from services.platform.parts.kafka import Broker
from tests.chassis.lanterns import TOPIC, Replica, until
from tests.chassis.records import lit, read_all
from tests.real.harness import KafkaAddress

pytestmark = pytest.mark.only(log="kafka")


@pytest.fixture
async def own_log(own_kafka_broker: Broker) -> AsyncIterator[KafkaLog]:
    log = KafkaLog(KafkaSettings(own_kafka_broker.bootstrap, partitions=1), topics=[TOPIC])
    await log.start()
    yield log
    await log.stop()


async def test_what_a_dead_broker_did_not_take_is_refused_and_can_be_sent_again_in_order(
    own_log: KafkaLog, own_kafka_broker: Broker
) -> None:
    await own_log.append([lit(1)])
    own_kafka_broker.crash()
    for _ in range(2):
        assert not await takes(own_log, 2)
    own_kafka_broker.start()
    await until(lambda: takes(own_log, 3))
    await own_log.append([lit(4)])
    found = [body for body, _ in groupby(record.body for record in await read_all(own_log, TOPIC))]
    assert found == [lit(number).body for number in (1, 3, 4)], "what was refused does not come after all"


async def takes(log: KafkaLog, number: int) -> bool:
    """False for an error like any other: whoever sends tries again, and is not cancelled."""
    try:
        await log.append([lit(number)])
    except Exception:
        return False
    return True


async def test_whoever_asks_for_the_ends_while_the_log_cannot_be_reached_is_answered_when_it_is_back(
    kafka_broker: KafkaAddress, topic_prefix: str
) -> None:
    settings = KafkaSettings(kafka_broker.bootstrap, topic_prefix, partitions=1)
    watch = Watch(settings, [TOPIC])
    reader = Reader(settings, watch)
    asked = asyncio.ensure_future(reader.ends([TOPIC]))
    await asyncio.sleep(0)
    assert not asked.done()
    watching = asyncio.ensure_future(watch.run())
    assert await asked == {(TOPIC, 0): 0}
    await reader.stop()
    watching.cancel()


async def test_what_the_broker_refuses_is_told(
    log: KafkaLog, kafka_broker: KafkaAddress, topic_prefix: str
) -> None:
    small = NewTopic(f"{topic_prefix}{TOPIC}", 1, 1, topic_configs={"max.message.bytes": "1000"})
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_broker.bootstrap)
    await admin.start()
    await admin.create_topics([small])
    await admin.close()
    with pytest.raises(MessageSizeTooLargeError):
        await log.append([lit(1), Record(TOPIC, "a", lit(2).headers, b"x" * 5000)])
    await log.append([lit(1)])


async def test_a_reader_who_slept_through_the_retention_is_alarmed_and_not_moved_on(
    url: str, own_log: KafkaLog, own_kafka_broker: Broker, clock: SteppedClock
) -> None:
    async def has_applied_one() -> bool:
        return await replica.applied() == [("a", 1)]

    await own_log.append([lit(1)])
    async with Replica(url, own_log, clock).running("consumer") as replica:
        await until(has_applied_one)
    await own_log.append([lit(2), lit(3)])
    await forget(own_kafka_broker, TopicPartition(TOPIC, 0), before=2)
    async with Replica(url, own_log, clock).running("consumer") as replica:
        await until(lambda: is_alarmed(own_log))
        await asyncio.sleep(1.0)
        assert await has_applied_one() and not own_log.healthy


async def is_alarmed(log: KafkaLog) -> bool:
    return not log.healthy


async def forget(broker: Broker, place: TopicPartition, before: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    await admin.delete_records({place: RecordsToDelete(before_offset=before)})
    await admin.close()
