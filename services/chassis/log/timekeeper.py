"""Runs the durable clocks of one service: select what is due, then look again inside the job's own unit of work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog

from services.chassis.clock import Timer, Timers
from services.chassis.log.parking import RETRY, Parking
from services.chassis.log.unit import Origin, Units, Work
from services.chassis.store.database import is_ours

Job = Callable[[Work, Timer], Awaitable[None]]
"""`async def job(work, timer)`: the row is already deleted; load again and decide whether it still matters."""
SWEEP_SECONDS = 1.0
logger = structlog.get_logger()


class Timekeeper:
    def __init__(self, units: Units, jobs: Mapping[str, Job], parking: Parking) -> None:
        self._units, self._jobs, self._parking = units, jobs, parking
        self._held_back: dict[Timer, float] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            self._units.timers_changed.clear()
            try:
                if not await self.round():
                    await self._wait(stopping)
            except Exception as error:
                logger.warning("timers_failed", service=self._units.service, error=repr(error))
                await asyncio.sleep(SWEEP_SECONDS)

    async def round(self) -> int:
        """Run every clock that is due. Returns how many were tried."""
        now = self._units.clock.now()
        async with self._units.database.read() as session:
            due = await Timers(self._units.tables.timer, session).due(now)
        tried = 0
        for timer in due:
            if self._held_back.get(timer, 0.0) <= asyncio.get_running_loop().time():
                await self._ring(timer)
                tried += 1
        return tried

    async def next_due(self) -> datetime | None:
        async with self._units.database.read() as session:
            return await Timers(self._units.tables.timer, session).next_due()

    async def _ring(self, timer: Timer) -> None:
        try:
            await self._units.transact(_origin(timer), lambda work: self._run_job(work, timer))
            self._held_back.pop(timer, None)
        except Exception as error:
            if timer.kind == RETRY and not is_ours(error):
                await self._still_parked(timer, error)
                return
            logger.error("timer_failed", service=self._units.service, kind=timer.kind, error=repr(error))
            self._held_back[timer] = asyncio.get_running_loop().time() + 5 * SWEEP_SECONDS

    async def _run_job(self, work: Work, timer: Timer) -> None:
        if not await work.timers.cancel(timer.kind, timer.subject, timer.round):
            return  # cancelled, moved or run by another replica since the sweep saw it
        if timer.kind == RETRY:
            if await self._parking.retry(work, timer.subject):
                await work.timers.set(Timer(RETRY, timer.subject, work.now))
            return
        await self._jobs[timer.kind](work, timer)

    async def _still_parked(self, timer: Timer, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        origin = _origin(timer)
        await self._units.transact(origin, lambda work: self._parking.failed_again(work, timer.subject, reason))

    async def _wait(self, stopping: asyncio.Event) -> None:
        """Until a clock is due, one was set, or the sweep's time is over (another process may have set one)."""
        due = await self.next_due()
        waits = [asyncio.ensure_future(event.wait()) for event in (self._units.timers_changed, stopping)]
        if due is not None:
            waits.append(asyncio.ensure_future(self._units.clock.until(due)))
        try:
            await asyncio.wait(waits, timeout=SWEEP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def _origin(timer: Timer) -> Origin:
    cause = f"timer:{timer.kind}:{timer.subject}:{timer.round}"
    return Origin("clock", cause, repeatable=True)
