"""8. Deliveries to screens per processor second of patrol, against a process that only writes the same bytes."""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from services.chassis.clock import Ids, SystemClock
from services.chassis.log import Record
from services.chassis.log.kafka import KafkaLog, KafkaSettings
from services.contracts.envelope import Envelope
from services.contracts.patrol import TeamChanged
from services.contracts.samples import read_sample, sample_path
from services.platform.bench.figures import Goal, Row, compared
from services.platform.bench.http import Connection, request
from services.platform.bench.screen import PATH
from services.platform.bench.site import Site
from services.platform.bench.usage import usage_of
from services.platform.parts.process import Process, free_port

SCREENS, RATE, GOAL = 1_000, 100, Goal(at_least=0.5)
MOST = 300  # messages: further behind, a screen would be told to start again
MARK = b"event: team\n"


class Counting(asyncio.Protocol):
    """A screen that only counts. `counted` is shared by all of them."""

    def __init__(self, key: str, counted: list[int]) -> None:
        self._key, self._counted = key, counted
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(request("GET", PATH, self._key))

    def data_received(self, data: bytes) -> None:
        self._counted[0] += data.count(MARK)
        self._counted[1] += len(data)


async def opened(port: int, key: str, counted: list[int]) -> list[Counting]:
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Counting(key, counted), "127.0.0.1", port)
        for _ in range(SCREENS)
    ]
    await asyncio.sleep(0.5)
    return [screen for _, screen in made]


class Streaming:
    def __init__(self) -> None:
        self._pairs: list[tuple[float, float]] = []

    def round(self, site: Site, seconds: float) -> None:
        site.clear()
        pid = site.stack["patrol", 0].pid
        assert pid is not None
        count = min(MOST, round(RATE * seconds))
        ours, size = site.run(_through_patrol(site, pid, count))
        bare = _raw(site, count, size)
        self._pairs.append((ours, bare))

    def rows(self) -> Sequence[Row]:
        name = f"8 deliveries to {SCREENS} screens per processor second ÷ raw transport"
        return [compared(name, self._pairs, "1/s", GOAL)]


async def _through_patrol(site: Site, pid: int, count: int) -> tuple[float, int]:
    """Deliveries a processor second, and the bytes of one."""
    port, counted = site.port("patrol"), [0, 0]
    connection = await Connection.open(port)
    _, listed = await connection.ask(request("GET", "/patrol/api/v1/teams?limit=1", site.key))
    team = json.loads(listed)["items"][0]["id"]
    log = KafkaLog(KafkaSettings.read(site.log()))
    await log.start()
    screens = await opened(port, site.key, counted)
    await log.append([_changed(team)])
    await _all(counted, SCREENS)
    counted[:] = [0, 0]
    before = usage_of(pid).cpu_seconds
    for _ in range(count):
        await asyncio.gather(log.append([_changed(team)]), asyncio.sleep(1 / RATE))
    await _all(counted, SCREENS * count)
    used = usage_of(pid).cpu_seconds - before
    await log.stop()
    connection.close()
    for screen in screens:
        assert screen.transport is not None
        screen.transport.close()
    return counted[0] / max(used, 0.01), counted[1] // max(counted[0], 1)


def _changed(team: str) -> Record:
    """As if the team had changed: patrol's screens look at it again and show it to everybody."""
    _, data = read_sample(sample_path(TeamChanged))
    fact = TeamChanged.model_validate({**data, "team": team})
    clock = SystemClock()
    said = Envelope(
        id=Ids(clock).new(),
        type=fact.type(),
        source="/patrol",
        subject=team,
        time=clock.now(),
        area=fact.area,
        actor="bench",
        sequence=1,
        correlationid=team,
        data=fact.model_dump(mode="json", exclude_none=True),
    )
    return Record(said.topic, said.subject, said.headers(), said.body())


def _raw(site: Site, count: int, size: int) -> float:
    port = free_port()
    words = [sys.executable, "-m", "services.platform.bench.raw", *map(str, (port, size, RATE, count))]
    process = Process("raw", words, site.stack.folder / "raw.log")
    process.start(lambda: _listens(port))
    try:
        return site.run(_from_raw(process.pid or 0, port, count))
    finally:
        process.stop()


def _listens(port: int) -> bool:
    return f":{port:04X} 00000000:0000 0A" in Path("/proc/net/tcp").read_text()


async def _from_raw(pid: int, port: int, count: int) -> float:
    counted = [0, 0]
    loop = asyncio.get_running_loop()
    before = usage_of(pid).cpu_seconds
    begin = await Connection.open(port)
    screens = await opened(port, "", counted)
    asking = loop.create_task(begin.ask(b"go"))
    await _all(counted, SCREENS * count)
    used = usage_of(pid).cpu_seconds - before
    asking.cancel()
    for screen in screens:
        if screen.transport is not None:
            screen.transport.close()
    return counted[0] / max(used, 0.01)


async def _all(counted: list[int], wanted: int) -> None:
    for _ in range(1000):
        if counted[0] >= wanted:
            return
        await asyncio.sleep(0.02)
