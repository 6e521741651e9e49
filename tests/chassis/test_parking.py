"""A fact that cannot be applied is set aside with all that follows of its key; nobody else waits."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.chassis.clock import SteppedClock
from services.chassis.log import Log, Origin, Record, Work
from services.chassis.log.parking import NothingParked
from services.contracts.envelope import Envelope
from tests.chassis.lanterns import TABLES, TOPIC, LanternLit, LanternRow, Replica, lantern_was_lit, until
from tests.chassis.records import lit, record_of

DISPATCHER = Origin("key:dispatcher", "decision")


class Poison:
    """A handler that refuses the brightnesses in `refused`."""

    def __init__(self, *refused: int) -> None:
        self.refused = set(refused)

    async def __call__(self, work: Work, fact: LanternLit, envelope: Envelope) -> None:
        await lantern_was_lit(work, fact, envelope)
        if fact.brightness in self.refused:
            raise ValueError("too bright")


def replica_with(poison: Callable[..., Awaitable[None]], url: str, log: Log, clock: SteppedClock) -> Replica:
    return Replica(url, log, clock, handlers={LanternLit: poison})


async def parked(replica: Replica) -> list[tuple[Any, ...]]:
    table = TABLES.parked
    wanted = select(table.c.key, table.c.reason, table.c.attempts).where(table.c.discarded_at.is_(None))
    return [tuple(row) for row in await replica.rows(wanted.order_by(table.c.id))]


async def has_parked(replica: Replica, count: int) -> bool:
    return len(await parked(replica)) == count


async def has_applied(replica: Replica, count: int) -> bool:
    return len(await replica.applied()) == count


async def test_a_poison_fact_and_its_key_wait_while_others_go_on(
    url: str, log: Log, clock: SteppedClock
) -> None:
    await log.append([lit(1), lit(2), lit(3, "b"), lit(4), lit(5, "b"), lit(6, "c")])
    async with replica_with(Poison(2), url, log, clock).running("consumer", "timekeeper") as replica:
        await until(lambda: has_applied(replica, 4))
        await until(lambda: has_parked(replica, 2))
        assert await replica.applied("a") == [("a", 1)]
        assert await replica.applied("b") == [("b", 3), ("b", 5)]
        assert await parked(replica) == [
            ("a", "ValueError: too bright", 1),
            ("a", "waits behind an earlier fact of its key", 1),
        ]
        await log.append([lit(7), lit(8, "b")])
        await until(lambda: has_parked(replica, 3))
        await until(lambda: has_applied(replica, 5))


async def test_a_key_is_tried_again_by_the_clock_and_then_goes_on_in_order(
    url: str, log: Log, clock: SteppedClock
) -> None:
    poison = Poison(2)
    await log.append([lit(1), lit(2), lit(3), lit(4)])
    async with replica_with(poison, url, log, clock).running("consumer", "timekeeper") as replica:
        await until(lambda: has_parked(replica, 3))
        clock.move_to(clock.now() + timedelta(seconds=10))
        await until(lambda: has_attempts(replica, 2))
        poison.refused.clear()
        clock.move_to(clock.now() + timedelta(minutes=1))
        await until(lambda: has_parked(replica, 0))
        await log.append([lit(5)])
        await until(lambda: has_applied(replica, 5))
        assert await replica.applied() == [("a", number) for number in (1, 2, 3, 4, 5)]


async def has_attempts(replica: Replica, count: int) -> bool:
    return (await parked(replica))[0][2] == count


async def test_the_pauses_between_attempts_grow_to_an_hour(url: str, log: Log, clock: SteppedClock) -> None:
    await log.append([lit(1)])
    async with replica_with(Poison(1), url, log, clock).running("consumer", "timekeeper") as replica:
        await until(lambda: has_parked(replica, 1))
        for attempts, pause in enumerate((10, 60, 600, 3600, 3600), start=2):
            assert await replica.timekeeper.next_due() == clock.now() + timedelta(seconds=pause)
            clock.move_to(clock.now() + timedelta(seconds=pause))
            await until(lambda wanted=attempts: has_attempts(replica, wanted))
            await asyncio.sleep(0.1)


async def test_a_person_releases_a_key_at_once(url: str, log: Log, clock: SteppedClock) -> None:
    poison = Poison(1)
    await log.append([lit(1), lit(2)])
    async with replica_with(poison, url, log, clock).running("consumer", "timekeeper") as replica:
        await until(lambda: has_parked(replica, 2))
        poison.refused.clear()
        [first, _] = await replica.units.transact(DISPATCHER, replica.consumer.parking.listed)
        await replica.units.transact(
            DISPATCHER, lambda work: replica.consumer.parking.release(work, first["id"])
        )
        await until(lambda: has_applied(replica, 2))
        assert await replica.applied() == [("a", 1), ("a", 2)]
        assert await replica.count(TABLES.parked) == 0


async def test_a_person_discards_a_fact_with_a_reason_and_the_next_is_tried(
    url: str, log: Log, clock: SteppedClock
) -> None:
    await log.append([lit(1), lit(2)])
    async with replica_with(Poison(1), url, log, clock).running("consumer", "timekeeper") as replica:
        await until(lambda: has_parked(replica, 2))
        parking = replica.consumer.parking
        [first, _] = await replica.units.transact(DISPATCHER, parking.listed)
        await replica.units.transact(
            DISPATCHER, lambda work: parking.discard(work, first["id"], "said by mistake", "key:dispatcher")
        )
        await until(lambda: has_applied(replica, 1))
        assert await replica.applied() == [("a", 2)]
        [kept] = await replica.rows(select(TABLES.parked))
        assert (kept.discard_reason, kept.decided_by, kept.discarded_at) == (
            "said by mistake",
            "key:dispatcher",
            clock.now(),
        )
        with pytest.raises(NothingParked):
            await replica.units.transact(DISPATCHER, lambda work: parking.release(work, first["id"]))


async def test_a_parked_fact_is_not_parked_again_when_the_log_holds_it_twice(
    url: str, log: Log, clock: SteppedClock
) -> None:
    poison = Poison(1)
    await log.append([lit(1), lit(1), lit(2, "b")])
    async with replica_with(poison, url, log, clock).running("consumer", "timekeeper") as replica:
        await until(lambda: has_applied(replica, 1))
        await until(lambda: has_parked(replica, 1))
        poison.refused.clear()
        clock.move_to(clock.now() + timedelta(seconds=10))
        await until(lambda: has_applied(replica, 2))
        assert await replica.applied("a") == [("a", 1)]


async def test_parked_facts_survive_a_restart(url: str, log: Log, clock: SteppedClock) -> None:
    await log.append([lit(1), lit(2)])
    async with replica_with(Poison(1), url, log, clock).running("consumer", "timekeeper") as replica:
        await until(lambda: has_parked(replica, 2))
    clock.move_to(clock.now() + timedelta(seconds=10))
    async with Replica(url, log, clock).running("consumer", "timekeeper") as replica:
        await until(lambda: has_applied(replica, 2))
        assert await replica.applied() == [("a", 1), ("a", 2)]


async def test_a_handler_that_always_loses_the_same_race_is_parked_and_blocks_nobody(
    url: str, log: Log, clock: SteppedClock
) -> None:
    async def inserts_twice(work: Work, fact: LanternLit, envelope: Envelope) -> None:
        await lantern_was_lit(work, fact, envelope)
        if fact.brightness == 1:
            for _ in range(2):
                row = {"id": "a", "brightness": 0, "area": "990101", "version": 1}
                await work.session.execute(LanternRow.__table__.insert().values(row))

    await log.append([lit(1), lit(2, "b")])
    async with replica_with(inserts_twice, url, log, clock).running("consumer") as replica:
        await until(lambda: has_applied(replica, 1))
        await until(lambda: has_parked(replica, 1))
        [(key, reason, _)] = await parked(replica)
        assert key == "a" and reason.startswith("Conflict")


NOT_A_FACT = [("content-type", b"text/plain")]
GOOD = lit(1)


@pytest.mark.parametrize(
    "record",
    [
        Record(TOPIC, "a", NOT_A_FACT, b"hello"),
        Record(TOPIC, "a", [], b""),
        Record(TOPIC, "a", GOOD.headers, b"{"),
        Record(TOPIC, "a", GOOD.headers, b'{"lantern": "a\\u0000", "brightness": "\\ud800"}'),
        Record(TOPIC, "a", GOOD.headers, b'{"lantern": 7}'),
        Record(TOPIC, "a", GOOD.headers, b"\xff\xfe"),
        Record(TOPIC, "a", GOOD.headers, b'{"lantern": "%s"}' % (b"x" * 81)),
        record_of(LanternLit(lantern="a"), 1, data={"lantern": "a", "brightness": 2**70}),
        record_of(LanternLit(lantern="a\0"), 1),
        Record(TOPIC, "a", [*GOOD.headers, ("ce_area", b"\xff")], b"{}"),
        Record(TOPIC, "a", [*GOOD.headers, ("ce_id", b"\0" * 70)], b"{}"),
        Record(TOPIC, "a", [*GOOD.headers, ("ce_id", "编".encode() * 70)], b"{}"),
        Record(TOPIC, "a", [*GOOD.headers, ("ce_traceparent", b"\xff")], b"{}"),
    ],
)
async def test_nonsense_on_the_log_is_parked_whatever_it_is_and_blocks_nobody(
    url: str, log: Log, clock: SteppedClock, record: Record
) -> None:
    replica = Replica(url, log, clock)
    await replica.consumer.next_of((TOPIC, 0), "cluster")
    key = "a" if "\0" in record.key else record.key
    nonsense = Record(record.topic, key, record.headers, record.body, 0, 1)
    good = Record(TOPIC, "b", lit(2, "b").headers, lit(2, "b").body, 0, 2)
    await replica.consumer.apply((TOPIC, 0), [nonsense, good])
    applied = await replica.applied("b")
    waiting = await parked(replica)
    await replica.database.close()
    assert applied == [("b", 2)]
    # SQLite takes any text of any length; what it has taken has been applied.
    assert len(waiting) == 1 or replica.database.is_sqlite


async def test_the_reason_of_a_parked_fact_does_not_tell_what_was_in_it(
    url: str, log: Log, clock: SteppedClock
) -> None:
    async def refused_by_the_database(work: Work, fact: LanternLit, envelope: Envelope) -> None:
        row = {"id": "13912345678", "brightness": None, "area": None, "version": 1}
        await work.session.execute(LanternRow.__table__.insert().values(row))

    await log.append([lit(1)])
    async with replica_with(refused_by_the_database, url, log, clock).running("consumer") as replica:
        await until(lambda: has_parked(replica, 1))
        assert "139" not in (await parked(replica))[0][1]
