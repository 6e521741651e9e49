"""Looks after one process of the stack: ends it when told to, and starts it again whatever ended it."""

import asyncio
import re
import signal
from contextlib import suppress
from urllib.request import urlopen

from services.chassis.clock.chance import Chance
from services.chassis.log.crashes import SETTING
from services.platform.stack.member import Member
from tests.faults.diary import Diary, Entry
from tests.faults.plan import Deed, crash_setting

LOOK_SECONDS = 0.1
LONGEST_REST = 1.5  # seconds before it is started again
GRACE_SECONDS = 10.0  # compose gives five; this machine is shared
CLOCK_SETTINGS = (
    "LD_PRELOAD",
    "FAKETIME_TIMESTAMP_FILE",
    "FAKETIME_CACHE_DURATION",
    "FAKETIME_DONT_FAKE_MONOTONIC",
)
FENCES = re.compile(r"^relief_consumer_fences_total ([0-9.]+)", re.MULTILINE)


class Keeper:
    """`ready`: it has answered since it was started. `told`: the deed that is ending it."""

    def __init__(self, member: Member, diary: Diary, chance: Chance) -> None:
        self.member, self._diary, self._chance = member, diary, chance
        self.ready, self.frozen, self.armed = True, False, ""
        self.told: Entry | None = None
        self.quiet = False
        """Nothing is armed any more: the run comes to its end."""
        self.lent: dict[str, str] = {}
        """Variables for the next process alone."""

    async def keep(self) -> None:
        """For ever."""
        while True:
            if self.member.pid is None:
                await self._start_again()
            await asyncio.sleep(LOOK_SECONDS)

    async def end(self, deed: Deed) -> None:
        """KILL or TERMINATE it."""
        await self._read_fences()
        if self.member.pid is None:
            return
        self.ready = False
        self.told = self._diary.note(deed, str(self.member), "while frozen" if self.frozen else "")
        if deed is Deed.KILL:
            self.member.send(signal.SIGKILL)
            return
        self.member.send(signal.SIGTERM)
        pid, ended_by = self.member.pid, asyncio.get_running_loop().time() + GRACE_SECONDS
        while self.member.pid == pid and pid is not None:
            if asyncio.get_running_loop().time() > ended_by:
                self._diary.be_surprised(f"{self.member} did not end within {GRACE_SECONDS:g} s of SIGTERM")
                self.member.send(signal.SIGKILL)
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def freeze(self, seconds: float) -> None:
        entry = self._diary.note(Deed.FREEZE, str(self.member), f"{seconds:.1f} s")
        self.member.send(signal.SIGSTOP)
        self.frozen = True
        await asyncio.sleep(seconds)
        self.member.send(signal.SIGCONT)
        self.frozen = False
        self._diary.over(entry)

    async def _start_again(self) -> None:
        if self.told is None and self.armed:
            self.told = self._diary.note(Deed.CRASH, str(self.member), self.armed)
        elif self.told is None:
            self._diary.be_surprised(f"{self.member} ended by itself")
        self.ready, self.frozen = False, False
        await asyncio.sleep(self._chance.between(0, LONGEST_REST))
        self.armed = "" if self.quiet else crash_setting(self.member.name, self._chance)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        self.member.launch(**{SETTING: self.armed, **dict.fromkeys(CLOCK_SETTINGS, ""), **self.lent})
        self.lent = {}
        if self.told is not None:
            self._diary.over(self.told)
            self.told = None
        while self.member.pid is not None and not await asyncio.to_thread(self.member.is_ready):
            await asyncio.sleep(LOOK_SECONDS)
        if self.member.pid is not None:
            self.ready = True
            self._diary.up_again.append(loop.time() - begun)

    async def _read_fences(self) -> None:
        with suppress(OSError):
            self._diary.fences[f"{self.member} {self.member.pid}"] = await asyncio.to_thread(self._fences)

    def _fences(self) -> int:
        with urlopen(f"{self.member.url}/{self.member.name}/metrics", timeout=0.5) as answer:
            found = FENCES.search(answer.read().decode())
        return int(float(found[1])) if found else 0
