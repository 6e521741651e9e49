"""Catching up leaves room for others."""

import asyncio

import pytest

from services.chassis.clock import SteppedClock
from services.chassis.log import Log, Record, Work
from services.contracts.envelope import Envelope
from tests.chassis.lanterns import TOPIC, LanternLit, Replica, lantern_was_lit
from tests.chassis.records import lit

PARTITION = (TOPIC, 0)


def at(offset: int, record: Record) -> Record:
    return Record(record.topic, record.key, record.headers, record.body, 0, offset)


@pytest.mark.only(store="sqlite", log="embedded")
async def test_whoever_wants_the_same_locks_comes_in_between_few_facts_when_there_are_many(
    url: str, log: Log, clock: SteppedClock
) -> None:
    """After an outage hundreds of facts wait. What people do meanwhile must not wait until all of them are applied."""

    async def slowly(work: Work, fact: LanternLit, envelope: Envelope) -> None:
        await lantern_was_lit(work, fact, envelope)
        await asyncio.sleep(0.1)

    replica = Replica(url, log, clock, handlers={LanternLit: slowly})
    await replica.consumer.next_of(PARTITION, "cluster")
    records = [at(offset, lit(offset)) for offset in range(200)]
    catching_up = asyncio.ensure_future(replica.consumer.apply(PARTITION, records))
    waits, seconds = [], asyncio.get_running_loop().time
    while not catching_up.done():
        await asyncio.sleep(0.3)
        begun = seconds()
        async with replica.database.write():
            waits.append(seconds() - begun)
    assert await replica.applied() == [("a", number) for number in range(200)]
    assert len(waits) > 10 and max(waits[1:]) < 0.5, (
        "only the first may meet a transaction that could not know how slow it would be"
    )
    await replica.database.close()
