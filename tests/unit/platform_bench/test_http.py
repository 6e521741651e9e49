"""The light client reads answers however they are cut up."""

import asyncio

import pytest

from services.platform.bench.http import Broken, Connection, request

ANSWER = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n" + b'{"id":"ab"}'
)


class Line(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def connection(line: Line) -> Connection:
    opened = Connection()
    opened.connection_made(line)
    return opened


@pytest.mark.parametrize("size", [1, 7, 40, len(ANSWER)])
async def test_an_answer_may_come_in_pieces(connection: Connection, size: int) -> None:
    asking = asyncio.ensure_future(connection.ask(b"x"))
    await asyncio.sleep(0)
    for begin in range(0, len(ANSWER), size):
        connection.data_received(ANSWER[begin : begin + size])
    assert await asking == (201, b'{"id":"ab"}')


async def test_one_connection_serves_one_request_after_the_other(connection: Connection, line: Line) -> None:
    for _ in range(2):
        asking = asyncio.ensure_future(connection.ask(b"x"))
        await asyncio.sleep(0)
        connection.data_received(b"HTTP/1.1 204 No Content\r\n\r\n")
        assert await asking == (204, b"")
    assert line.written == b"xx"


async def test_a_connection_that_breaks_says_so(connection: Connection) -> None:
    asking = asyncio.ensure_future(connection.ask(b"x"))
    await asyncio.sleep(0)
    connection.connection_lost(None)
    with pytest.raises(Broken):
        await asking
    with pytest.raises(Broken):
        await connection.ask(b"x")


def test_a_request_is_whole() -> None:
    asked = request("POST", "/path", "secret", b"{}")
    head, body = asked.split(b"\r\n\r\n")
    assert head.startswith(b"POST /path HTTP/1.1\r\n") and b"Authorization: Bearer secret" in head
    assert b"Content-Length: 2" in head and body == b"{}"
