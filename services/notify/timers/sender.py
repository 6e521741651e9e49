"""The background task that sends what is due.

It is woken by every commit of the service and holds nothing that matters: which messages are due stands in the
database, each attempt is written there before it is made, and a process that comes back finds what it left.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence

import httpx2
import structlog

from services.chassis.log import Origin, Work
from services.chassis.log.crashes import Point, crash_point
from services.chassis.log.relay import wait_first
from services.chassis.store.failures import Conflict, is_ours
from services.chassis.web import Service
from services.notify.domain.message import Result, Verdict
from services.notify.domain.outgoing import Parcel, Providers
from services.notify.operations import contacts, sending
from services.notify.repository import messages
from services.notify.timers.customs import KnownCustoms
from services.notify.timers.figures import Figures
from services.notify.timers.patience import BREATH_SECONDS, Patience
from services.notify.timers.wire import TIMEOUT_SECONDS, send

SWEEP_SECONDS = 0.5  # the net under the wake-up: another replica's commits are not heard here
AT_ONCE = 64  # attempts under way, of all lanes
LANE_WIDTH = 4  # attempts under way in one lane; a lane that hung last time has one
BATCH = 50
ORPHANED_SECONDS = TIMEOUT_SECONDS + 3  # no attempt takes so long: nobody is making it any more
ENDING_SECONDS = 0.7  # for attempts under way when the service stops
CLAIMS = Origin("service:notify")
logger = structlog.get_logger()


class Sender:
    """One per app; `run` is the blueprint's background task, started anew with each start of the service."""

    def __init__(self, by_setting: Providers) -> None:
        self._by_setting = by_setting
        self._figures = Figures()

    async def run(self, service: Service, stopping: asyncio.Event) -> None:
        async with service.around.http() as client:
            await _Sending(service, client, self._by_setting, self._figures).run(stopping)

    async def unfinished(self, service: Service) -> list[str]:
        """What is due and not sent, in words."""
        async with service.database.read() as session:
            count = await messages.under_way(session)
        return [f"{count} messages"] if count else []


class _Sending:
    def __init__(
        self, service: Service, client: httpx2.AsyncClient, by_setting: Providers, figures: Figures
    ) -> None:
        self._service, self._client, self._by_setting, self._figures = service, client, by_setting, figures
        self._units = service.units
        self._flights: dict[str, asyncio.Task[None]] = {}
        self._lanes: Counter[str] = Counter()
        self._hanging: set[str] = set()
        self._watched: dict[tuple[str, int], float] = {}
        self._look_at = 0.0
        self._patience = Patience()
        self._customs = KnownCustoms()

    async def run(self, stopping: asyncio.Event) -> None:
        try:
            await self._begin(stopping)
            while not stopping.is_set():
                self._units.committed.clear()
                if not await self._round():
                    nap = BREATH_SECONDS if self._patience.somebody_waits else SWEEP_SECONDS
                    await wait_first(nap, self._units.committed, stopping)
        finally:
            await self._end()

    async def _begin(self, stopping: asyncio.Event) -> None:
        """A provider that was set meanwhile is a way for those that had none."""
        while self._by_setting != Providers() and not stopping.is_set():
            try:
                await self._units.transact(
                    Origin("service:notify"),
                    lambda work: contacts.providers_were_found(work, self._by_setting),
                )
                return
            except Exception as error:
                await self._failed(error)

    async def _round(self) -> int:
        """Start what may go. Returns how many attempts were begun; a failure of ours is waited out."""
        try:
            await self._leave_crashed()
            await self._customs.refresh(self._units.database)
            room = min(AT_ONCE - len(self._flights), BATCH)
            async with self._units.database.read() as session:
                due = await messages.to_send(session, self._full_lanes(), list(self._flights), room)
            started = sum([await self._start(alike) for alike in self._patience.ripe(due)])
            await self._figures.refresh(self._service)
            return started
        except Exception as error:
            await self._failed(error)
            return 0

    async def _failed(self, error: Exception) -> None:
        logger.warning("sending_failed", error=type(error).__name__)
        await asyncio.sleep(SWEEP_SECONDS)

    async def _start(self, ids: Sequence[str]) -> int:
        """Begin an attempt of each, in one transaction: what is equally urgent holds up nothing that is more so. Where
        one of them spoils it, each by itself."""
        for id in ids:
            self._patience.forget(id)
        try:
            parcels = await self._units.transact(CLAIMS, lambda work: self._claim(work, ids)) if ids else ()
        except Conflict:
            return 0  # somebody is busy with them: what they have become is seen at the next look
        except Exception as error:
            if is_ours(error):
                raise
            if len(ids) == 1:
                await self._give_up(ids[0], type(error).__name__)
                return 0
            return sum([await self._start([id]) for id in ids])
        for parcel in parcels:
            self._lanes[parcel.lane] += 1
            self._flights[parcel.message] = asyncio.ensure_future(self._fly(parcel))
        return len(parcels)

    async def _claim(self, work: Work, ids: Sequence[str]) -> list[Parcel]:
        await sending.look_at(work, ids)
        parcels: list[Parcel] = []
        customs = self._customs.now
        for id in ids:
            work.because(_origin(id))
            full = self._full_lanes(parcel.lane for parcel in parcels)
            if (parcel := await sending.claim(work, id, full, self._by_setting, customs)) is not None:
                parcels.append(parcel)
        return parcels

    async def _give_up(self, id: str, reason: str) -> None:
        logger.error("message_broken", message=id, error=reason)
        await self._units.transact(_origin(id), lambda work: sending.give_up(work, id, reason))

    async def _fly(self, parcel: Parcel) -> None:
        try:
            crash_point(Point.ATTEMPT_WRITTEN)
            result = await send(self._client, parcel, int(self._units.clock.now().timestamp()))
            crash_point(Point.ATTEMPT_MADE)
            self._judge_lane(parcel.lane, result)
            origin = _origin(parcel.message)
            await self._units.transact(
                origin, lambda work: sending.settle(work, parcel.message, parcel.attempt, result)
            )
        except Exception as error:  # the attempt stays open in the database and is found there
            logger.warning("result_not_kept", message=parcel.message, error=type(error).__name__)
        finally:
            self._lanes[parcel.lane] -= 1
            self._flights.pop(parcel.message, None)
            self._units.committed.set()

    def _judge_lane(self, lane: str, result: Result) -> None:
        if result.verdict is Verdict.BROKEN and result.detail == "timeout":
            self._hanging.add(lane)
        else:
            self._hanging.discard(lane)

    def _full_lanes(self, taken: Iterable[str] = ()) -> list[str]:
        """`taken`: by attempts that are being begun."""
        return [
            lane
            for lane, under_way in (self._lanes + Counter(taken)).items()
            if under_way >= (1 if lane in self._hanging else LANE_WIDTH)
        ]

    async def _leave_crashed(self) -> None:
        """Attempts that are open and that nobody is making; looked for once in a while.

        SQLite serves one process, so that is whatever is not ours. Elsewhere another replica may be at it: an
        attempt that we have watched for longer than any takes was left by one that is gone.
        """
        now = asyncio.get_running_loop().time()
        if now < self._look_at:
            return
        async with self._units.database.read() as session:
            open_attempts = await messages.being_sent(session)
        self._look_at = now + SWEEP_SECONDS
        others = [attempt for attempt in open_attempts if attempt[0] not in self._flights]
        self._watched = {attempt: self._watched.get(attempt, now) for attempt in others}
        patience = 0.0 if self._units.database.is_sqlite else ORPHANED_SECONDS
        for (id, number), since in self._watched.items():
            if now - since >= patience:
                await self._leave(id, number)

    async def _leave(self, id: str, number: int) -> None:
        logger.warning("attempt_left_open", message=id, attempt=number)
        await self._units.transact(_origin(id), lambda work: sending.crash(work, id, number))

    async def _end(self) -> None:
        flights = list(self._flights.values())
        if flights:
            _, late = await asyncio.wait(flights, timeout=ENDING_SECONDS)
            for flight in late:
                flight.cancel()
            await asyncio.gather(*flights, return_exceptions=True)


def _origin(message: str) -> Origin:
    """Repeatable: what is said of a message has the same id, whoever says it and however often."""
    return Origin("service:notify", message, repeatable=True)
