"""What a report costs when many rescues are stored already: processor time of everything that serves it, and how long
it takes. A second stack, on which few are stored, is asked in turn with the one that fills up."""

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.platform.bench.figures import Goal, Row, compared, percentile
from services.platform.bench.filling import STORED, fill
from services.platform.bench.rows.showing import watch
from services.platform.bench.site import Site

SIZES, RATE, WINDOWS, FLAT = (10_000, 100_000, 1_000_000), 10, 5, Goal(at_most=1.5)


@dataclass(frozen=True)
class Cost:
    """Milliseconds of a report: of processor; until it is answered; from then until the screen shows the rescue with
    the team that is asked. Medians."""

    processor: float
    answered: float
    dispatched: float


FIELDS = {
    "processor": "processor time of a report",
    "answered": "POST p50",
    "dispatched": "report answered → dispatch decided and shown, p50",
}


class Stored:
    """Once, after the rounds: what is stored stays."""

    def __init__(self, sizes: Sequence[int] = SIZES) -> None:
        self._sizes = sorted(sizes)
        self._costs: dict[int, list[tuple[Cost, Cost]]] = defaultdict(list)
        """By size: with so many, and with the fewest, right after one another."""

    def round(self, site: Site, seconds: float) -> None:
        fewest, *more = self._sizes
        with tempfile.TemporaryDirectory(prefix="nuandong-bench-") as folder:
            Path(folder).chmod(0o711)
            small = Site(Path(folder) / "stack")
            try:
                small.start()
                _store(small, 0, fewest)
                _store(site, 0, fewest)
                for before, size in zip(self._sizes, more, strict=False):
                    _store(site, before, size)
                    for _ in range(WINDOWS):
                        self._costs[size].append((_cost(site, seconds), _cost(small, seconds)))
            finally:
                small.stop()

    def rows(self) -> Sequence[Row]:
        rows: list[Row] = []
        for size, costs in self._costs.items():
            for field, name in FIELDS.items():
                pairs = [(getattr(many, field), getattr(few, field)) for many, few in costs]
                whole = f"{name}: {size:,} stored rescues ÷ {self._sizes[0]:,}"
                rows.append(compared(whole, pairs, "ms", FLAT))
        return rows


def _store(site: Site, first: int, end: int) -> None:
    names = {copied.service for copied in STORED}
    watch(site, RATE, 1.0)
    site.run(fill({name: site.database(name) for name in names}, first, end))
    for name in names:
        site.server.psql("vacuum analyze", database=name)
    site.server.psql("checkpoint")
    watch(site, RATE, 1.0)
    site.rest()


def _cost(site: Site, seconds: float) -> Cost:
    before = site.cpu_seconds()
    window = watch(site, RATE, seconds)
    used = site.cpu_seconds() - before
    answered = percentile(window.load.seconds, 0.5) * 1000
    shown = percentile(window.shown, 0.5) * 1000
    return Cost(used / max(1, window.load.made) * 1000, answered, shown - answered)
