"""The embedded default: five services in one process on SQLite and a log in a file, as `relief serve` runs them."""

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from services.chassis.clock import SystemClock
from services.platform.bench.crews import put_on_duty
from services.platform.bench.figures import Row, percentile, plain
from services.platform.bench.load import flood
from services.platform.bench.reports import requests
from services.platform.bench.rows.showing import LADDER, LIMIT_SECONDS, Window, watched
from services.platform.bench.site import TEAMS, Site
from services.platform.bench.usage import usage_of
from services.platform.parts.process import Process, free_port

RATE, PATIENCE_SECONDS, CONNECTIONS = 20, 30.0, 10
KEY = re.compile(r"^  (\S{20,})$", re.MULTILINE)


class Embedded:
    """Once, after the rounds, while nothing else of ours is asked."""

    def __init__(self) -> None:
        self._calm: Window | None = None
        self._per_second = self._furthest = self._memory = 0.0

    def round(self, site: Site, seconds: float) -> None:
        with tempfile.TemporaryDirectory(prefix="nuandong-bench-") as folder:
            port = free_port()
            relief = str(Path(sys.executable).parent / "relief")
            process = Process(
                "serve",
                [relief, "serve", "--port", str(port)],
                Path(folder) / "serve.log",
                environment={"RELIEF_VAR": folder, "PYTHONUNBUFFERED": "1"},
            )
            process.start(lambda: bool(KEY.search(process.log.read_text())))
            try:
                site.run(self._measure(port, KEY.findall(process.log.read_text())[0], seconds))
                self._memory = usage_of(process.pid or 0).memory_mb
            finally:
                process.stop()

    async def _measure(self, port: int, key: str, seconds: float) -> None:
        await asyncio.sleep(1.0)
        await put_on_duty(port, key, TEAMS, SystemClock().now() + timedelta(days=1))
        self._calm = await watched(port, port, key, RATE, seconds, PATIENCE_SECONDS)
        for rate in LADDER:
            window = await watched(port, port, key, rate, seconds, PATIENCE_SECONDS)
            if window.late > LIMIT_SECONDS:
                break
            self._furthest = float(rate)
        self._per_second = (await flood([port], requests(key), seconds, CONNECTIONS)).per_second

    def rows(self) -> Sequence[Row]:
        assert self._calm is not None
        shown = self._calm.shown
        return [
            plain("one process on SQLite: POST a second", [self._per_second], "1/s"),
            *(
                plain(
                    f"one process on SQLite: report → screen {name} at {RATE}/s",
                    [percentile(shown, share) * 1000],
                    "ms",
                )
                for name, share in (("p50", 0.5), ("p99", 0.99))
            ),
            plain("one process on SQLite: highest rate with p99 < 100 ms", [self._furthest], "1/s"),
            plain("one process on SQLite: memory", [self._memory], "MB"),
        ]
