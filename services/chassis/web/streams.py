"""Screens subscribe: whole changed things with their version, over server-sent events.

A ring buffer per process is fed by a groupless reader of the service's own topic. A message's id is the vector of
positions after it (`0:17,1:4`), so a screen may resume at another process; what it may have missed comes again, and
the screen keeps the newer version. A vector older than the ring, or unreadable, gets `snapshot`: read the lists again.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, Unknown
from services.chassis.log import Record
from services.chassis.store.failures import named
from services.chassis.web.service import Service
from services.contracts.envelope import Envelope, read_envelope, topic_of

RING, QUEUE, OVERLAP = 2_000, 500, 500  # messages
BEAT_SECONDS, CHECK_SECONDS = 5.0, 1.0
Vector = dict[int, int]
logger = structlog.get_logger()


@dataclass(frozen=True)
class Changed:
    """A whole thing as it is now: `event` names its kind, `area` decides who hears of it."""

    event: str
    area: str
    thing: BaseModel
    team: str | None = None


@dataclass(frozen=True)
class _Entry:
    partition: int
    offset: int
    area: str
    team: str | None
    data: bytes


Look = Callable[[AsyncSession, Envelope], Awaitable[Changed | None]]
"""Reads the thing that a fact is about, or None when no screen shows it."""


class Screens:
    """Run `feed` as a background task of the service; answer a request with `response`."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._ring: deque[_Entry] = deque(maxlen=RING)
        self._first: Vector = {}
        self._vector: Vector = {}
        self._queues: set[asyncio.Queue[_Entry | None]] = set()

    async def feed(self, service: Service, stopping: asyncio.Event) -> None:
        """Until `stopping`, and not a moment longer: a quiet log must not hold up the end."""
        reading = asyncio.ensure_future(self._read_on(service))
        ending = asyncio.ensure_future(stopping.wait())
        try:
            await asyncio.wait({reading, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            reading.cancel()
            ending.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read_on(self, service: Service) -> None:
        while True:
            try:
                async for record in service.log.tail([topic_of(service.name)], OVERLAP):
                    await self._take(service, record)
            except Exception as error:
                logger.warning("stream_interrupted", service=service.name, error=named(error))
                await asyncio.sleep(0.5)
            await asyncio.sleep(0.1)

    async def _take(self, service: Service, record: Record) -> None:
        self._first.setdefault(record.partition, record.offset)
        self._vector[record.partition] = record.offset + 1
        try:
            changed = await self._changed(service, record)
        except Exception as error:
            # Something changed and we cannot say what: let every screen look for itself.
            logger.warning("change_not_shown", service=service.name, error=named(error))
            self._start_over(service)
            return
        if changed is None:
            return
        text = f"event: {changed.event}\nid: {_written(self._vector)}\ndata: {changed.thing.model_dump_json()}\n\n"
        entry = _Entry(record.partition, record.offset, changed.area, changed.team, text.encode())
        if len(self._ring) == RING:
            self._first[self._ring[0].partition] = self._ring[0].offset + 1
        self._ring.append(entry)
        for queue in tuple(self._queues):
            if queue.full():  # a screen that does not read
                self._drop(service, queue)
            else:
                queue.put_nowait(entry)

    async def _changed(self, service: Service, record: Record) -> Changed | None:
        try:
            envelope = read_envelope(record.headers, record.body)
        except ValueError:
            return None  # no fact, so nothing changed; the consumers park it
        async with service.database.read() as session:
            return await self._look(session, envelope)

    def _start_over(self, service: Service) -> None:
        self._ring.clear()
        self._first = dict(self._vector)
        for queue in tuple(self._queues):
            self._drop(service, queue)

    def _drop(self, service: Service, queue: "asyncio.Queue[_Entry | None]") -> None:
        """It starts again from a snapshot when it reads on."""
        self._queues.discard(queue)
        service.stream_metrics.drops.inc()
        _drain(queue)
        queue.put_nowait(None)

    def response(
        self, service: Service, actor: Actor, key: str | None, last_event_id: str | None
    ) -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        messages = self._messages(service, actor, key, last_event_id)
        return StreamingResponse(messages, media_type="text/event-stream", headers=headers)

    async def _messages(
        self, service: Service, actor: Actor, key: str | None, last_event_id: str | None
    ) -> AsyncIterator[bytes]:
        queue: asyncio.Queue[_Entry | None] = asyncio.Queue(QUEUE)
        self._queues.add(queue)
        service.stream_metrics.open.inc()
        ending = asyncio.ensure_future(_either(service.stopping, service.around.stopping))
        try:
            for message in self._missed(actor, last_event_id, service):
                yield message
            loop = asyncio.get_running_loop()
            check_at, beat_at = loop.time() + CHECK_SECONDS, loop.time() + BEAT_SECONDS
            while not ending.done():
                entry = await _next(queue, ending, max(0.0, check_at - loop.time()))
                if entry is not None and _may_hear(actor, entry):
                    yield entry.data
                if queue not in self._queues:
                    self._queues.add(queue)
                    yield self._snapshot(service)
                if loop.time() >= check_at:
                    check_at = loop.time() + CHECK_SECONDS
                    await _still_known(service, key)
                if loop.time() >= beat_at:
                    beat_at = loop.time() + BEAT_SECONDS
                    yield _event("beat", {"now": service.clock.now().isoformat()})
            yield _event("bye", {})
        except Unknown:
            yield _event("bye", {"reason": "revoked"})
        finally:
            service.stream_metrics.open.dec()
            self._queues.discard(queue)
            ending.cancel()

    def _missed(self, actor: Actor, last_event_id: str | None, service: Service) -> list[bytes]:
        seen = _read(last_event_id)
        if seen is None or not all(
            self._first.get(p, 0) <= seen.get(p, 0) <= self._vector.get(p, 0) for p in {*seen, *self._vector}
        ):
            return [self._snapshot(service)]
        newer = [entry for entry in self._ring if entry.offset >= seen.get(entry.partition, 0)]
        return [entry.data for entry in newer if _may_hear(actor, entry)]

    def _snapshot(self, service: Service) -> bytes:
        return _event("snapshot", {"now": service.clock.now().isoformat()}, _written(self._vector))


def _may_hear(actor: Actor, entry: _Entry) -> bool:
    return actor.may_see(entry.area) and (actor.team is None or actor.team == entry.team)


async def _still_known(service: Service, key: str | None) -> None:
    """Raises Unknown for a key that was revoked. While the database is away nobody is sent off."""
    try:
        await service.keys.actor_of(key)
    except Unknown:
        raise
    except Exception as error:
        logger.warning("key_not_checked", service=service.name, error=named(error))


async def _next(
    queue: "asyncio.Queue[_Entry | None]", ending: "asyncio.Future[None]", seconds: float
) -> _Entry | None:
    """The next entry, or None when there is none in time, for an end, or for a lost place."""
    getting = asyncio.ensure_future(queue.get())
    either: set[asyncio.Future[Any]] = {getting, ending}
    await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    if getting.done():
        return getting.result()
    getting.cancel()
    return None


async def _either(*events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def _drain(queue: "asyncio.Queue[Any]") -> None:
    while not queue.empty():
        queue.get_nowait()


def _event(name: str, data: dict[str, Any], id: str | None = None) -> bytes:
    line = f"id: {id}\n" if id else ""
    return f"event: {name}\n{line}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _written(vector: Vector) -> str:
    return ",".join(f"{partition}:{at}" for partition, at in sorted(vector.items())) or "0:0"


def _read(text: str | None) -> Vector | None:
    try:
        pairs = [part.split(":") for part in (text or "").split(",")]
        return {int(partition): int(at) for partition, at in pairs}
    except ValueError:
        return None
