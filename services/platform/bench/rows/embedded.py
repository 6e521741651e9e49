"""The embedded default: five services in one process on SQLite and a log in a file, as `relief serve` runs them."""

import asyncio
import re
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from services.chassis.clock import SystemClock
from services.platform.bench.bare import RECORD, ROW
from services.platform.bench.climbing import Climb
from services.platform.bench.crews import put_on_duty
from services.platform.bench.figures import Row, compared, percentile, plain
from services.platform.bench.load import flood
from services.platform.bench.reports import requests
from services.platform.bench.rows.showing import Window, watched
from services.platform.bench.site import CLEAR, TEAMS, Site
from services.platform.bench.usage import usage_of
from services.platform.parts.process import Process, free_port

RATE, PATIENCE_SECONDS, CONNECTIONS = 20, 30.0, 10
KEY = re.compile(r"^  (\S{20,})$", re.MULTILINE)
TABLES = "create table report (id text primary key, body text); create table outbox (id integer primary key, body blob)"


@dataclass(frozen=True)
class Serving:
    """One process that serves. `folder`: its data."""

    folder: Path
    port: int
    key: str
    pid: int


class Embedded:
    """A process of its own each round, so that no round carries what another one left."""

    def __init__(self) -> None:
        self._calm: list[Window] = []
        self._climb = Climb()
        self._posting: list[tuple[float, float]] = []
        self._processor: list[float] = []
        self._memory: list[float] = []

    def round(self, site: Site, seconds: float) -> None:
        with serving() as one:
            site.run(self._measure(one, seconds))
            self._memory.append(usage_of(one.pid).memory_mb)

    async def _measure(self, one: Serving, seconds: float) -> None:
        await put_on_duty(one.port, one.key, TEAMS, SystemClock().now() + timedelta(days=1))
        await _watched(one, RATE, 1.0)
        before = usage_of(one.pid).cpu_seconds
        self._calm.append(await _watched(one, RATE, seconds))
        used = usage_of(one.pid).cpu_seconds - before
        self._processor.append(used / max(1, self._calm[-1].load.made) * 1000)
        while (rate := self._climb.next_rate()) is not None:
            self._climb.came((await _watched(one, rate, seconds)).late)
        bare = await asyncio.to_thread(_two_inserts, one.folder / "bare.sqlite", seconds)
        ours = await flood([one.port], requests(one.key), seconds, CONNECTIONS)
        self._posting.append((ours.per_second, bare))

    def rows(self) -> Sequence[Row]:
        shown = [window.shown for window in self._calm]
        where = "one process on SQLite"
        return [
            compared(f"{where}: POST a second ÷ two bare inserts a second", self._posting, "1/s"),
            *(
                plain(
                    f"{where}: report → screen {name} at {RATE}/s",
                    [percentile(one, share) * 1000 for one in shown],
                    "ms",
                )
                for name, share in (("p50", 0.5), ("p99", 0.99))
            ),
            plain(f"{where}: highest rate with p99 < 100 ms", self._climb.reached, "1/s"),
            plain(f"{where}: processor time of a report at {RATE}/s", self._processor, "ms"),
            plain(f"{where}: memory", self._memory, "MB"),
        ]


@contextmanager
def serving() -> Iterator[Serving]:
    """`relief serve` with data of its own, until the end; it is killed, for it may have much left to do."""
    with tempfile.TemporaryDirectory(prefix="nuandong-bench-") as folder:
        port, relief = free_port(), str(Path(sys.executable).parent / "relief")
        process = Process(
            "serve",
            [relief, "serve", "--port", str(port)],
            Path(folder) / "serve.log",
            environment={"RELIEF_VAR": folder, "PYTHONUNBUFFERED": "1", "RELIEF_REQUESTS_PER_KEY": "100000"},
        )
        process.start(lambda: bool(KEY.search(process.log.read_text())))
        try:
            key = KEY.findall(process.log.read_text())[0]
            yield Serving(Path(folder), port, key, process.pid or 0)
        finally:
            process.stop(signal.SIGKILL)


async def _watched(one: Serving, rate: float, seconds: float) -> Window:
    _clear(one.folder)
    return await watched(one.port, one.port, one.key, rate, seconds, PATIENCE_SECONDS)


def _clear(folder: Path) -> None:
    """As `Site.clear` does."""
    for path in folder.glob("*.sqlite"):
        with sqlite3.connect(path, timeout=10) as database:
            for statement in CLEAR.get(path.stem, ()):
                database.execute(statement)


def _two_inserts(path: Path, seconds: float) -> float:
    """Transactions of two inserts a second, one after the other, each on the disk."""
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(f"pragma journal_mode = wal; pragma synchronous = full; {TABLES}")
    begun, made = perf_counter(), 0
    while perf_counter() < begun + seconds:
        database.execute("begin immediate")
        database.execute("insert into report values (?, ?)", (str(made), ROW))
        database.execute("insert into outbox (body) values (?)", (RECORD,))
        database.execute("commit")
        made += 1
    took = perf_counter() - begun
    database.close()
    return made / took
