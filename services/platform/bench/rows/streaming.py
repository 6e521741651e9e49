"""8. A thousand screens at a hundred changes a second, through patrol's own stream: deliveries per processor second,
how late they are, what patrol uses and drops; against a process that only writes the same bytes."""

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from services.chassis.clock import Ids, SystemClock
from services.chassis.log import Record
from services.chassis.log.kafka import KafkaLog, KafkaSettings
from services.contracts.envelope import Envelope
from services.contracts.patrol import TeamChanged
from services.contracts.samples import read_sample, sample_path
from services.platform.bench.figures import Goal, Row, compared, percentile, plain
from services.platform.bench.filling import Copied, copy, numbered
from services.platform.bench.http import Connection, request
from services.platform.bench.screens import Screens
from services.platform.bench.site import Site
from services.platform.bench.usage import usage_of
from services.platform.parts.process import Process, free_port

SCREENS, RATE = 1_000, 100
GOAL, LATE_GOAL_MS, NONE = Goal(at_least=0.5), Goal(at_most=100), Goal(at_most=0)
MOST = 300  # messages: further behind, a screen would be told to start again
TEAMS = Copied("patrol", "team", {"id": "shown-{n}", "area": "990101", "county": "990101"})
"""One for each message (what is said of one team at once is told once), where no report comes from."""
SHOWN = re.compile(rb'"id":"shown-(\d+)"')
STAMP = re.compile(rb"^at: (\S+)$", re.MULTILINE)
DROPS = re.compile(rb"^relief_stream_drops_total (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Told:
    """`percent`: of one processor. `late_ms`: the 99th percentile. `size`: bytes of a message."""

    per_cpu_second: float
    late_ms: float
    percent: float
    size: int


class Streaming:
    def __init__(self) -> None:
        self._ours: list[Told] = []
        self._raw: list[Told] = []
        self._drops: list[float] = []

    def round(self, site: Site, seconds: float) -> None:
        site.clear()
        if not self._ours:
            site.run(copy(site.database("patrol"), TEAMS, 0, MOST))
        count, before = min(MOST, round(RATE * seconds)), site.run(_drops(site))
        ours = site.run(_through_patrol(site, count))
        self._ours.append(ours)
        self._raw.append(_through_raw(site, count, ours.size))
        self._drops.append(site.run(_drops(site)) - before)

    def rows(self) -> Sequence[Row]:
        both = list(zip(self._ours, self._raw, strict=True))
        scene = f"{SCREENS:,} screens at {RATE} changes a second"
        per_second = [(ours.per_cpu_second, raw.per_cpu_second) for ours, raw in both]
        late = [(ours.late_ms, raw.late_ms) for ours, raw in both]
        percent = [(ours.percent, raw.percent) for ours, raw in both]
        return [
            compared(
                f"8 deliveries to {SCREENS} screens per processor second ÷ raw transport",
                per_second,
                "1/s",
                GOAL,
            ),
            compared(f"{scene}: delivery p99 ÷ raw transport", late, "ms", value_goal=LATE_GOAL_MS),
            compared(f"{scene}: processor of patrol ÷ raw transport", percent, "% of one"),
            plain(f"{scene}: dropped", self._drops, "", NONE),
        ]


async def _through_patrol(site: Site, count: int) -> Told:
    pid, sent = site.stack["patrol", 0].pid or 0, dict[int, float]()
    log = KafkaLog(KafkaSettings.read(site.log()))
    await log.start()
    screens = Screens(
        site.port("patrol"),
        site.key,
        lambda data: [sent[int(one)] for one in SHOWN.findall(data) if int(one) in sent],
    )
    await screens.open(SCREENS)
    await log.append([_changed(0)])
    await screens.all_told(1)
    screens.begin()
    changes = [_changed(number) for number in range(count)]
    before, begun, saying = usage_of(pid).cpu_seconds, perf_counter(), []
    for number, change in enumerate(changes):
        await asyncio.sleep(max(0.0, begun + number / RATE - perf_counter()))
        sent[number] = perf_counter()
        saying.append(asyncio.ensure_future(log.append([change])))
    await screens.all_told(count)
    told = _told(screens, usage_of(pid).cpu_seconds - before, perf_counter() - begun)
    await asyncio.gather(*saying)
    await log.stop()
    screens.close()
    return told


def _told(screens: Screens, used: float, took: float) -> Told:
    late = percentile(screens.late, 0.99) * 1000
    size = screens.bytes // max(screens.messages, 1)
    return Told(screens.messages / max(used, 0.01), late, used / took * 100, size)


def _changed(number: int) -> Record:
    """As if one of the teams had changed: patrol's screens look at it again and show it to everybody."""
    team = numbered(TEAMS.renamed["id"], number)
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


async def _drops(site: Site) -> float:
    connection = await Connection.open(site.port("patrol"))
    _, body = await connection.ask(request("GET", "/patrol/metrics", site.key))
    connection.close()
    return float(DROPS.findall(body)[0])


def _through_raw(site: Site, count: int, size: int) -> Told:
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


async def _from_raw(pid: int, port: int, count: int) -> Told:
    begin = await Connection.open(port)
    screens = Screens(port, "", lambda data: [float(one) for one in STAMP.findall(data)])
    await screens.open(SCREENS)
    screens.begin()
    before, begun = usage_of(pid).cpu_seconds, perf_counter()
    asking = asyncio.ensure_future(begin.ask(b"go"))
    await screens.all_told(count)
    told = _told(screens, usage_of(pid).cpu_seconds - before, perf_counter() - begun)
    asking.cancel()
    screens.close()
    begin.close()
    return told
