"""What a log promises, whichever it is."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from services.chassis.clock import SteppedClock
from services.chassis.log import EmbeddedLog, Log, Record
from services.chassis.log.choose import open_log as choose
from services.chassis.log.records import LONGEST_KEY, safe_text
from tests.chassis.conftest import LogMaker
from tests.chassis.lanterns import TOPIC, Replica, until
from tests.chassis.records import lit, read_all

OTHER = "others.facts"


async def test_a_record_comes_back_as_it_was(log: Log) -> None:
    sent = Record(TOPIC, "灯", [("ce_area", b"990101"), ("ce_note", "雪".encode())], b'{"a":1}')
    await log.append([sent])
    [found] = await read_all(log, TOPIC)
    assert (found.topic, found.key, found.headers, found.body) == (TOPIC, "灯", sent.headers, sent.body)


async def test_records_of_a_key_come_back_in_the_order_of_their_appending(log: Log) -> None:
    await log.append([lit(number, f"lantern {number % 5}") for number in range(100)])
    await log.append([lit(number, f"lantern {number % 5}") for number in range(100, 500)])
    found = await read_all(log, TOPIC)
    for fifth in range(5):
        own = [record.body for record in found if record.key == f"lantern {fifth}"]
        assert own == [lit(number, f"lantern {fifth}").body for number in range(fifth, 500, 5)]


async def test_topics_are_kept_apart(log: Log) -> None:
    other = Record(OTHER, "a", [], b"other")
    await log.append([lit(1), other, lit(2)])
    assert [record.topic for record in await read_all(log, OTHER)] == [OTHER]
    assert len(await read_all(log, TOPIC)) == 2
    assert len(await read_all(log, TOPIC, OTHER)) == 3


async def test_the_ends_move_with_every_record(log: Log) -> None:
    before = await log.ends([TOPIC])
    assert sum(before.values()) == 0
    await log.append([lit(1)])
    after = await log.ends([TOPIC])
    assert sum(after.values()) > 0 and set(after) == set(before)


async def test_a_tail_begins_before_the_end_and_goes_on_for_ever(log: Log) -> None:
    await log.append([lit(number) for number in range(1, 11)])
    seen: list[bytes] = []

    async def follow() -> None:
        async for record in log.tail([TOPIC], overlap=3):
            seen.append(record.body)

    async def has_seen(body: bytes) -> bool:
        return body in seen

    following = asyncio.ensure_future(follow())
    await until(lambda: has_seen(lit(10).body))
    await log.append([lit(11)])
    await until(lambda: has_seen(lit(11).body))
    await log.append([lit(12)])
    await until(lambda: has_seen(lit(12).body))
    following.cancel()
    assert seen == [lit(number).body for number in (8, 9, 10, 11, 12)]


async def test_a_tail_ends_when_the_log_is_stopped(open_log: LogMaker) -> None:
    log = open_log()
    await log.start()
    await log.append([lit(1)])

    async def follow() -> int:
        return len([record async for record in log.tail([TOPIC], overlap=10)])

    following = asyncio.ensure_future(follow())
    await asyncio.sleep(1.0)
    begun = asyncio.get_running_loop().time()
    await log.stop()
    assert await asyncio.wait_for(following, 5.0) == 1
    assert asyncio.get_running_loop().time() - begun < 2.0


async def test_a_log_that_is_stopped_is_not_healthy_and_may_be_started_again(open_log: LogMaker) -> None:
    log = open_log()
    assert not log.healthy
    await log.start()
    assert log.healthy
    await log.append([lit(1)])
    await log.stop()
    assert not log.healthy
    with pytest.raises(OSError):
        await log.append([lit(2)])
    await log.start()
    await log.append([lit(3)])
    assert [record.body for record in await read_all(log, TOPIC)] == [lit(1).body, lit(3).body]
    await log.stop()


async def test_a_consumer_that_begins_before_the_log_is_there_gets_everything(
    url: str, open_log: LogMaker, clock: SteppedClock
) -> None:
    first = open_log()
    await first.start()
    await first.append([lit(1)])
    await first.stop()
    late = open_log()
    async with Replica(url, late, clock).running("consumer") as replica:
        await asyncio.sleep(0.5)
        await late.start()
        await until(lambda: has_applied_one(replica))
    await late.stop()


async def has_applied_one(replica: Replica) -> bool:
    return await replica.applied() == [("a", 1)]


@pytest.mark.parametrize(
    "setting",
    ["", "kafka", "kafka://", "redis://host:1", "kafka://host:1/path", "kafka://host:1?colour=red"],
)
def test_a_setting_that_names_no_log_is_refused(setting: str, tmp_path: Path, clock: SteppedClock) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        choose(setting, tmp_path, clock)


def test_the_setting_chooses_the_log(tmp_path: Path, clock: SteppedClock) -> None:
    assert isinstance(choose("embedded", tmp_path, clock), EmbeddedLog)
    kafka = choose("kafka://one:9092,two:9092?prefix=test.&partitions=3&replication=2", tmp_path, clock)
    settings = kafka.settings  # type: ignore[attr-defined]
    assert (settings.bootstrap, settings.prefix) == ("one:9092,two:9092", "test.")
    assert (settings.partitions, settings.replication) == (3, 2)


@pytest.mark.parametrize("raw", [b"\xff", b"a\0b", b"\n", b"x" * (LONGEST_KEY + 1)])
def test_foreign_bytes_that_fit_no_column_are_known_by_their_hash(raw: bytes) -> None:
    assert len(safe_text(raw, LONGEST_KEY)) == 64
    assert safe_text(raw, LONGEST_KEY) != safe_text(raw + b"x", LONGEST_KEY)


def test_plain_text_stays_as_it_is() -> None:
    assert [safe_text(text.encode(), 8) for text in ("", "a b", "灯")] == ["", "a b", "灯"]


embedded = pytest.mark.only(log="embedded")


@embedded
async def test_the_embedded_log_forgets_after_thirty_days_and_its_sequence_goes_on(
    log: EmbeddedLog, clock: SteppedClock
) -> None:
    await log.append([lit(1), lit(2)])
    clock.move_to(clock.now() + timedelta(days=29))
    await log.append([lit(3)])
    assert len(await read_all(log, TOPIC)) == 3
    clock.move_to(clock.now() + timedelta(days=2))
    await log.append([lit(4)])
    found = await read_all(log, TOPIC)
    assert [(record.body, record.offset) for record in found] == [(lit(3).body, 3), (lit(4).body, 4)]
    clock.move_to(clock.now() + timedelta(days=40))
    assert log.forget_old() == 2
    await log.append([lit(5)])
    assert [record.offset for record in await read_all(log, TOPIC)] == [5]


@embedded
async def test_a_reader_who_slept_through_the_retention_is_alarmed_and_not_moved_on(
    url: str, log: EmbeddedLog, clock: SteppedClock
) -> None:
    await log.append([lit(1)])
    async with Replica(url, log, clock).running("consumer") as replica:
        await until(lambda: has_applied_one(replica))
    await log.append([lit(2)])
    clock.move_to(clock.now() + timedelta(days=31))
    await log.append([lit(3)])
    async with Replica(url, log, clock).running("consumer") as replica:
        await asyncio.sleep(5.0)
        assert not log.healthy
        assert await replica.applied() == [("a", 1)]


@embedded
async def test_a_reader_who_had_read_everything_goes_on_after_the_retention(
    url: str, log: EmbeddedLog, clock: SteppedClock
) -> None:
    await log.append([lit(1)])
    async with Replica(url, log, clock).running("consumer") as replica:
        await until(lambda: has_applied_one(replica))
    clock.move_to(clock.now() + timedelta(days=31))
    await log.append([lit(2)])

    async def has_applied_both() -> bool:
        return await replica.applied() == [("a", 1), ("a", 2)]

    async with Replica(url, log, clock).running("consumer") as replica:
        await until(has_applied_both)
        assert log.healthy


@embedded
async def test_a_log_file_that_was_replaced_is_an_alarm(
    url: str, clock: SteppedClock, tmp_path: Path
) -> None:
    for path in (tmp_path / "first", tmp_path / "second"):
        log = EmbeddedLog(path / "log.sqlite", clock)
        await log.start()
        await log.append([lit(1), lit(2, brightness=99)] if path.name == "second" else [lit(1)])
        async with Replica(url, log, clock).running("consumer") as replica:
            await asyncio.sleep(2.0)
            assert await has_applied_one(replica)
            assert log.healthy == (path.name == "first")
        await log.stop()
