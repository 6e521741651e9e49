"""A light HTTP client for load: it shares the processors with what it measures, so it does as little as it can."""

import asyncio
from typing import cast

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


class Broken(Exception):
    """The connection ended before the answer did."""


class Connection(asyncio.Protocol):
    """One keep-alive connection to an address of this machine; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None

    @classmethod
    async def open(cls, port: int) -> "Connection":
        _, connection = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return connection

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send whole bytes, return status and body. Raises Broken."""
        if self._transport is None:
            raise Broken
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Broken())

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(END_OF_HEAD)
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(LENGTH)
        length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        whole = end + len(END_OF_HEAD) + length
        if len(self._buffer) < whole:
            return
        body, self._buffer = self._buffer[end + len(END_OF_HEAD) : whole], self._buffer[whole:]
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result((int(head[9:12]), body))


def request(method: str, path: str, key: str, body: bytes = b"") -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {key}",
        *((["Content-Type: application/json", f"Content-Length: {len(body)}"]) if body else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
