"""Screens subscribe: whole changed things with their version, over server-sent events.

A ring buffer per process is fed by a groupless reader of the service's own topic. A message's id is the vector of
positions after it (`0:17,1:4`), so a screen may resume at another process; what it may have missed comes again, and
the screen keeps the newer version. A vector older than the ring, or unreadable, gets `snapshot`: read the lists again.

What changes without a fact (positions) is looked for while somebody listens; the newest of each thing is kept beside
the ring, and told again to whoever resumes.

A message is made once for all screens. What waits for one goes to it in one piece, and a screen that waits costs
nothing: no task and no timer of its own. A screen that was told something just now is told the rest a little later,
together: the more screens there are, the more it is worth.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

import structlog
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, Unknown
from services.chassis.log import Record
from services.chassis.log.waiting import wait_first
from services.chassis.store.failures import named
from services.chassis.web.changes import (
    UNKNOWN,
    Changed,
    Vector,
    entry_of,
    event_text,
    read_vector,
    written,
)
from services.chassis.web.listening import Entry, Listener, may_hear, together
from services.chassis.web.service import Service
from services.contracts.envelope import Envelope, read_envelope, topic_of

RING, QUEUE, OVERLAP = 2_000, 500, 500  # messages
BEAT_SECONDS, CHECK_SECONDS, TICK_SECONDS, LOOK_SECONDS = 5.0, 1.0, 0.25, 1.0
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 50e-6, 0.05
"""Between two pieces to one screen: for each screen there is, and at most. One piece takes half of the former."""
logger = structlog.get_logger()


Look = Callable[[AsyncSession, Sequence[Envelope]], Awaitable[Sequence[Sequence[Changed]]]]
"""Reads what facts that came together are about: for each fact the things that it changed, none when no screen shows
it. A thing that several are about is the same object, and is told once to the same people."""
LookAround = Callable[[AsyncSession], Awaitable[Mapping[str, Changed]]]
"""Reads, by id, what has changed without a fact since it was called last, at whatever replica."""


class Screens:
    """Run `feed` as a background task of the service; answer a request with `response`."""

    def __init__(self, look: Look, look_around: LookAround | None = None) -> None:
        self._look, self._look_around = look, look_around
        self._quietly: dict[str, Entry] = {}
        """What changed without a fact: of each thing the newest."""
        self._ring: deque[Entry] = deque(maxlen=RING)
        self._first: Vector = {}
        self._vector: Vector = {}
        self._screens: set[Listener] = set()
        self._flushing = False

    async def feed(self, service: Service, stopping: asyncio.Event) -> None:
        """Until `stopping`, and not a moment longer: a quiet log must not hold up the end."""
        parts = [
            asyncio.ensure_future(part)
            for part in (
                *(self._read_on(service), self._watch(service), self._check(service)),
                *(self._follow(service), stopping.wait()),
            )
        ]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            self._wake_all()

    async def _watch(self, service: Service) -> None:
        """Wake whose time it is to hear a beat, and everybody at the end."""
        loop = asyncio.get_running_loop()
        while True:
            await wait_first(TICK_SECONDS, service.around.stopping)
            if service.around.stopping.is_set():
                self._wake_all()
                await asyncio.sleep(TICK_SECONDS)
                continue
            now = loop.time()
            for screen in self._screens:
                if screen.beat_at <= now:
                    screen.wake()

    async def _check(self, service: Service) -> None:
        """Look every key up again, once for all screens that show it."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            for key in {screen.key for screen in self._screens}:
                if not await _still_known(service, key):
                    for screen in self._screens:
                        if screen.key == key:
                            screen.revoked = True
                            screen.wake()

    async def _follow(self, service: Service) -> None:
        """Look for what changes without a fact. Nobody listens: nobody looks."""
        look_around = self._look_around
        while look_around is not None:
            await asyncio.sleep(LOOK_SECONDS)
            if not self._screens:
                continue
            try:
                async with service.database.read() as session:
                    found = await look_around(session)
            except Exception as error:
                logger.warning("changes_not_seen", service=service.name, error=named(error))
                continue
            for id, changed in found.items():
                entry = entry_of(changed, self._vector)
                self._quietly[id] = entry
                self._hand_out(service, entry)
        await asyncio.Event().wait()

    def _wake_all(self) -> None:
        for screen in self._screens:
            screen.wake()

    async def _read_on(self, service: Service) -> None:
        while True:
            try:
                async for records in together(service.log.tail([topic_of(service.name)], OVERLAP)):
                    await self._take(service, records)
            except Exception as error:
                logger.warning("stream_interrupted", service=service.name, error=named(error))
                await asyncio.sleep(0.5)
            await asyncio.sleep(0.1)

    async def _take(self, service: Service, records: Sequence[Record]) -> None:
        async with service.database.read() as session:
            changes = await self._changes(service, session, [_fact_in(record) for record in records])
        last = {_audience(one): place for place, changed in enumerate(changes) for one in changed}
        for place, (record, changed) in enumerate(zip(records, changes, strict=True)):
            self._first.setdefault(record.partition, record.offset)
            before = dict(self._vector)
            self._vector[record.partition] = record.offset + 1
            if UNKNOWN in changed:  # let every screen look for itself
                self._start_over(service)
                continue
            # The same thing as it is now, for the same people, is told once.
            told = [one for one in changed if last[_audience(one)] == place]
            for one in told:
                # Whoever has not seen all that a record changed has not passed it.
                self._tell(service, record, one, self._vector if one is told[-1] else before)

    def _tell(self, service: Service, record: Record, changed: Changed, after: Vector) -> None:
        entry = entry_of(changed, after, record)
        if len(self._ring) == RING:
            self._first[self._ring[0].partition] = self._ring[0].offset + 1
        self._ring.append(entry)
        self._hand_out(service, entry)

    def _hand_out(self, service: Service, entry: Entry) -> None:
        loop = asyncio.get_running_loop()
        pause = min(LONGEST_PAUSE_SECONDS, PAUSE_SECONDS * len(self._screens))
        recent = loop.time() - pause
        for screen in self._screens:
            if len(screen.waiting) >= QUEUE:  # it does not read
                self._drop(service, screen)
            screen.waiting.append(entry)
            if screen.told_at <= recent:
                screen.wake()
        if not self._flushing:
            self._flushing = True
            loop.call_later(pause, self._flush)

    def _flush(self) -> None:
        self._flushing = False
        for screen in self._screens:
            if screen.waiting:
                screen.wake()

    async def _changes(
        self, service: Service, session: AsyncSession, envelopes: Sequence[Envelope | None]
    ) -> list[Sequence[Changed]]:
        """Of each what it changed; UNKNOWN when we cannot say."""
        facts = [envelope for envelope in envelopes if envelope is not None]
        try:
            found = await self._look(session, facts) if facts else ()
        except Exception as error:
            logger.warning("change_not_shown", service=service.name, error=named(error), facts=len(facts))
            if len(facts) == 1:
                found = [(UNKNOWN,)]
            else:  # one of them cannot be shown, and hides no other
                found = [(await self._changes(service, session, [fact]))[0] for fact in facts]
        told = iter(found)
        return [() if envelope is None else next(told) for envelope in envelopes]

    def _start_over(self, service: Service) -> None:
        self._ring.clear()
        self._first = dict(self._vector)
        for screen in self._screens:
            self._drop(service, screen)

    def _drop(self, service: Service, screen: Listener) -> None:
        """It starts again from a snapshot when it reads on."""
        if not screen.lost:
            service.stream_metrics.drops.inc()
        screen.lost = True
        screen.waiting.clear()
        screen.wake()

    def response(
        self, service: Service, actor: Actor, key: str | None, last_event_id: str | None
    ) -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        messages = self._messages(service, actor, key, last_event_id)
        return StreamingResponse(messages, media_type="text/event-stream", headers=headers)

    async def _messages(
        self, service: Service, actor: Actor, key: str | None, last_event_id: str | None
    ) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        screen = Listener(key, loop.time() + BEAT_SECONDS)
        self._screens.add(screen)
        service.stream_metrics.open.inc()
        try:
            for message in self._missed(actor, last_event_id, service):
                yield message
            while not _is_ending(service) and not screen.revoked:
                await screen.sleep()
                if screen.lost:  # what waits came after that
                    screen.lost = False
                    yield self._snapshot(service)
                if heard := screen.taken(actor):
                    screen.told_at = loop.time()
                    yield heard
                if loop.time() >= screen.beat_at:
                    screen.beat_at = loop.time() + BEAT_SECONDS
                    yield event_text("beat", {"now": service.clock.now().isoformat()})
            yield event_text("bye", {"reason": "revoked"} if screen.revoked else {})
        finally:
            service.stream_metrics.open.dec()
            self._screens.discard(screen)

    def _missed(self, actor: Actor, last_event_id: str | None, service: Service) -> list[bytes]:
        seen = read_vector(last_event_id)
        if seen is None or not all(
            self._first.get(p, 0) <= seen.get(p, 0) <= self._vector.get(p, 0) for p in {*seen, *self._vector}
        ):
            return [self._snapshot(service)]
        newer = [entry for entry in self._ring if entry.offset >= seen.get(entry.partition, 0)]
        return [entry.data for entry in (*self._quietly.values(), *newer) if may_hear(actor, entry)]

    def _snapshot(self, service: Service) -> bytes:
        return event_text("snapshot", {"now": service.clock.now().isoformat()}, written(self._vector))


def _fact_in(record: Record) -> Envelope | None:
    """None: no fact, so nothing changed; the consumers park it."""
    try:
        return read_envelope(record.headers, record.body)
    except ValueError:
        return None


def _audience(changed: Changed) -> tuple[str, int, str, str | None]:
    return (changed.event, id(changed.thing), changed.area, changed.team)


def _is_ending(service: Service) -> bool:
    return service.stopping.is_set() or service.around.stopping.is_set()


async def _still_known(service: Service, key: str | None) -> bool:
    """False for a key that was revoked. While the database is away nobody is sent off."""
    try:
        await service.keys.actor_of(key)
    except Unknown:
        return False
    except Exception as error:
        logger.warning("key_not_checked", service=service.name, error=named(error))
    return True
