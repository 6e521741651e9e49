"""On the wire: requests of which only a part comes, heads without end, and an end that waits for none of them."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from socket import create_connection, socket

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from services.platform.guarded import LARGEST_HEAD, Guarded
from services.platform.parts.process import free_port
from services.platform.server import Server
from tests.stack.serving import platform

pytestmark = pytest.mark.only(store="sqlite", log="embedded")  # once is enough
HALF_SENT = b"POST /intake/api/v1/sightings HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how much came."""
    if scope["type"] == "http":
        body = await Request(scope, receive).body()
        await PlainTextResponse(str(len(body)))(scope, receive, send)


@asynccontextmanager
async def serving(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Server, int]]:
    monkeypatch.setattr(Guarded, "seconds_for_a_head", 0.3)
    port = free_port()
    server = Server(echo, [], port, "127.0.0.1")
    running = asyncio.ensure_future(server.serve())
    await server.up.wait()
    yield server, port
    server.should_exit = True
    await running


async def told(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """What comes back until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionError:
        return b"closed"
    finally:
        writer.close()


def is_refused(answer: bytes, status: int) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d" % status), answer[:200]
    assert b"application/problem+json" in head and json.loads(body)["status"] == status


async def test_a_head_that_does_not_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(monkeypatch) as (_, port):
        assert await told(port) == b""
        is_refused(await told(port, b"GET / HT"), 408)
        is_refused(await told(port, b"GET / HTTP/1.1\r\nHost: a\r\n", b"X-A: b\r\n", pause=0.1), 408)
        assert await told(port, *[b"\r\n"] * 100, pause=0.02) != b"", "empty lines are no request either"
        whole = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        again = await told(port, whole, b"GET / HTTP/1.1\r\n", pause=0.05)
        assert again.startswith(b"HTTP/1.1 200") and b"HTTP/1.1 408" in again, "nor is a second one"


async def test_a_head_that_is_too_large_or_no_head_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(monkeypatch) as (_, port):
        line = b"X-Long: " + b"x" * LARGEST_HEAD + b"\r\n"
        for large in ([line], [b"X-Many: %d\r\n" % number for number in range(4_000)]):
            is_refused(await told(port, b"GET / HTTP/1.1\r\nHost: a\r\n", *large, b"\r\n"), 431)
        is_refused(await told(port, b"GET /" + b"y" * LARGEST_HEAD + b" HTTP/1.1\r\nHost: a\r\n\r\n"), 431)
        for none in (b"\x16\x03\x01\x02\x00", b"BREW / HTTP/1.1\r\n\r\n", b"GET \xff HTTP/1.1\r\n\r\n"):
            is_refused(await told(port, none), 400)
        body = b"x" * 100_000
        head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n"
        assert (await told(port, head + body)).endswith(b"100000"), "a body is no head"


async def test_who_ends_does_not_wait_for_half_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(monkeypatch) as (_, port):
        answers = [asyncio.ensure_future(told(port, half)) for half in (HALF_SENT, b"GET / HT")]
        await asyncio.sleep(0.1)
        asked = time.monotonic()
    assert time.monotonic() - asked < 1.0
    is_refused(await answers[0], 503)
    assert await answers[1] == b""


def test_the_platform_is_gone_three_seconds_after_it_was_asked_whatever_is_open(tmp_path: Path) -> None:
    with platform(tmp_path) as (process, port, key):
        headers = {"Authorization": f"Bearer {key}"}
        half = half_sent(port, headers)
        url = f"http://127.0.0.1:{port}/patrol/api/v1/stream"
        with half, httpx2.stream("GET", url, headers=headers) as answer:
            lines = answer.iter_lines()
            next(lines)
            asked = time.monotonic()
            process.send(signal.SIGINT)
            assert "event: bye" in list(lines)
            while process.pid is not None and time.monotonic() - asked < 10:
                time.sleep(0.02)
        assert time.monotonic() - asked < 3


def half_sent(port: int, headers: dict[str, str]) -> socket:
    connection = create_connection(("127.0.0.1", port))
    said = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
    connection.sendall(HALF_SENT.replace(b"Host: a\r\n", b"Host: a\r\n" + said))
    return connection
