"""The outbox reaches the log: in order, by one at a time, deleted only when the log has it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from services.chassis.clock import SteppedClock
from services.chassis.clock.virtual import VirtualLoop
from services.chassis.log import Log, Origin, Record
from services.chassis.log.relay import SWEEP_SECONDS
from services.chassis.log.tables import headers_to_json
from services.chassis.store import Conflict
from tests.chassis.lanterns import EVENING, TABLES, TOPIC, Replica, brighten, until
from tests.chassis.records import lit, read_all


class FailingLog:
    """Wraps a log. `refuse`: append raises at once; `forget`: it raises although the log has taken everything.
    While `free` is not set, append waits; `busy` says that it does."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.refuse = self.forget = False
        self.busy, self.free = asyncio.Event(), asyncio.Event()
        self.free.set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def append(self, records: Sequence[Record]) -> None:
        self.busy.set()
        await self.free.wait()
        if self.refuse:
            raise ConnectionError("refused")
        await self._log.append(records)
        if self.forget:
            raise TimeoutError("no acknowledgement")


async def brightness_on(log: Log) -> dict[str, list[int]]:
    """By lantern, in the order of the log."""
    found: dict[str, list[int]] = {}
    for record in await read_all(log, TOPIC):
        found.setdefault(record.key, []).append(int(record.body.split(b":")[-1].rstrip(b"}")))
    return found


async def test_a_fact_leaves_as_soon_as_its_unit_has_committed(
    url: str, log: Log, clock: SteppedClock
) -> None:
    async with Replica(url, log, clock).running("relay") as replica:
        await replica.light("a", 1)  # the first one makes the topic
        await until(lambda: is_sent(replica))
        begun = asyncio.get_running_loop().time()
        for value in range(2, 7):
            await replica.light("a", value)
            await until(lambda: is_sent(replica), every=0.001)
        assert asyncio.get_running_loop().time() - begun < 5 * SWEEP_SECONDS / 2, (
            "the nudge came, not the sweep"
        )
    assert await brightness_on(log) == {"a": [1, 2, 3, 4, 5, 6]}


async def is_sent(replica: Replica) -> bool:
    return await replica.count(TABLES.outbox) == 0


async def test_a_fact_whose_process_died_after_the_commit_leaves_with_the_next_sweep(
    url: str, log: Log, clock: SteppedClock
) -> None:
    dead = Replica(url, log, clock)
    async with Replica(url, log, clock).running("relay") as alive:
        await asyncio.sleep(0.1)
        await dead.light("a", 1)
        await until(lambda: is_sent(alive))
    await dead.database.close()
    assert await brightness_on(log) == {"a": [1]}


async def test_facts_of_a_key_keep_their_order_under_twenty_writers_and_two_relays(
    url: str, log: Log, clock: SteppedClock
) -> None:
    async with Replica(url, log, clock).running("relay") as first:
        second = await another(first, url, log)
        async with second.running("relay"):
            await asyncio.gather(*(write(first if n % 2 else second, n) for n in range(20)))
            await until(lambda: is_sent(first))
            found = await brightness_on(log)
    assert found == {f"lantern {number}": list(range(1, 21)) for number in range(4)}


async def another(first: Replica, url: str, log: Log) -> Replica:
    """One more replica of the service."""
    second = Replica(url, log, first.clock)
    if first.database.is_sqlite:  # one process: its replicas share the writer's lock
        await second.database.close()
        second.database = second.units.database = first.database
    return second


async def write(replica: Replica, number: int) -> None:
    for turn in range(4):
        lantern = f"lantern {(number + turn) % 4}"
        while True:
            try:
                await replica.units.transact(Origin("test", None), partial(brighten, lantern=lantern))
                break
            except Conflict:
                continue


async def test_a_log_that_fails_keeps_the_rows_and_gets_them_later_in_order(
    url: str, log: Log, clock: SteppedClock
) -> None:
    failing = FailingLog(log)
    failing.refuse = True
    async with Replica(url, failing, clock).running("relay") as replica:  # type: ignore[arg-type]
        for value in (1, 2, 3):
            await replica.light("a", value)
        await asyncio.sleep(1.0)
        assert await replica.count(TABLES.outbox) == 3
        failing.refuse = False
        await until(lambda: is_sent(replica))
    assert await brightness_on(log) == {"a": [1, 2, 3]}


async def test_a_crash_between_append_and_delete_says_the_same_ids_again_and_loses_nothing(
    url: str, log: Log, clock: SteppedClock
) -> None:
    failing = FailingLog(log)
    failing.forget = True
    replica = Replica(url, failing, clock)  # type: ignore[arg-type]
    await replica.light("a", 1, 2)
    with pytest.raises(TimeoutError):
        await replica.relay.round()
    assert await replica.count(TABLES.outbox) == 2
    failing.forget = False
    assert await replica.relay.round() == 2
    records = await read_all(log, TOPIC)
    ids = [dict(record.headers)["ce_id"] for record in records]
    assert ids[:2] == ids[2:] and len(set(ids)) == 2
    async with replica.running("consumer"):
        await until(lambda: heard(replica, 2))
        assert await replica.applied() == [("a", 1), ("a", 2)], "heard twice, applied once"


async def heard(replica: Replica, facts: int) -> bool:
    return await replica.count(TABLES.heard) >= facts


async def test_more_than_one_batch_goes_out_without_waiting_for_the_sweep(
    url: str, log: Log, clock: SteppedClock
) -> None:
    replica = Replica(url, log, clock)
    await replica.light("a", *range(1200))
    async with replica.running("relay"):
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await until(lambda: is_sent(replica), every=0.001)
        assert not isinstance(loop, VirtualLoop) or loop.time() - begun < SWEEP_SECONDS
    [values] = (await brightness_on(log)).values()
    assert all(before < after for before, after in pairwise(values)) and len(values) == 1200


async def test_a_relay_that_waits_for_the_log_is_not_overtaken_by_another(
    url: str, log: Log, clock: SteppedClock
) -> None:
    slow = FailingLog(log)
    first = Replica(url, slow, clock)  # type: ignore[arg-type]
    second = await another(first, url, log)
    slow.free.clear()
    await first.light("a", 1)
    sending = asyncio.ensure_future(first.relay.round())
    await slow.busy.wait()
    await first.light("a", 2)
    overtaking = asyncio.ensure_future(second.relay.round())
    await asyncio.sleep(0.3)
    slow.free.set()
    assert await asyncio.gather(sending, overtaking) == [1, 1]
    assert await brightness_on(log) == {"a": [1, 2]}
    await first.database.close()
    await second.database.close()


@pytest.mark.only(store="postgres")
async def test_a_fact_that_is_committed_late_under_an_earlier_number_leaves_all_the_same(
    url: str, log: Log, clock: SteppedClock
) -> None:
    replica = Replica(url, log, clock)
    async with replica.database.write() as session:
        await session.execute(TABLES.outbox.insert().values(row_of(lit(1, "late"))))
        await replica.light("early", 2)
        assert await replica.relay.round() == 1
    assert await replica.relay.round() == 1
    assert await brightness_on(log) == {"early": [2], "late": [1]}
    await replica.database.close()


async def test_facts_leave_in_the_order_of_their_numbers_wherever_they_lie_and_whatever_a_clock_said(
    url: str, log: Log, clock: SteppedClock
) -> None:
    replica = Replica(url, log, clock)
    for number in (3, 1, 2):
        async with replica.database.write() as session:
            row = {**row_of(lit(number)), "id": number, "said_at": EVENING - timedelta(seconds=number)}
            await session.execute(TABLES.outbox.insert().values(row))
    assert await replica.relay.round() == 3
    assert await brightness_on(log) == {"a": [1, 2, 3]}
    await replica.database.close()


def row_of(record: Record) -> dict[str, Any]:
    headers = headers_to_json(record.headers)
    return {
        "topic": record.topic,
        "key": record.key,
        "headers": headers,
        "body": record.body,
        "said_at": EVENING,
    }
