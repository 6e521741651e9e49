"""One screen that listens: what waits for it, and how it sleeps."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from services.chassis.access import Actor
from services.chassis.log import Record

MOST_TOGETHER = 200  # records
MOST_IN_ONE_PIECE = 50  # messages


@dataclass(frozen=True)
class Entry:
    partition: int
    offset: int
    area: str
    team: str | None
    data: bytes


class Listener:
    """`key`: by which it was let in. `beat_at`: the moment of the loop's time at which it is woken at the latest."""

    def __init__(self, key: str | None, beat_at: float) -> None:
        self.waiting: deque[Entry] = deque()
        self.lost = False
        """It did not read, and starts again from a snapshot."""
        self.revoked = False
        self.key, self.beat_at, self.told_at = key, beat_at, 0.0
        self._sleep: asyncio.Future[None] | None = None

    def wake(self) -> None:
        if self._sleep is not None and not self._sleep.done():
            self._sleep.set_result(None)

    async def sleep(self) -> None:
        """Until somebody wakes it."""
        if not (self.waiting or self.lost or self.revoked):
            self._sleep = asyncio.get_running_loop().create_future()
            await self._sleep

    def taken(self, actor: Actor) -> bytes:
        """What waits and the actor may hear, as much as goes in one piece."""
        piece = [self.waiting.popleft() for _ in range(min(len(self.waiting), MOST_IN_ONE_PIECE))]
        return b"".join(entry.data for entry in piece if may_hear(actor, entry))


def may_hear(actor: Actor, entry: Entry) -> bool:
    return actor.may_see(entry.area) and (actor.team is None or actor.team == entry.team)


async def together(records: AsyncIterator[Record]) -> AsyncIterator[list[Record]]:
    """Those that are there without waiting, together."""
    coming = asyncio.ensure_future(anext(records))
    try:
        while True:
            batch = [await coming]
            coming = asyncio.ensure_future(anext(records))
            while len(batch) < MOST_TOGETHER:
                await asyncio.sleep(0)  # it is there, or it waits for the log
                if not coming.done():
                    break
                batch.append(coming.result())
                coming = asyncio.ensure_future(anext(records))
            yield batch
    except StopAsyncIteration:
        return
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
