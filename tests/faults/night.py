"""One night of faults: the stack, callers and crews on it, deeds from the seed, rest, and what was left behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import TypeVar

import httpx2

from services.chassis.clock import SystemClock
from services.chassis.clock.chance import Chance
from services.contracts.words import Role
from services.platform.client import Api
from services.platform.crews.patient import PatientTransport
from services.platform.stack import Stack
from tests.faults.calls import Callers
from tests.faults.crews import Crews, settle_in
from tests.faults.crowd import Crowd
from tests.faults.deeds import Deeds
from tests.faults.diary import Diary
from tests.faults.disk import Disk
from tests.faults.keeper import Keeper
from tests.faults.line import ANSWER_SECONDS, Line
from tests.faults.plan import WHOM, Deed, deck
from tests.faults.provider import Provider, provider_running
from tests.faults.rest import all_heard, come_to_rest

Result = TypeVar("Result")
Tell = Callable[[str], None]
LONGEST_FREEZE = 10.0
MOST_UNWELL = 4
"""So many deeds under way and processes not up again, and the next deed waits."""


@dataclass(frozen=True)
class Wish:
    """`pause`: seconds between two deeds, about; `rate`: reports a second at most; `crews`: teams on duty; `crowd`: so
    many open reports, and callers hold back until the crews have caught up."""

    kills: int
    replicas: int = 2
    seed: int = 1
    pause: float = 2.0
    rate: float = 8.0
    crews: int = 40
    crowd: int = 150


class Night:
    """Made by `night`; everything that the oracles and the report need."""

    def __init__(self, wish: Wish, stack: Stack, disk: Disk, provider: Provider, tell: Tell) -> None:
        self.wish, self.stack, self.provider = wish, stack, provider
        self.line, clock = Line(), SystemClock()
        self.diary = Diary(clock, lambda: self.line.in_flight, tell)
        self.chance = Chance(wish.seed, "faults")
        self.deeds = Deeds(stack, self.diary, provider, disk, Chance(wish.seed, "deeds"))
        self.keepers = [
            Keeper(member, self.diary, Chance(wish.seed, str(member))) for member in stack.members.values()
        ]
        self.restless: Sequence[str] = ()
        self.left_open = 0
        self.seconds: dict[str, float] = {}

    async def play(self) -> None:
        async with AsyncExitStack() as around:
            key = await asyncio.to_thread(self.stack.add_key, Role.ADMIN)
            headers = {"Authorization": f"Bearer {key}"}
            http = await around.enter_async_context(self._client(self.line, headers))
            patient = await around.enter_async_context(self._client(PatientTransport(self.line), {}))
            await settle_in(Api(patient, key), self.provider)
            self.callers = Callers(http, Chance(self.wish.seed, "calls"))
            crews = await Crews.gather(patient, key, self.wish.crews, self.wish.seed)
            keeping = [asyncio.ensure_future(keeper.keep()) for keeper in self.keepers]
            around.callback(lambda: [task.cancel() for task in keeping])
            await self._under_load(crews)
            await crews.go_home()
            await self._timed("rest", self._rest())

    def _client(self, transport: httpx2.AsyncBaseTransport, headers: dict[str, str]) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self.stack.url, transport=transport, headers=headers, timeout=ANSWER_SECONDS
        )

    async def _under_load(self, crews: Crews) -> None:
        working = asyncio.ensure_future(crews.work())
        crowd = Crowd(self.stack.postgres.server, self.wish.crowd)
        watching = asyncio.ensure_future(crowd.watch())
        calling = asyncio.ensure_future(self.callers.call(self.wish.rate, crowd))
        faults = asyncio.ensure_future(self._timed("faults", self._go_wrong()))
        await asyncio.wait({working, calling, faults}, return_when=asyncio.FIRST_COMPLETED)
        for task in (watching, calling, faults):
            task.cancel()
        await asyncio.wait({watching, calling, faults})
        await self._timed("last answers", self.callers.finish())
        await self._timed("last reports heard", all_heard(self.stack, self.line))
        crews.no_more_calls()
        self.left_open = await self._timed("last rescues", self._rescues_answered(working))
        if not faults.cancelled():
            await faults

    async def _rescues_answered(self, working: "asyncio.Future[int]") -> int:
        """How many are left. What ends the crews too early does not keep the oracles from looking."""
        try:
            return await working
        except Exception as error:
            self.diary.be_surprised(f"the crews gave up: {error!r}")
            return 0

    async def _rest(self) -> None:
        self.restless = await come_to_rest(self.stack)

    async def _go_wrong(self) -> None:
        """Deeds until there were kills enough; several may be under way at once, and all end well."""
        under_way: set[asyncio.Task[None]] = set()
        first = deck(self.wish.kills, self.chance)
        more = chain.from_iterable(deck(self.wish.kills, self.chance) for _ in count())
        for number, deed in enumerate(chain(first, more)):
            if number >= len(first) and self.diary.kills >= self.wish.kills:
                break
            await asyncio.sleep(self.wish.pause * self.chance.between(0.5, 1.5))
            await self._until_few_are_unwell(under_way)
            under_way.add(asyncio.ensure_future(self._do(deed)))
        for keeper in self.keepers:
            keeper.quiet = True
        await asyncio.gather(*under_way)
        for keeper in self.keepers:
            while not keeper.ready:
                await asyncio.sleep(0.2)

    async def _until_few_are_unwell(self, under_way: set[asyncio.Task[None]]) -> None:
        """On a slow machine nothing would be up any more: and where nothing is done, nothing can go wrong with it."""
        while True:
            busy = sum(not task.done() for task in under_way)
            if busy + sum(not keeper.ready for keeper in self.keepers) <= MOST_UNWELL:
                return
            await asyncio.sleep(0.1)

    async def _do(self, deed: Deed) -> None:
        if deed in self.deeds.left_out:
            return
        if self.deeds.is_shared(deed):
            await self.deeds.do(deed)
            return
        keeper = await self._victim(deed)
        if deed is Deed.FREEZE:
            await keeper.freeze(self.chance.between(1, LONGEST_FREEZE))
        elif deed is Deed.CLOCK_JUMPS:
            await self.deeds.jump(keeper, self.stack.folder / f"clock-{keeper.member}")
        else:
            await keeper.end(deed)

    async def _victim(self, deed: Deed) -> Keeper:
        """Somebody who is up; a frozen process may be killed, and nothing else."""
        while True:
            weights = {
                keeper: WHOM[keeper.member.name]
                for keeper in self.keepers
                if keeper.ready
                and (deed is Deed.KILL or not keeper.frozen)
                and (deed is not Deed.CLOCK_JUMPS or keeper.member.name in ("intake", "patrol", "notify"))
            }
            if weights:
                return self.chance.weighted(weights)
            await asyncio.sleep(0.1)

    async def _timed(self, what: str, doing: Awaitable[Result]) -> Result:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            return await doing
        finally:
            self.seconds[what] = loop.time() - begun


@asynccontextmanager
async def night(wish: Wish, folder: Path, tell: Tell) -> AsyncIterator[Night]:
    """The night is over and all is at rest; the stack still stands, so that it can be asked."""
    stack = Stack(folder, wish.replicas, environment={"PYTHONUNBUFFERED": "1"})
    disk = Disk(folder / "kafka/data")
    try:
        stack.start()
        async with provider_running() as provider:
            played = Night(wish, stack, disk, provider, tell)
            await played.play()
            yield played
    finally:
        stack.stop()
        with suppress(OSError):
            disk.remove()
