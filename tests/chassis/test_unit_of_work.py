"""State, facts and timers of one unit are there together or not at all."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import event, select

from services.chassis.clock import SteppedClock, Timer
from services.chassis.log import Log, Origin, Work
from services.chassis.store import Conflict
from services.contracts.envelope import read_envelope
from tests.chassis.lanterns import EVENING, TABLES, LanternRow, Replica, brighten, say_lit

SOMEBODY = Origin("key:somebody", "request-1", traceparent="00-1-2-03")


@pytest.fixture
def replica(url: str, log: Log, clock: SteppedClock) -> Replica:
    return Replica(url, log, clock)


async def everything(replica: Replica) -> list[int]:
    return [await replica.count(table) for table in (LanternRow.__table__, TABLES.outbox, TABLES.timer)]


async def light_all(work: Work) -> None:
    work.session.add(LanternRow(id="a"))
    say_lit(work, "a", 1)
    work.timers.set(Timer("goes_out", "a", EVENING))


async def test_state_facts_and_timers_are_committed_together(replica: Replica) -> None:
    await replica.units.transact(SOMEBODY, light_all)
    assert await everything(replica) == [1, 1, 1]
    await replica.database.close()


async def test_a_unit_is_one_transaction(replica: Replica) -> None:
    commits: list[object] = []
    event.listen(replica.database.engine.sync_engine, "commit", commits.append)
    await replica.units.transact(SOMEBODY, light_all)
    assert len(commits) == 1, "a crash finds no moment between state, facts and timers"
    await replica.database.close()


async def test_nothing_of_a_unit_that_fails_remains(replica: Replica) -> None:
    async def fails(work: Work) -> None:
        await light_all(work)
        await work.session.flush()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await replica.units.transact(SOMEBODY, fails)
    assert await everything(replica) == [0, 0, 0]
    await replica.database.close()


async def test_a_unit_that_is_cancelled_leaves_nothing_and_blocks_nobody(replica: Replica) -> None:
    async def hangs(work: Work) -> None:
        await light_all(work)
        await work.session.flush()
        await asyncio.Event().wait()

    hanging = asyncio.ensure_future(replica.units.transact(SOMEBODY, hangs))
    await asyncio.sleep(0.1)
    hanging.cancel()
    await asyncio.wait({hanging})
    await replica.units.transact(SOMEBODY, light_all)
    assert await everything(replica) == [1, 1, 1]
    await replica.database.close()


async def test_a_fact_carries_who_and_what_led_to_it(replica: Replica) -> None:
    await replica.units.transact(SOMEBODY, light_all)
    [row] = await replica.rows(select(TABLES.outbox))
    envelope = read_envelope([(name, value.encode()) for name, value in row.headers], row.body)
    assert (row.topic, row.key) == ("lanterns.facts", "a")
    assert (envelope.actor, envelope.causationid, envelope.traceparent) == (
        "key:somebody",
        "request-1",
        "00-1-2-03",
    )
    assert (envelope.time, envelope.area, envelope.sequence, envelope.drill) == (EVENING, "990101", 1, False)
    await replica.database.close()


async def test_the_same_repeatable_cause_gives_its_facts_the_same_ids_again(replica: Replica) -> None:
    ids: list[list[str]] = []

    async def says(work: Work) -> None:
        say_lit(work, "a", 1)
        say_lit(work, "a", 2)
        ids.append([str(envelope.id) for envelope in work.said])

    for cause in ("fact-1", "fact-1", "fact-2"):
        await replica.units.transact(Origin("clock", cause, repeatable=True), says)
    await replica.units.transact(Origin("key:a", "fact-1"), says)
    first, again, other, asked = ids
    assert first == again
    assert len({*first, *other, *asked}) == 6
    await replica.database.close()


async def test_four_hundred_read_modify_writes_by_twenty_at_once_are_all_kept(replica: Replica) -> None:
    async def one_of_twenty(place: int) -> None:
        done = 0
        while done < 20:
            try:
                await replica.units.transact(SOMEBODY, lambda work: brighten(work, "a"))
                done += 1
            except Conflict:
                await asyncio.sleep(0.005 * place)  # so that not all of them come again at once

    await asyncio.gather(*(one_of_twenty(place) for place in range(20)))
    [(brightness,)] = await replica.rows(select(LanternRow.brightness))
    facts = [row.body for row in await replica.rows(select(TABLES.outbox).order_by(TABLES.outbox.c.id))]
    assert brightness == 400
    assert facts == [b'{"lantern":"a","brightness":%d}' % value for value in range(1, 401)]
    await replica.database.close()


async def test_who_comes_second_decides_on_what_the_first_has_left(replica: Replica) -> None:
    await replica.units.transact(SOMEBODY, lambda work: brighten(work, "a"))
    may_end = asyncio.Event()

    async def lingers(work: Work) -> int:
        brightness = await brighten(work, "a")
        await may_end.wait()
        return brightness

    first = asyncio.ensure_future(replica.units.transact(SOMEBODY, lingers))
    await asyncio.sleep(0.1)
    second = asyncio.ensure_future(replica.units.transact(SOMEBODY, lambda work: brighten(work, "a")))
    await asyncio.sleep(0.1)
    may_end.set()
    assert await asyncio.gather(first, second) == [2, 3]
    await replica.database.close()


@pytest.mark.only(store="sqlite")
async def test_a_unit_on_sqlite_holds_the_writer_from_its_first_look_on(replica: Replica) -> None:
    """Another process (the command line) cannot write between what a unit has read and what it writes."""
    other = sqlite3.connect(str(replica.database.url.database), timeout=0)

    async def looks(work: Work) -> None:
        await work.session.get(LanternRow, "a")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("delete from lantern")

    await replica.units.transact(SOMEBODY, looks)
    other.execute("delete from lantern")
    other.close()
    await replica.database.close()


async def test_who_loses_a_race_decides_again_on_what_the_winner_left(replica: Replica) -> None:
    seen: list[bool] = []
    both_have_looked = asyncio.Barrier(2)

    async def claim(work: Work, patient: bool) -> str:
        known = await work.session.get(LanternRow, "a")
        seen.append(known is not None)
        if patient and len(seen) <= 2 and not replica.database.is_sqlite:
            await both_have_looked.wait()
        if known is not None:
            return "taken"
        work.session.add(LanternRow(id="a"))
        await work.session.flush()
        say_lit(work, "a", 1)
        return "mine"

    outcomes = await asyncio.gather(
        *(replica.units.transact(SOMEBODY, lambda work: claim(work, True)) for _ in range(2))
    )
    assert sorted(outcomes) == ["mine", "taken"]
    assert seen[-1] is True
    assert await everything(replica) == [1, 1, 0]
    await replica.database.close()


async def test_a_conflict_that_does_not_end_is_told_after_three_attempts(replica: Replica) -> None:
    await replica.units.transact(SOMEBODY, light_all)
    attempts: list[int] = []

    async def collides(work: Work) -> None:
        attempts.append(1)
        say_lit(work, "b", 1)
        await work.session.execute(
            LanternRow.__table__.insert().values(id="a", brightness=0, area="", version=1)
        )

    with pytest.raises(Conflict):
        await replica.units.transact(SOMEBODY, collides)
    assert len(attempts) == 3
    assert await everything(replica) == [1, 1, 1]
    await replica.database.close()
