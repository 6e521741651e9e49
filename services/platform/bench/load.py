"""Load: as fast as it goes on a few connections, or so many a second whatever the answers take."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from services.platform.bench.http import Broken, Connection

CONNECTIONS, MOST_CONNECTIONS = 64, 400
PATIENCE_SECONDS = 10.0


@dataclass
class Load:
    """What came of it. `seconds`: each answer's; `answers`: what was asked at, with the bodies of 201."""

    took: float = 0.0
    seconds: list[float] = field(default_factory=list)
    answers: list[tuple[float, bytes]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def made(self) -> int:
        return self.statuses[201]

    @property
    def per_second(self) -> float:
        return self.made / self.took if self.took else 0.0

    def note(self, asked_at: float, status: int, body: bytes) -> None:
        self.statuses[status] += 1
        if status == 201:
            self.seconds.append(perf_counter() - asked_at)
            self.answers.append((asked_at, body))


async def flood(
    ports: Sequence[int], requests: Iterator[bytes], seconds: float, connections: int = CONNECTIONS
) -> Load:
    """Every connection asks again as soon as it is answered. `connections`: of all ports together."""
    load, begun = Load(), perf_counter()
    opened = [await Connection.open(ports[number % len(ports)]) for number in range(connections)]

    async def ask_on(connection: Connection) -> None:
        while (asked_at := perf_counter()) < begun + seconds:
            load.note(asked_at, *await connection.ask(next(requests)))

    try:
        await asyncio.gather(*(ask_on(connection) for connection in opened))
    finally:
        for connection in opened:
            connection.close()
    load.took = perf_counter() - begun
    return load


async def pace(port: int, requests: Iterator[bytes], rate: float, seconds: float) -> Load:
    """`rate` a second, evenly; a slow answer holds nobody up. Counted until the last answer."""
    return await _Pace(port, requests, rate, seconds).run()


class _Pace:
    def __init__(self, port: int, requests: Iterator[bytes], rate: float, seconds: float) -> None:
        self._port, self._requests, self._rate = port, requests, rate
        self._count = max(1, round(rate * seconds))
        self._load = Load()
        self._idle: list[Connection] = []
        self._open: list[Connection] = []

    async def run(self) -> Load:
        begun, asked = perf_counter(), []
        for number in range(self._count):
            left = begun + number / self._rate - perf_counter()
            if left > 0:
                await asyncio.sleep(left)
            asked.append(asyncio.ensure_future(self._ask()))
        await asyncio.wait(asked, timeout=PATIENCE_SECONDS)
        self._load.took = perf_counter() - begun
        for one in asked:
            one.cancel()
        for connection in self._open:
            connection.close()
        return self._load

    async def _ask(self) -> None:
        asked_at, sent = perf_counter(), next(self._requests)
        if not self._idle and len(self._open) >= MOST_CONNECTIONS:
            self._load.statuses[0] += 1  # nobody would wait any longer
            return
        try:
            connection = self._idle.pop() if self._idle else await self._opened()
            self._load.note(asked_at, *await connection.ask(sent))
            self._idle.append(connection)
        except (Broken, OSError):
            self._load.statuses[0] += 1

    async def _opened(self) -> Connection:
        connection = await Connection.open(self._port)
        self._open.append(connection)
        return connection
