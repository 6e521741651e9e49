"""What is done to the parts that all processes share: the broker, the database, the log's content, the provider."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from services.chassis.clock.chance import Chance
from services.chassis.log import Record
from services.platform.stack import Stack
from tests.faults.diary import Diary, Entry
from tests.faults.disk import Disk
from tests.faults.keeper import Keeper
from tests.faults.plan import Deed
from tests.faults.provider import Provider
from tests.faults.topics import admin_log, latest

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
DIES_WITHIN_SECONDS = 15.0
DOUBLED_FROM_EACH_PARTITION = 20


class Deeds:
    """Each returns when all is well again. `possible` lacks what this machine does not allow."""

    def __init__(self, stack: Stack, diary: Diary, provider: Provider, disk: Disk, chance: Chance) -> None:
        self._stack, self._diary, self._provider = stack, diary, provider
        self._disk, self._chance = disk, chance
        self._one_at_a_time: dict[str, asyncio.Lock] = {
            name: asyncio.Lock() for name in ("broker", "postgres")
        }
        self.largest_jump = 0.0
        self.left_out: dict[Deed, str] = {}
        if not disk.there:
            self.left_out[Deed.DISK_FULL] = "this machine does not let us mount a small disk"
        if FAKETIME is None:
            self.left_out[Deed.CLOCK_JUMPS] = "libfaketime is missing: apt-get install libfaketime"
        self._shared: dict[Deed, Callable[[], Awaitable[None]]] = {
            Deed.BROKER_KILLED: lambda: self._broker_away(Deed.BROKER_KILLED, self._stack.kafka.crash),
            Deed.BROKER_STOPPED: lambda: self._broker_away(Deed.BROKER_STOPPED, self._stack.kafka.stop),
            Deed.DISK_FULL: self._disk_full,
            Deed.POSTGRES_KILLED: self._postgres_away,
            Deed.DOUBLED: self._double,
            Deed.PROVIDER_FAILS: lambda: self._unwell(Deed.PROVIDER_FAILS, 500),
            Deed.PROVIDER_HANGS: lambda: self._unwell(Deed.PROVIDER_HANGS, "hang"),
        }

    def is_shared(self, deed: Deed) -> bool:
        return deed in self._shared

    async def do(self, deed: Deed) -> None:
        await self._shared[deed]()

    async def _broker_away(self, deed: Deed, end: Callable[[], None]) -> None:
        async with self._one_at_a_time["broker"]:
            entry = self._diary.note(deed, "Kafka", f"{(away := self._chance.between(0, 5)):.1f} s")
            await asyncio.to_thread(end)
            await asyncio.sleep(away)
            await self._broker_back(entry)

    async def _broker_back(self, entry: Entry, outcome: str = "") -> None:
        self._stack.kafka.launch()
        await asyncio.to_thread(self._stack.kafka.wait)
        self._diary.over(entry, outcome)

    async def _disk_full(self) -> None:
        """A broker whose only disk takes nothing any more ends itself; or it is ended, once there is room."""
        async with self._one_at_a_time["broker"]:
            entry = self._diary.note(Deed.DISK_FULL, "Kafka")
            self._disk.fill()
            waits = round(DIES_WITHIN_SECONDS / 0.2)
            while waits and self._stack.kafka.pid is not None:
                waits -= 1
                await asyncio.sleep(0.2)
            outcome = (
                "lived on with a full disk" if self._stack.kafka.pid else "ended itself, its disk being full"
            )
            self._disk.make_room()
            await asyncio.to_thread(self._stack.kafka.crash)
            await self._broker_back(entry, outcome)

    async def _postgres_away(self) -> None:
        async with self._one_at_a_time["postgres"]:
            away = self._chance.between(0, 3)
            entry = self._diary.note(Deed.POSTGRES_KILLED, "PostgreSQL", f"{away:.1f} s")
            await asyncio.to_thread(self._stack.postgres.crash)
            await asyncio.sleep(away)
            self._stack.postgres.launch()
            await asyncio.to_thread(self._stack.postgres.wait)
            self._diary.over(entry)

    async def _double(self) -> None:
        """The latest facts of a topic once more, as an administrator who restores a backup would."""
        async with self._one_at_a_time["broker"], admin_log(self._stack) as log:
            topic = self._chance.one_of(("intake.facts", "patrol.facts", "notify.facts"))
            found: list[Record] = await latest(log, topic, DOUBLED_FROM_EACH_PARTITION)
            entry = self._diary.note(Deed.DOUBLED, topic.partition(".")[0], f"{len(found)} facts")
            await log.append(found)
            self._diary.over(entry)

    async def _unwell(self, deed: Deed, answer: int | str) -> None:
        seconds = self._chance.between(1, 6)
        entry = self._diary.note(deed, "provider", f"{seconds:.1f} s")
        self._provider.behave(answer)
        await asyncio.sleep(seconds)
        self._provider.behave(None)
        self._diary.over(entry)

    async def jump(self, keeper: Keeper, offsets: Path) -> None:
        """Its clock goes wrong while it runs, and right again; it was started anew for that, with the library."""
        assert FAKETIME is not None
        _set_clock(offsets, 0)
        keeper.lent = {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(offsets),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        await keeper.end(Deed.TERMINATE)
        while not keeper.ready:
            await asyncio.sleep(0.2)
        seconds = round(self._chance.one_of((-1, 1)) * self._chance.between(5, 60))
        entry = self._diary.note(Deed.CLOCK_JUMPS, str(keeper.member), f"{seconds:+} s")
        self.largest_jump = max(self.largest_jump, abs(seconds))
        _set_clock(offsets, seconds)
        await asyncio.sleep(self._chance.between(4, 10))
        _set_clock(offsets, 0)
        self._diary.over(entry)


def _set_clock(offsets: Path, seconds: int) -> None:
    offsets.write_text(f"{seconds:+}\n")
