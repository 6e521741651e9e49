"""Callers hold back while the crews are behind: a night that is longer than its machine is fast would never end."""

import asyncio
from contextlib import suppress

from services.platform.parts.postgres import Server
from services.platform.parts.process import PartFailed
from tests.faults.aftermath import rows

LOOK_SECONDS = 1.0
OPEN = "select count(*) from report where state <> 'closed'"


class Crowd:
    """`waiting`: open reports as intake's database said last. `most`: with so many of them nobody calls."""

    def __init__(self, server: Server, most: int) -> None:
        self._server, self._most = server, most
        self.waiting = 0

    @property
    def is_too_large(self) -> bool:
        return self.waiting >= self._most

    async def watch(self) -> None:
        """For ever; what a database that is away last said holds until it is back."""
        while True:
            with suppress(PartFailed):
                self.waiting = (await asyncio.to_thread(rows, self._server, "intake", OPEN))[0]["count"]
            await asyncio.sleep(LOOK_SECONDS)
