"""8. Deliveries to screens per processor second of patrol, against a process that only writes the same bytes."""

import asyncio
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
from services.platform.bench.filling import Copied, copy
from services.platform.bench.http import Connection, request
from services.platform.bench.screen import PATH
from services.platform.bench.site import Site
from services.platform.bench.usage import usage_of
from services.platform.parts.process import Process, free_port

SCREENS, RATE, GOAL = 1_000, 100, Goal(at_least=0.5)
MOST = 300  # messages: further behind, a screen would be told to start again
MARK = b"event: team\n"
PATIENCE_SECONDS = 60.0
TEAMS = Copied("patrol", "team", {"id": "shown-{n}", "area": "990101", "county": "990101"})
"""One for each message (what is said of one team at once is told once), where no report comes from."""


class Counting(asyncio.Protocol):
    """A screen that only counts. `counted` is shared by all of them."""

    def __init__(self, key: str, counted: list[int]) -> None:
        self._key, self._counted, self.began = key, counted, False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(request("GET", PATH, self._key))

    def data_received(self, data: bytes) -> None:
        self.began = True
        self._counted[0] += data.count(MARK)
        self._counted[1] += len(data)


async def opened(port: int, key: str, counted: list[int]) -> list[Counting]:
    """All screens, once each has been told something."""
    loop = asyncio.get_running_loop()
    screens = []
    for _ in range(SCREENS):
        _, screen = await loop.create_connection(lambda: Counting(key, counted), "127.0.0.1", port)
        screens.append(screen)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not all(screen.began for screen in screens):
            await asyncio.sleep(0.05)
    return screens


class Streaming:
    def __init__(self) -> None:
        self._pairs: list[tuple[float, float]] = []

    def round(self, site: Site, seconds: float) -> None:
        site.clear()
        if not self._pairs:
            site.run(copy(site.database("patrol"), TEAMS, 0, MOST))
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
    log = KafkaLog(KafkaSettings.read(site.log()))
    await log.start()
    screens = await opened(port, site.key, counted)
    await log.append([_changed(0)])
    await _all(counted, SCREENS)
    counted[:] = [0, 0]
    before = usage_of(pid).cpu_seconds
    for number in range(count):
        await asyncio.gather(log.append([_changed(number)]), asyncio.sleep(1 / RATE))
    await _all(counted, SCREENS * count)
    used = usage_of(pid).cpu_seconds - before
    await log.stop()
    for screen in screens:
        assert screen.transport is not None
        screen.transport.close()
    return counted[0] / max(used, 0.01), counted[1] // max(counted[0], 1)


def _changed(number: int) -> Record:
    """As if one of the teams had changed: patrol's screens look at it again and show it to everybody."""
    team = TEAMS.renamed["id"].format(n=number)
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
    async with asyncio.timeout(PATIENCE_SECONDS):
        while counted[0] < wanted:
            await asyncio.sleep(0.02)
