"""Several crews on one phone line: one look at the live offers serves them all."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx2

from services.platform.client import Api, Refused
from services.platform.crews.crew import PATROL
from services.platform.crews.life import Life

IDLE_SECONDS = 10.0
STUCK_SECONDS = 600.0
TELL_SECONDS = 10.0


@dataclass
class Fleet:
    """`desk`: a dispatcher's key. Seconds are of the event loop: how often to look is no part of the story.

    `area`: the rescues that decide whether there is anything left to do.
    """

    desk: Api
    lives: Mapping[str, Life]
    area: str | None = None
    look_every: float = 0.5
    idle_after: float = IDLE_SECONDS
    stuck_after: float = STUCK_SECONDS
    tell: Callable[[str], None] = lambda line: None
    tell_every: float = TELL_SECONDS
    _freed: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self, until_idle: bool) -> int:
        """Until cancelled, or until nothing has been left to do for a while. Returns how many rescues are open
        that no crew could get (0, or 1 for some): some only if nothing moved for long. Raises Refused, TransportError.
        """
        try:
            async with asyncio.TaskGroup() as jobs:
                return await self._watch(until_idle, jobs)
        except* (Refused, httpx2.TransportError) as errors:
            raise errors.exceptions[0] from None
        raise AssertionError("a watch ends with an answer or an error")

    async def _watch(self, until_idle: bool, jobs: asyncio.TaskGroup) -> int:
        seconds = asyncio.get_running_loop().time
        idle_since = moved_at = told_at = seconds()
        while True:
            if seconds() - told_at >= self.tell_every:
                told_at = seconds()
                self.tell(self._so_far())
            if self._take_up(await self.live_offers(), jobs):
                moved_at = seconds()
            still = not any(life.busy or life.ignoring for life in self.lives.values())
            left = await self._open_rescues() if until_idle and still else 1
            if left:
                idle_since = seconds()
            idle, stuck = seconds() - idle_since >= self.idle_after, seconds() - moved_at >= self.stuck_after
            if until_idle and (idle or stuck):
                return left
            await self._pause()

    def _so_far(self) -> str:
        under_way = sum(life.busy for life in self.lives.values())
        counts = [life.counts for life in self.lives.values()]
        accepted, answered = (sum(count[what] for count in counts) for what in ("accepted", "answered"))
        return f"{under_way} of {len(counts)} crews under way, {accepted} accepted, {answered} answered"

    async def live_offers(self) -> list[dict[str, Any]]:
        return await all_of(self.desk, f"{PATROL}/offers", live="true")

    def _take_up(self, offers: Sequence[Mapping[str, Any]], jobs: asyncio.TaskGroup) -> bool:
        """Start what is to be done. True if anything is under way."""
        live = {offer["id"] for offer in offers}
        for offer in offers:
            life = self.lives.get(offer["team"])
            if life and life.wants(offer):
                jobs.create_task(self._job(life, life.attend(offer)))
        for life in self.lives.values():
            if life.ignoring and life.ignoring not in live and not life.busy:
                jobs.create_task(self._job(life, life.be_heard_from()))
        return any(life.busy for life in self.lives.values())

    def _job(self, life: Life, doing: Any) -> Any:
        life.busy = True

        async def run() -> None:
            try:
                await doing
            finally:
                life.busy = False
                self._freed.set()

        return run()

    async def _open_rescues(self) -> int:
        wanted = {"open": "true", "limit": "1", **({"area": self.area} if self.area else {})}
        return len((await self.desk.get(f"{PATROL}/rescues?{urlencode(wanted)}"))["items"])

    async def _pause(self) -> None:
        """Look again soon, at once when a crew is free: the queue serves it in the same instant."""
        try:
            await asyncio.wait_for(self._freed.wait(), self.look_every)
        except TimeoutError:
            return
        self._freed.clear()


async def all_of(api: Api, path: str, **query: str) -> list[dict[str, Any]]:
    """Every page of a list."""
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        asked = urlencode({**query, "limit": "100", **({"cursor": cursor} if cursor else {})})
        page = await api.get(f"{path}?{asked}")
        items += page["items"]
        cursor = page.get("next")
        if not cursor:
            return items
