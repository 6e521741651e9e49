"""On a real cluster: what strangers see of us and we of them, and several replicas."""

import asyncio
import subprocess
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from tests.chassis.conftest import LogMaker
from tests.chassis.lanterns import TABLES, TOPIC, Replica, until
from tests.chassis.records import lit
from tests.real.harness import KafkaAddress

pytestmark = pytest.mark.only(log="kafka")


async def has_applied(replica: Replica, count: int) -> bool:
    return len(await replica.applied()) >= count


async def is_healthy(log: Log, wanted: bool) -> bool:
    return log.healthy == wanted


async def test_kcat_shows_readable_attributes_beside_a_readable_fact(
    url: str, log: Log, clock: SteppedClock, kafka_broker: KafkaAddress, topic_prefix: str
) -> None:
    async with Replica(url, log, clock).running("relay") as replica:
        await replica.light("灯 7", 7)
        await until(lambda: is_sent(replica))
    command = ["kcat", "-b", kafka_broker.bootstrap, "-t", f"{topic_prefix}{TOPIC}", "-C", "-e", "-q"]
    shown = await asyncio.to_thread(
        subprocess.run,
        [*command, "-f", "%k\n%h\n%s\n"],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    key, headers, body = shown.stdout.splitlines()
    attributes = dict(header.split("=", 1) for header in headers.split(","))
    assert (key, body) == ("灯 7", '{"lantern":"灯 7","brightness":7}')
    assert attributes["ce_type"] == "cn.nuandong.lanterns.LanternLit.v1"
    assert (attributes["ce_specversion"], attributes["ce_source"]) == ("1.0", "/lanterns")
    assert (attributes["ce_subject"], attributes["ce_partitionkey"]) == ("灯 7", "灯 7")
    assert (attributes["ce_area"], attributes["ce_drill"]) == ("990101", "false")
    assert attributes["content-type"] == "application/json"


async def is_sent(replica: Replica) -> bool:
    return await replica.count(TABLES.outbox) == 0


async def test_topics_are_made_with_their_partitions_and_kept_for_thirty_days(
    log: Log, kafka_broker: KafkaAddress, topic_prefix: str
) -> None:
    await log.append([lit(1)])
    name = f"{topic_prefix}{TOPIC}"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_broker.bootstrap)
    await admin.start()
    [topic] = [found for found in await admin.describe_topics() if found["topic"] == name]
    [described] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    await admin.close()
    settings = {entry[0]: entry[1] for entry in described.resources[0][4]}
    assert len(topic["partitions"]) == 3
    assert settings["retention.ms"] == str(30 * 24 * 3600 * 1000)


async def test_what_strangers_write_to_a_topic_is_parked_and_blocks_nobody(
    url: str, log: Log, clock: SteppedClock, kafka_broker: KafkaAddress, topic_prefix: str
) -> None:
    await log.append([lit(1)])
    nonsense: list[dict[str, Any]] = [
        {"value": b"hello", "key": b"\xff\xfe"},
        {"value": None, "key": b"tombstone"},
        {"value": b"{}", "key": None},
        {"value": b"\0", "key": b"k" * 3000, "headers": [("ce_type", b"\xff"), ("x", None)]},
        {"value": b"{}", "key": b"a\0b", "headers": [("ce_id", b"\0"), ("ce_type", lit(1).headers[3][1])]},
    ]
    async with AIOKafkaProducer(bootstrap_servers=kafka_broker.bootstrap) as stranger:
        for record in nonsense:
            await stranger.send_and_wait(f"{topic_prefix}{TOPIC}", **record)
    await log.append([lit(number, f"lantern {number}") for number in range(2, 12)])
    async with Replica(url, log, clock).running("consumer") as replica:
        await until(lambda: has_applied(replica, 11))
        unknown_type = 1  # of no interest to anybody here, and therefore passed
        await until(lambda: has_parked(replica, len(nonsense) - unknown_type))


async def has_parked(replica: Replica, count: int) -> bool:
    return await replica.count(TABLES.parked) == count


async def test_a_restarted_consumer_is_back_in_moments_and_not_after_its_session(
    url: str, log: Log, clock: SteppedClock
) -> None:
    await log.append([lit(1)])
    async with Replica(url, log, clock).running("consumer") as replica:
        await until(lambda: has_applied(replica, 1))
    await log.append([lit(2)])
    begun = asyncio.get_running_loop().time()
    async with Replica(url, log, clock).running("consumer") as replica:
        await until(lambda: has_applied(replica, 2))
        assert asyncio.get_running_loop().time() - begun < 3.0, "the session lasts 6 s"


@pytest.mark.only(store="postgres")
async def test_replicas_share_the_partitions_and_one_takes_over_from_the_other(
    url: str, open_log: LogMaker, clock: SteppedClock
) -> None:
    logs = [open_log(), open_log()]
    for log in logs:
        await log.start()
    names = [f"lantern {number}" for number in range(12)]
    async with Replica(url, logs[0], clock).running("consumer") as first:
        async with Replica(url, logs[1], clock).running("consumer") as second:
            # Until both have had something to do, in whatever generation of the group that comes about.
            count = await feed_until(logs[0], first, names, lambda: applied_by(first) and applied_by(second))
            await until(lambda: has_applied(first, count))
        count = await feed_until(logs[0], first, names, lambda: True, start=count)
        await until(lambda: has_applied(first, count), patience=30.0)
        for name in names:
            brightness = [value for _, value in await first.applied(name)]
            assert brightness == sorted(set(brightness)), "none lost, twice or out of order"
    for log in logs:
        await log.stop()


def applied_by(replica: Replica) -> float:
    kind = {"type": "cn.nuandong.lanterns.LanternLit.v1"}
    return replica.registry.get_sample_value("relief_facts_applied_total", kind) or 0


async def feed_until(log: Log, replica: Replica, names: list[str], enough: Any, start: int = 0) -> int:
    count = start
    for _ in range(60):
        await log.append([lit(count + place, name) for place, name in enumerate(names, start=1)])
        count += len(names)
        await asyncio.sleep(0.5)
        if enough():
            return count
    raise AssertionError("it did not come about")
