"""The whole platform on a port of its own, on a winter night whose clock goes on, with people who may sign in."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from services.chassis.clock import Ids, SteppedClock
from services.chassis.log import EmbeddedLog
from services.chassis.web import Office
from services.platform.client import Api
from services.platform.first_key import make_first_key
from services.platform.ground import Ground, files_in, keys_in
from services.platform.house import House
from services.platform.pace import Pace
from services.platform.server import Server

START = datetime(2027, 1, 14, 14, 47, 36, tzinfo=UTC)  # 22:47:36 in the offices
COUNTY = "990101"
PASSWORD = "for a winter night"
OFFICE = Office("示例市清河区", "0000-5550110")


@dataclass
class Town:
    """`admin` asks over HTTP as an administrator. The clock goes on by itself; `reach` lets it become later."""

    url: str
    house: House
    clock: SteppedClock
    http: httpx2.AsyncClient
    admin: Api
    pace: Pace
    _going: "asyncio.Task[None] | None" = None
    _known: set[str] = field(default_factory=set)

    async def enlist(self, login: str, role: str, area: str = COUNTY, name: str = "", **post: Any) -> None:
        """Somebody who may sign in; once is enough for all tests of a file."""
        if login in self._known:
            return
        self._known.add(login)
        body = {
            "login": login,
            "name": name or f"演示{login}",
            "posts": [{"role": role, "area": area, **post}],
        }
        await self.admin.post("/notify/api/v1/people", {**body, "password": PASSWORD})
        await self.house.settle()

    async def reach(self, seconds: float) -> None:
        """Let `seconds` of the night pass; every deadline on the way rings."""
        await self.stand_still()
        await self.pace.reach(self.clock.now() + timedelta(seconds=seconds))
        self.go_on()

    def go_on(self) -> None:
        self._going = asyncio.ensure_future(self.pace.go_on())

    async def stand_still(self) -> None:
        """The clock stands, as for pictures that are to be the same each time."""
        if self._going is not None:
            self._going.cancel()
            await asyncio.wait({self._going})


@asynccontextmanager
async def town_in(folder: Path, begins: datetime = START) -> AsyncIterator[Town]:
    clock, port = SteppedClock(begins), _free_port()
    log = EmbeddedLog(folder / "log.sqlite", clock)
    ground = Ground(clock, Ids(clock), log, keys_in(folder), files_in(folder), office=OFFICE)
    house, url = ground.house(), f"http://127.0.0.1:{port}"
    server = Server(house, house.services, port, "127.0.0.1")
    serving = asyncio.ensure_future(server.serve())
    await server.up.wait()
    async with httpx2.AsyncClient(base_url=url, timeout=30) as http:
        admin = Api(http, await make_first_key(house.service("notify")))
        await house.settle()
        town = Town(url, house, clock, http, admin, Pace(house, clock))
        town.go_on()
        try:
            yield town
        finally:
            await town.stand_still()
            for service in house.services:
                service.around.stopping.set()
            server.should_exit = True
            await serving


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
