"""A log at its worst: late, every fact twice, a whole batch once more, and no order except inside a key."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import groupby

from services.chassis.log import Log, Record
from services.chassis.log.records import Apply, Partition, Positions


class ScrambledLog:
    """Wraps another log. What it does is within what Kafka and a dying relay may do."""

    def __init__(self, log: Log, seed: int) -> None:
        self._log, self._random = log, random.Random(seed)
        self._before: list[Record] = []

    @property
    def healthy(self) -> bool:
        return self._log.healthy

    async def start(self) -> None:
        await self._log.start()

    async def stop(self) -> None:
        await self._log.stop()

    async def append(self, records: Sequence[Record]) -> None:
        await asyncio.sleep(self._random.random() / 5)
        by_key = [list(same) for _, same in groupby(sorted(records, key=_key), key=_key)]
        self._random.shuffle(by_key)
        doubled = [record for same in by_key for one in same for record in (one, one)]
        await self._log.append([*self._before, *doubled] if self._random.random() < 0.5 else doubled)
        self._before = list(records)

    async def consume(
        self, group: str, topics: Sequence[str], positions: Positions, apply: Apply, stopping: asyncio.Event
    ) -> None:
        shuffled = self._random.sample(list(topics), len(topics))
        await self._log.consume(group, shuffled, positions, apply, stopping)

    def tail(self, topics: Sequence[str], overlap: int) -> AsyncIterator[Record]:
        return self._log.tail(topics, overlap)

    async def ends(self, topics: Sequence[str]) -> Mapping[Partition, int]:
        return await self._log.ends(topics)


def _key(record: Record) -> str:
    return record.key
