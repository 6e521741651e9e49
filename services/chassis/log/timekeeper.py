"""Runs the durable clocks of one service: select what is due, then look again inside the job's own unit of work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog

from services.chassis.clock import Timer
from services.chassis.log.metrics import LogMetrics
from services.chassis.log.parking import RETRY, Parking
from services.chassis.log.timers import Timers
from services.chassis.log.unit import Origin, Units, Work
from services.chassis.log.waiting import wait_first
from services.chassis.store.failures import is_ours, named

Job = Callable[[Work, Timer], Awaitable[None]]
"""`async def job(work, timer)`: the row is already deleted; load again and decide whether it still matters."""
Hold = Callable[[Work, Timer], Awaitable[None]]
"""Takes the locks that a clock's job needs. Whoever has them may be cancelling that very clock, so they come before
its row; the other way round the two would wait for each other."""
SWEEP_SECONDS, HELD_BACK_SECONDS = 1.0, 5.0
BATCH = 100
logger = structlog.get_logger()


class Timekeeper:
    def __init__(
        self,
        units: Units,
        jobs: Mapping[str, Job],
        parking: Parking,
        hold: Hold | None = None,
        metrics: LogMetrics | None = None,
    ) -> None:
        self._units, self._jobs, self._parking, self._hold = units, jobs, parking, hold
        self._metrics = metrics
        self._held_back: dict[Timer, float] = {}
        """Clocks whose job failed, and the moment of the loop's time at which each is tried again."""
        self._next: datetime | None = None
        """When the first clock rings, as the last round saw it."""

    async def run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            self._units.timers_changed.clear()
            self._units.awaited = None
            try:
                if not await self.round():
                    await self._wait(stopping)
            except Exception as error:
                logger.warning("timers_failed", service=self._units.service, error=named(error))
                await wait_first(SWEEP_SECONDS, stopping)

    async def round(self) -> int:
        """Run every clock that is due. Returns how many were tried."""
        now, loop = self._units.clock.now(), asyncio.get_running_loop()
        self._held_back = {timer: until for timer, until in self._held_back.items() if until > loop.time()}
        async with self._units.database.read() as session:
            timers = Timers(self._units.tables.timer, session)
            next_ones = await timers.due_or_next(now, BATCH + len(self._held_back))
        self._next = next_ones[0].due_at if next_ones else None
        tried = [timer for timer in next_ones if timer.due_at <= now and timer not in self._held_back]
        for timer in tried:
            await self._ring(timer)
        return len(tried)

    async def next_due(self) -> datetime | None:
        async with self._units.database.read() as session:
            return await Timers(self._units.tables.timer, session).next_due()

    async def _ring(self, timer: Timer) -> None:
        try:
            await self._units.transact(_origin(timer), lambda work: self._run_job(work, timer))
        except Exception as error:
            if is_ours(error) and not await self._units.database.reachable():
                raise  # no fault of this clock: all of them wait together
            if timer.kind == RETRY and not is_ours(error):
                await self._still_parked(timer, error)
                return
            logger.error("timer_failed", service=self._units.service, kind=timer.kind, error=named(error))
            if self._metrics is not None:
                self._metrics.clock_failures.labels(self._units.service, timer.kind).inc()
            self._held_back[timer] = asyncio.get_running_loop().time() + HELD_BACK_SECONDS

    async def _run_job(self, work: Work, timer: Timer) -> None:
        if self._hold is not None and timer.kind in self._jobs:
            await self._hold(work, timer)
        if not await work.timers.take(timer):
            return  # cancelled, moved or run by another replica since the sweep saw it
        if timer.kind == RETRY:
            if await self._parking.retry(work, timer.subject):
                work.timers.set(Timer(RETRY, timer.subject, work.now))
            return
        await self._jobs[timer.kind](work, timer)

    async def _still_parked(self, timer: Timer, error: Exception) -> None:
        reason = named(error)
        await self._units.transact(
            _origin(timer), lambda work: self._parking.failed_again(work, timer.subject, reason)
        )

    async def _wait(self, stopping: asyncio.Event) -> None:
        """Until a clock is due, one was set, or the sweep's time is over (another process may have set one)."""
        due = self._next
        events = [stopping, self._units.timers_changed]
        if due is None or due <= self._units.clock.now():  # what is due already is held back
            await wait_first(SWEEP_SECONDS, *events)
            return
        self._units.awaited = due  # what is set for later need not wake us
        ringing = asyncio.Event()
        alarm = asyncio.ensure_future(self._set_off(due, ringing))
        try:
            await wait_first(SWEEP_SECONDS, ringing, *events)
        finally:
            alarm.cancel()

    async def _set_off(self, due: datetime, ringing: asyncio.Event) -> None:
        await self._units.clock.until(due)
        ringing.set()


def _origin(timer: Timer) -> Origin:
    cause = f"timer:{timer.kind}:{timer.subject}:{timer.round}"
    return Origin("clock", cause, repeatable=True)
