"""Durable clocks: rows that ring once, at their moment, whoever is looking."""

import asyncio
from datetime import timedelta
from unittest.mock import AsyncMock

import pytest

from services.chassis.clock import SteppedClock, Timer
from services.chassis.log import Log, Origin, Work, timekeeper
from services.contracts.envelope import read_envelope
from tests.chassis.lanterns import EVENING, TABLES, LanternLit, Replica, say_lit, until

SOMEBODY = Origin("key:somebody", None)


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


class Bell:
    """A job that notes when it rang. Fails for the subjects in `broken`."""

    def __init__(self, clock: SteppedClock) -> None:
        self._clock = clock
        self.rung: list[tuple[str, float]] = []
        self.broken: set[str] = set()

    async def __call__(self, work: Work, timer: Timer) -> None:
        if timer.subject in self.broken:
            raise ValueError("broken")
        self.rung.append((timer.subject, (self._clock.now() - EVENING).total_seconds()))

    @property
    def subjects(self) -> list[str]:
        return [subject for subject, _ in self.rung]


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again sooner than in the field."""
    monkeypatch.setattr(timekeeper, "HELD_BACK_SECONDS", 1.5)


@pytest.fixture
def bell(clock: SteppedClock) -> Bell:
    return Bell(clock)


@pytest.fixture
def replica(url: str, log: Log, clock: SteppedClock, bell: Bell) -> Replica:
    return Replica(url, log, clock, jobs={"rings": bell})


async def wind(replica: Replica, *timers: Timer) -> None:
    async def operation(work: Work) -> None:
        for timer in timers:
            work.timers.set(timer)

    await replica.units.transact(SOMEBODY, operation)


def ringing(subject: str, seconds: float, round: int = 1) -> Timer:
    return Timer("rings", subject, EVENING + after(seconds), round)


async def rang(bell: Bell, count: int) -> bool:
    return len(bell.rung) >= count


async def test_a_clock_rings_at_its_moment_and_not_before(
    replica: Replica, bell: Bell, clock: SteppedClock
) -> None:
    async with replica.running("timekeeper"):
        await wind(replica, ringing("a", 60))
        clock.move_to(EVENING + after(59))
        await asyncio.sleep(1.5)
        assert bell.rung == []
        clock.move_to(EVENING + after(60))
        begun = asyncio.get_running_loop().time()
        await until(lambda: rang(bell, 1), every=0.001)
        assert asyncio.get_running_loop().time() - begun < 0.5, "it did not wait for a sweep"
        assert bell.rung == [("a", 60)]


async def test_a_clock_that_is_set_for_earlier_than_the_others_rings_at_its_moment_too(
    replica: Replica, bell: Bell, clock: SteppedClock
) -> None:
    async with replica.running("timekeeper"):
        await wind(replica, ringing("late", 3600))
        await asyncio.sleep(0.1)
        await wind(replica, ringing("early", 60))
        clock.move_to(EVENING + after(60))
        begun = asyncio.get_running_loop().time()
        await until(lambda: rang(bell, 1), every=0.001)
        assert asyncio.get_running_loop().time() - begun < 0.5, "it did not wait for a sweep"
        assert bell.subjects == ["early"]


async def test_a_clock_is_unique_by_kind_subject_and_round_and_setting_it_again_moves_it(
    replica: Replica, bell: Bell, clock: SteppedClock
) -> None:
    async with replica.running("timekeeper"):
        await wind(replica, ringing("a", 10), ringing("a", 30), ringing("a", 40, round=2))
        assert await replica.count(TABLES.timer) == 2
        clock.move_to(EVENING + after(20))
        await asyncio.sleep(1.5)
        assert bell.rung == []
        clock.move_to(EVENING + after(50))
        await until(lambda: rang(bell, 2))
        assert bell.subjects == ["a", "a"]


async def test_a_cancelled_clock_does_not_ring(replica: Replica, bell: Bell, clock: SteppedClock) -> None:
    async with replica.running("timekeeper"):
        await wind(replica, ringing("a", 10), ringing("a", 10, round=2), ringing("b", 10), ringing("c", 10))

        async def cancel(work: Work) -> tuple[bool, bool]:
            first = await work.timers.cancel("rings", "a")
            await work.timers.cancel("rings", "b", 1)
            return first, await work.timers.cancel("rings", "nobody")

        assert await replica.units.transact(SOMEBODY, cancel) == (True, False)
        clock.move_to(EVENING + after(10))
        await until(lambda: rang(bell, 1))
        await asyncio.sleep(0.5)
        assert bell.subjects == ["c"]


async def test_due_clocks_ring_in_the_order_of_their_moments(
    replica: Replica, bell: Bell, clock: SteppedClock
) -> None:
    await wind(replica, *(ringing(f"{number:03}", 300 - number) for number in range(250)))
    clock.move_to(EVENING + after(400))
    async with replica.running("timekeeper"):
        await until(lambda: rang(bell, 250))
        assert bell.subjects == [f"{number:03}" for number in reversed(range(250))]


async def test_a_clock_that_came_due_while_nobody_ran_rings_at_the_next_start(
    replica: Replica, bell: Bell, clock: SteppedClock
) -> None:
    await wind(replica, ringing("a", 10))
    clock.move_to(EVENING + after(86_400))
    async with replica.running("timekeeper"):
        await until(lambda: rang(bell, 1))


async def test_a_clock_set_by_another_process_is_seen_by_the_sweep(
    url: str, log: Log, replica: Replica, bell: Bell, clock: SteppedClock
) -> None:
    other = Replica(url, log, clock)
    async with replica.running("timekeeper"):
        await asyncio.sleep(0.1)
        await wind(other, ringing("a", 0))
        await until(lambda: rang(bell, 1))
    await other.database.close()


async def test_the_job_looks_again_and_finds_a_clock_that_was_cancelled_since_the_sweep(
    replica: Replica, bell: Bell
) -> None:
    await wind(replica, ringing("a", 0), ringing("b", 0))

    async def cancels_the_other(work: Work, timer: Timer) -> None:
        await bell(work, timer)
        await work.timers.cancel("rings", "b" if timer.subject == "a" else "a")

    replica.timekeeper._jobs = {"rings": cancels_the_other}
    assert await replica.timekeeper.round() == 2, "both were due when the sweep looked"
    assert bell.subjects == ["a"]
    await replica.database.close()


async def test_a_clock_moved_since_the_sweep_does_not_ring_early(replica: Replica, bell: Bell) -> None:
    await wind(replica, ringing("a", 0), ringing("b", 0))

    async def moves_the_other(work: Work, timer: Timer) -> None:
        await bell(work, timer)
        if timer.subject == "a":
            work.timers.set(ringing("b", 60))

    replica.timekeeper._jobs = {"rings": moves_the_other}
    await replica.timekeeper.round()
    assert bell.subjects == ["a"]
    assert await replica.timekeeper.next_due() == EVENING + after(60)
    await replica.database.close()


async def test_two_keepers_ring_each_clock_once(
    url: str, log: Log, replica: Replica, bell: Bell, clock: SteppedClock
) -> None:
    other = Replica(url, log, clock, jobs={"rings": bell})
    if replica.database.is_sqlite:  # one process: its replicas share the writer's lock
        await other.database.close()
        other.database = other.units.database = replica.database
    await wind(replica, *(ringing(f"{number:02}", 0) for number in range(60)))
    await asyncio.gather(
        *(keeper.round() for keeper in (replica.timekeeper, other.timekeeper) for _ in range(3))
    )
    assert sorted(bell.subjects) == [f"{number:02}" for number in range(60)]
    await other.database.close()
    await replica.database.close()


async def test_what_a_job_does_and_the_end_of_its_clock_are_one_unit(
    replica: Replica, bell: Bell, clock: SteppedClock
) -> None:
    async def fails_after_saying(work: Work, timer: Timer) -> None:
        say_lit(work, "a", 1)
        await work.session.flush()
        await bell(work, timer)

    replica.timekeeper._jobs = {"rings": fails_after_saying}
    bell.broken.add("a")
    await wind(replica, ringing("a", 0))
    await replica.timekeeper.round()
    assert (await replica.count(TABLES.timer), await replica.count(TABLES.outbox)) == (1, 0)
    bell.broken.clear()
    async with replica.running("timekeeper"):
        await until(lambda: rang(bell, 1))
    assert (await replica.count(TABLES.timer), await replica.count(TABLES.outbox)) == (0, 1)
    await replica.database.close()


async def test_clocks_whose_jobs_fail_hold_up_nobody_and_are_tried_again(
    replica: Replica, bell: Bell, clock: SteppedClock
) -> None:
    broken = [f"broken {number:03}" for number in range(150)]
    bell.broken.update(broken)
    await wind(replica, *(ringing(subject, 0) for subject in broken), ringing("good", 1))
    clock.move_to(EVENING + after(5))
    async with replica.running("timekeeper"):
        await until(lambda: rang(bell, 1))
        assert bell.subjects == ["good"]
        failed = replica.registry.get_sample_value(
            "relief_clock_failures_total", {"service": "lanterns", "kind": "rings"}
        )
        assert failed and failed >= len(broken), "counted for the alarm"
        await wind(replica, ringing("later", 6))
        clock.move_to(EVENING + after(7))
        await until(lambda: rang(bell, 2))
        bell.broken.clear()
        await until(lambda: rang(bell, 152))


async def test_a_job_that_is_waiting_for_its_next_attempt_does_not_keep_the_process_busy(
    replica: Replica, bell: Bell
) -> None:
    rounds = 0
    bell.broken.add("a")
    await wind(replica, ringing("a", 0))
    look = replica.timekeeper.round

    async def counted() -> int:
        nonlocal rounds
        rounds += 1
        return await look()

    replica.timekeeper.round = counted  # type: ignore[method-assign]
    async with replica.running("timekeeper"):
        await asyncio.sleep(3.0)
    assert rounds <= 6


async def test_a_fact_made_by_a_clock_carries_the_due_time_and_the_same_id_again(
    url: str, other_url: str, log: Log, clock: SteppedClock
) -> None:
    async def says(work: Work, timer: Timer) -> None:
        work.say(LanternLit(lantern="a"), area="990101", sequence=1, story="a", at=timer.due_at)

    clock.move_to(EVENING + after(100))
    said = []
    for database in (url, other_url):
        replica = Replica(database, log, clock, jobs={"rings": says})
        await wind(replica, ringing("a", 10))
        await replica.timekeeper.round()
        [row] = await replica.rows(TABLES.outbox.select())
        said.append(read_envelope([(name, value.encode()) for name, value in row.headers], row.body))
        await replica.database.close()
    assert {envelope.time for envelope in said} == {EVENING + after(10)}
    assert {envelope.actor for envelope in said} == {"clock"}
    assert len({envelope.id for envelope in said}) == 1


async def test_clocks_are_not_held_back_for_a_database_that_was_away(
    replica: Replica, bell: Bell, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wind(replica, *[ringing(subject, -1) for subject in "abc"])
    away = AsyncMock(side_effect=ConnectionRefusedError)
    with monkeypatch.context() as outage, pytest.raises(ConnectionRefusedError):
        outage.setattr(replica.database, "transact", away)
        outage.setattr(replica.database, "reachable", AsyncMock(return_value=False))
        await replica.timekeeper.round()
    assert await replica.timekeeper.round() == 3
    assert bell.subjects == ["a", "b", "c"]
    await replica.database.close()
