"""A screen: it listens to patrol's stream and notes when it first shows the rescue of each report."""

import asyncio
import re
from collections.abc import Iterable
from time import perf_counter
from typing import cast

from services.platform.bench.http import request

PATH = "/patrol/api/v1/stream"
SIGHTING = re.compile(rb'"sightings":\[\{"id":"([^"]+)"')
END = b"\n\n"


class Screen(asyncio.Protocol):
    """`seen`: the moment at which each sighting was first shown."""

    def __init__(self, key: str) -> None:
        self.seen: dict[bytes, float] = {}
        self._key, self._rest = key, b""
        self._began = asyncio.Event()
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, port: int, key: str) -> "Screen":
        """Returns once the stream has begun."""
        _, screen = await asyncio.get_running_loop().create_connection(lambda: cls(key), "127.0.0.1", port)
        await screen._began.wait()
        return screen

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(request("GET", PATH, self._key))

    def data_received(self, data: bytes) -> None:
        now = perf_counter()
        self._began.set()
        whole, end, rest = (self._rest + data).rpartition(END)
        self._rest = rest
        if end:
            for sighting in SIGHTING.findall(whole):
                self.seen.setdefault(sighting, now)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    async def shows(self, reports: Iterable[bytes], patience_seconds: float) -> int:
        """Wait until it shows all these; returns how many it does not show."""
        missing, until = set(reports), perf_counter() + patience_seconds
        while missing := missing - self.seen.keys():
            if perf_counter() > until:
                break
            await asyncio.sleep(0.02)
        return len(missing)
