"""Time, ids and chance are passed in, and come out the same again from the same seed."""

import asyncio
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from services.chassis.clock import Ids, SteppedClock, SystemClock, derived_id, office_day, office_time, utc
from services.chassis.clock.virtual import run_virtual
from tests.chassis.lanterns import EVENING


def test_a_virtual_night_passes_in_an_instant() -> None:
    async def night() -> float:
        await asyncio.sleep(8 * 3600)
        return asyncio.get_running_loop().time()

    begun = time.monotonic()
    assert run_virtual(night()) >= 8 * 3600
    assert time.monotonic() - begun < 1.0


def test_sleepers_wake_in_the_order_of_their_moments() -> None:
    async def night() -> list[float]:
        woken: list[float] = []

        async def sleeper(seconds: float) -> None:
            await asyncio.sleep(seconds)
            woken.append(seconds)

        await asyncio.gather(*(sleeper(seconds) for seconds in (3.0, 0.5, 2.0, 0.0, 1e-9, 7200.0)))
        return woken

    assert run_virtual(night()) == [0.0, 1e-9, 0.5, 2.0, 3.0, 7200.0]


def test_who_waits_for_a_deadline_in_small_steps_gets_there() -> None:
    async def night() -> int:
        loop = asyncio.get_running_loop()
        turns, deadline = 0, loop.time() + 0.1 + 0.2
        await asyncio.sleep(1 / 3)
        deadline += 1 / 3
        while (left := deadline - loop.time()) > 0:
            turns += 1
            await asyncio.wait([asyncio.ensure_future(asyncio.sleep(left))], timeout=left)
        return turns

    assert run_virtual(night()) < 10


async def test_a_stepped_clock_moves_only_when_it_is_moved_and_never_back(clock: SteppedClock) -> None:
    waiting = asyncio.ensure_future(clock.until(EVENING + timedelta(seconds=10)))
    clock.move_to(EVENING + timedelta(seconds=9))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    clock.move_to(EVENING)
    assert clock.now() == EVENING + timedelta(seconds=9)
    clock.move_to(EVENING + timedelta(seconds=10))
    await asyncio.wait_for(waiting, 1.0)


async def test_the_system_clock_is_in_utc_and_what_is_past_is_not_waited_for() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo == UTC
    await asyncio.wait_for(clock.until(clock.now() - timedelta(seconds=1)), 1.0)


def test_the_day_of_the_offices_begins_at_midnight_in_shanghai() -> None:
    assert str(office_day(datetime(2026, 12, 5, 15, 59, tzinfo=UTC))) == "2026-12-05"
    assert str(office_day(datetime(2026, 12, 5, 16, 0, tzinfo=UTC))) == "2026-12-06"
    assert office_time(EVENING).isoformat() == "2026-12-05T19:00:00+08:00"
    assert utc(datetime(2026, 12, 5, 19, tzinfo=timezone(timedelta(hours=8)))) == EVENING
    with pytest.raises(ValueError, match="offset"):
        utc(EVENING.replace(tzinfo=None))


def test_ids_sort_by_time_and_come_out_the_same_from_the_same_seed(clock: SteppedClock) -> None:
    first, again, other = Ids(clock, 1), Ids(clock, 1), Ids(clock, 2)
    early = [first.new() for _ in range(3)]
    assert early == [again.new() for _ in range(3)] != [other.new() for _ in range(3)]
    assert first.secret() == again.secret() != other.secret()
    clock.move_to(EVENING + timedelta(milliseconds=1))
    late = first.new()
    assert all(id < late for id in early)
    assert {(id.version, id.variant) for id in (*early, late)} == {(7, "specified in RFC 4122")}


def test_without_a_seed_secrets_cannot_be_guessed(clock: SteppedClock) -> None:
    secrets = {Ids(clock).secret() for _ in range(100)}
    assert len(secrets) == 100 and {len(secret) for secret in secrets} == {43}


def test_derived_ids_depend_on_every_part() -> None:
    assert derived_id("a", 1) == derived_id("a", "1")
    assert len({derived_id("a", 1), derived_id("a", 2), derived_id("b", 1), derived_id("a1")}) == 4
