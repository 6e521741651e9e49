"""The floor of streaming: a process that writes the same bytes to every connection, and nothing else.

`python -m services.platform.bench.raw PORT BYTES RATE COUNT`; the first bytes of the first connection start it.
"""

import asyncio
import sys
from time import perf_counter
from typing import cast

import uvloop

MARK, END = b"event: team\n", b"\n\n"
STAMP_LENGTH = 22


def stamp(moment: float) -> bytes:
    """When it was written, on the clock that all processes of a machine share."""
    return b"at: %017.6f\n" % moment


class Raw(asyncio.Protocol):
    opened: list[asyncio.Transport] = []  # noqa: RUF012  one list of all connections is what is meant
    begun = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if data == b"go":
            Raw.begun = True
        else:
            self.opened.append(self._transport)
            self._transport.write(b"welcome\n")


async def main(port: int, size: int, rate: float, count: int) -> None:
    server = await asyncio.get_running_loop().create_server(Raw, "127.0.0.1", port, backlog=2048)
    rest = b"x" * max(0, size - len(MARK) - STAMP_LENGTH) + END
    while not Raw.begun:
        await asyncio.sleep(0.01)
    begun = perf_counter()
    for number in range(count):
        message = MARK + stamp(perf_counter()) + rest
        for transport in Raw.opened:
            transport.write(message)
        await asyncio.sleep(max(0.0, begun + (number + 1) / rate - perf_counter()))
    await server.serve_forever()


if __name__ == "__main__":
    port, size, rate, count = (int(word) for word in sys.argv[1:])
    uvloop.run(main(port, size, rate, count))
