"""A thousand screens in one process: all of them count, some of them note when each message came."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import cast

from services.platform.bench.http import request
from services.platform.bench.raw import END, MARK
from services.platform.bench.screen import PATH

NOTING_EVERY = 50
"""Screens: one among so many looks into what it is told, which takes longer than counting."""
PATIENCE_SECONDS = 60.0
Sent = Callable[[bytes], list[float]]
"""When the messages in these bytes were sent."""


class Screens:
    """`messages` and `bytes`: of all. `late`: seconds from sending until a screen had it."""

    def __init__(self, port: int, key: str, sent: Sent) -> None:
        self.messages, self.bytes = 0, 0
        self.late: list[float] = []
        self._port, self._key, self._sent = port, key, sent
        self._opened: list[_Counting] = []

    async def open(self, count: int) -> None:
        """All of them, once each has been told something."""
        loop = asyncio.get_running_loop()
        for number in range(count):
            kind = _Noting if number % NOTING_EVERY == 0 else _Counting
            _, screen = await loop.create_connection(lambda kind=kind: kind(self), "127.0.0.1", self._port)  # type: ignore[misc]
            self._opened.append(screen)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not all(screen.began for screen in self._opened):
                await asyncio.sleep(0.05)

    def begin(self) -> None:
        self.messages, self.bytes = 0, 0
        self.late.clear()

    async def all_told(self, count: int) -> None:
        """Until every screen has been told that many."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.messages < count * len(self._opened):
                await asyncio.sleep(0.02)

    def close(self) -> None:
        for screen in self._opened:
            screen.close()

    def asked(self) -> bytes:
        return request("GET", PATH, self._key)

    def note(self, whole: bytes) -> None:
        now = perf_counter()
        self.late += [now - at for at in self._sent(whole)]


class _Counting(asyncio.Protocol):
    def __init__(self, screens: Screens) -> None:
        self.began = False
        self._screens = screens
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._screens.asked())

    def data_received(self, data: bytes) -> None:
        self.began = True
        self._screens.messages += data.count(MARK)
        self._screens.bytes += len(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class _Noting(_Counting):
    _rest = b""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        whole, end, self._rest = (self._rest + data).rpartition(END)
        if end:
            self._screens.note(whole)
