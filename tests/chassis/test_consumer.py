"""Facts are applied once, in the order of their key, from where the service's own position stands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from services.chassis.clock import SteppedClock
from services.chassis.log import Fenced, Log, Record, Work
from services.contracts.envelope import Envelope
from tests.chassis.lanterns import (
    TABLES,
    TOPIC,
    LanternBroken,
    LanternLit,
    Replica,
    lantern_was_lit,
    say_lit,
    until,
)
from tests.chassis.records import lit, record_of

PARTITION = (TOPIC, 0)


@asynccontextmanager
async def listening(replica: Replica) -> AsyncIterator[Replica]:
    async with replica.running("consumer", "timekeeper"):
        yield replica


async def has_applied(replica: Replica, count: int) -> bool:
    return len(await replica.applied()) >= count


async def positions(replica: Replica) -> list[Any]:
    return await replica.rows(select(TABLES.position.c.topic, TABLES.position.c.next))


def at(offset: int, record: Record) -> Record:
    return Record(record.topic, record.key, record.headers, record.body, 0, offset)


async def test_facts_are_applied_in_the_order_of_their_keys(url: str, log: Log, clock: SteppedClock) -> None:
    await log.append([lit(number, lantern=f"lantern {number % 7}") for number in range(1, 301)])
    async with listening(Replica(url, log, clock)) as replica:
        await until(lambda: has_applied(replica, 300))
        for seventh in range(7):
            name = f"lantern {seventh}"
            expected = [(name, number) for number in range(1, 301) if number % 7 == seventh]
            assert await replica.applied(name) == expected


async def test_a_fact_that_the_log_holds_twice_is_applied_once(
    url: str, log: Log, clock: SteppedClock
) -> None:
    await log.append([record for number in range(1, 51) for record in (lit(number), lit(number))])
    async with listening(Replica(url, log, clock)) as replica:
        await until(lambda: has_applied(replica, 50))
        await log.append([lit(number) for number in range(1, 51)])
        await log.append([lit(51)])
        await until(lambda: has_applied(replica, 51))
        assert await replica.applied() == [("a", number) for number in range(1, 52)]


async def test_a_fact_is_known_again_as_long_as_the_log_may_hold_it(
    url: str, log: Log, clock: SteppedClock
) -> None:
    replica = Replica(url, log, clock)
    await replica.consumer.next_of(PARTITION, "cluster")
    await replica.consumer.apply(PARTITION, [at(0, lit(1))])
    clock.move_to(clock.now() + timedelta(days=29))
    await replica.consumer.apply(PARTITION, [at(1, lit(2))])
    await replica.consumer.apply(PARTITION, [at(2, lit(1))])
    assert await replica.applied() == [("a", 1), ("a", 2)]
    clock.move_to(clock.now() + timedelta(days=2))
    await replica.consumer.apply(PARTITION, [at(3, lit(3))])
    assert await replica.count(TABLES.heard) == 2, "and no longer"
    await replica.database.close()


async def test_two_who_read_the_same_position_apply_it_once(url: str, log: Log, clock: SteppedClock) -> None:
    """What a paused replica does that does not know yet that its partition was given away."""
    first, second = Replica(url, log, clock), Replica(url, log, clock)

    async def read_on(replica: Replica) -> int:
        fenced = 0
        while True:
            start = await replica.consumer.next_of(PARTITION, "cluster") or 0
            if start >= 60:
                return fenced
            batch = [at(offset, lit(offset + 1)) for offset in range(start, min(start + 3, 60))]
            await asyncio.sleep(0)
            try:
                await replica.consumer.apply(PARTITION, batch)
            except Fenced:
                fenced += 1

    fenced = await asyncio.gather(read_on(first), read_on(second))
    assert await first.applied() == [("a", number) for number in range(1, 61)]
    assert sum(fenced) == first.counted("consumer_fences") + second.counted("consumer_fences") > 0
    await first.database.close()
    await second.database.close()


async def test_records_from_before_the_position_are_not_applied_again(
    url: str, log: Log, clock: SteppedClock
) -> None:
    replica = Replica(url, log, clock)
    await replica.consumer.next_of(PARTITION, "cluster")
    await replica.consumer.apply(PARTITION, [at(offset, lit(offset)) for offset in range(10, 20)])
    with pytest.raises(Fenced):
        await replica.consumer.apply(PARTITION, [at(15, lit(15)), at(20, lit(20))])
    assert await positions(replica) == [(TOPIC, 20)]
    assert len(await replica.applied()) == 10
    await replica.database.close()


async def test_who_was_overtaken_neither_applies_nor_moves_the_position_back(
    url: str, log: Log, clock: SteppedClock
) -> None:
    slow, quick = Replica(url, log, clock), Replica(url, log, clock)
    await slow.consumer.next_of(PARTITION, "cluster")
    await slow.consumer.apply(PARTITION, [at(0, lit(1)), at(1, lit(2))])
    await quick.consumer.next_of(PARTITION, "cluster")
    await quick.consumer.apply(PARTITION, [at(offset, lit(offset + 1)) for offset in range(2, 9)])
    with pytest.raises(Fenced):
        await slow.consumer.apply(PARTITION, [at(2, lit(3)), at(3, lit(4))])
    assert await positions(quick) == [(TOPIC, 9)]
    assert await quick.applied() == [("a", number) for number in range(1, 10)]
    assert slow.counted("consumer_fences") == 1
    await slow.database.close()
    await quick.database.close()


async def test_effects_and_position_are_committed_together_or_not(
    url: str, log: Log, clock: SteppedClock
) -> None:
    failures = 3

    async def fails_at_first(work: Work, fact: LanternLit, envelope: Envelope) -> None:
        nonlocal failures
        await lantern_was_lit(work, fact, envelope)
        if fact.brightness == 2 and failures:
            failures -= 1
            raise ConnectionError("our own trouble, not the fact's")

    replica = Replica(url, log, clock, handlers={LanternLit: fails_at_first})
    await replica.consumer.next_of(PARTITION, "cluster")
    batch = [at(offset, lit(offset)) for offset in (1, 2, 3)]
    with pytest.raises(ConnectionError):
        await replica.consumer.apply(PARTITION, batch)
    assert (await replica.applied(), await positions(replica), await replica.count(TABLES.heard)) == (
        [],
        [],
        0,
    )
    failures = 0
    await replica.consumer.apply(PARTITION, batch)
    assert await replica.applied() == [("a", 1), ("a", 2), ("a", 3)]
    assert await positions(replica) == [(TOPIC, 4)]
    await replica.database.close()


async def test_our_own_trouble_parks_nothing_and_is_waited_out(
    url: str, log: Log, clock: SteppedClock
) -> None:
    failures = 2

    async def fails_at_first(work: Work, fact: LanternLit, envelope: Envelope) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise ConnectionError("the database is away")
        await lantern_was_lit(work, fact, envelope)

    await log.append([lit(1), lit(2)])
    async with listening(Replica(url, log, clock, handlers={LanternLit: fails_at_first})) as replica:
        await until(lambda: has_applied(replica, 2))
        assert await replica.applied() == [("a", 1), ("a", 2)]
        assert await replica.count(TABLES.parked) == 0
        await until(lambda: is_healthy(log))


async def is_healthy(log: Log) -> bool:
    return log.healthy


async def test_a_restart_goes_on_from_the_position(url: str, log: Log, clock: SteppedClock) -> None:
    await log.append([lit(1), lit(2)])
    async with listening(Replica(url, log, clock)) as replica:
        await until(lambda: has_applied(replica, 2))
    await log.append([lit(3)])
    async with listening(Replica(url, log, clock)) as replica:
        await until(lambda: has_applied(replica, 3))
        assert await replica.applied() == [("a", 1), ("a", 2), ("a", 3)]
        assert replica.counted("facts_applied") == 0  # labelled by type
        applied = replica.registry.get_sample_value("relief_facts_applied_total", {"type": LanternLit.type()})
        assert applied == 1, "the two from before the restart were not even looked at"


async def test_what_is_said_by_a_handler_reaches_the_log_with_an_id_that_comes_out_the_same_again(
    url: str, other_url: str, log: Log, clock: SteppedClock
) -> None:
    async def answers(work: Work, fact: LanternLit, _: Envelope) -> None:
        say_lit(work, f"answer to {fact.brightness}", fact.brightness)

    said: list[list[str]] = []
    for database in (url, other_url):  # the second one stands for a database restored from before the fact
        replica = Replica(database, log, clock, handlers={LanternLit: answers})
        await replica.consumer.next_of(PARTITION, "cluster")
        await replica.consumer.apply(PARTITION, [at(1, lit(1)), at(2, lit(2))])
        rows = await replica.rows(select(TABLES.outbox).order_by(TABLES.outbox.c.id))
        said.append([dict(row.headers)["ce_id"] for row in rows])
        assert [dict(row.headers)["ce_causationid"] for row in rows] == [
            str(dict(lit(n).headers)["ce_id"], "ascii") for n in (1, 2)
        ]
        await replica.database.close()
    assert said[0] == said[1] and len(set(said[0])) == 2


async def test_facts_that_nobody_listens_to_are_counted_and_passed(
    url: str, log: Log, clock: SteppedClock
) -> None:
    broken = [record_of(LanternBroken(lantern="a"), number) for number in range(100, 105)]
    newer = record_of(
        LanternLit(lantern="a"), 105, type="cn.nuandong.lanterns.LanternLit.v2", data={"other": 1}
    )
    await log.append([lit(1), *broken, newer, lit(2)])
    async with listening(Replica(url, log, clock)) as replica:
        await until(lambda: has_applied(replica, 2))
        assert replica.counted("facts_ignored") == 6
        assert await replica.count(TABLES.parked) == 0


async def test_a_field_that_we_do_not_know_does_not_matter(url: str, log: Log, clock: SteppedClock) -> None:
    await log.append(
        [record_of(LanternLit(lantern="a"), 1, data={"lantern": "a", "brightness": 7, "hue": "red"})]
    )
    async with listening(Replica(url, log, clock)) as replica:
        await until(lambda: has_applied(replica, 1))
        assert await replica.applied() == [("a", 7)]


@pytest.mark.parametrize("change", [{"cluster": "another"}, {"next": 1_000_000}])
async def test_another_log_or_one_that_ends_before_our_position_is_an_alarm_and_never_a_restart(
    url: str, log: Log, clock: SteppedClock, change: dict[str, Any]
) -> None:
    await log.append([lit(1)])
    async with listening(Replica(url, log, clock)) as replica:
        await until(lambda: has_applied(replica, 1))
        await until(lambda: is_healthy(log))
    replica = Replica(url, log, clock)
    async with replica.database.write() as session:
        await session.execute(update(TABLES.position).values(change))
    before = await replica.rows(select(TABLES.position))
    await log.append([lit(2)])
    async with listening(replica):
        await until(lambda: is_unhealthy(log))
        await asyncio.sleep(1.0)
        assert await replica.applied() == [("a", 1)]
        assert await replica.rows(select(TABLES.position)) == before


async def is_unhealthy(log: Log) -> bool:
    return not log.healthy


async def test_a_consumer_leaves_within_a_second(url: str, log: Log, clock: SteppedClock) -> None:
    await log.append([lit(1)])
    replica = Replica(url, log, clock)
    async with listening(replica):
        await until(lambda: has_applied(replica, 1))
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 1.0
