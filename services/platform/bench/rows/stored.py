"""What a report costs, in processor time of everything that serves it, when many rescues are stored already."""

from collections.abc import Sequence

from services.platform.bench.figures import Goal, Row, compared, percentile, plain
from services.platform.bench.filling import STORED, fill
from services.platform.bench.rows.showing import watch
from services.platform.bench.site import Site
from services.platform.bench.usage import Usage

SIZES, RATE, WINDOWS, GOAL = (10_000, 100_000), 20, 3, Goal(at_most=1.25)


class Stored:
    """Once, after the rounds: what is stored stays."""

    def __init__(self, sizes: Sequence[int] = SIZES) -> None:
        self._sizes = sizes
        self._cost: dict[int, list[float]] = {}
        self._shown: dict[int, list[float]] = {}

    def round(self, site: Site, seconds: float) -> None:
        names = {copied.service for copied in STORED}
        watch(site, RATE, 1.0)
        stored = 0
        for size in sorted(self._sizes):
            site.run(fill({name: site.database(name) for name in names}, stored, size))
            for name in names:
                site.server.psql("vacuum analyze", database=name)
            stored = size
            watch(site, RATE, 1.0)
            windows = [_cost(site, seconds) for _ in range(WINDOWS)]
            self._cost[size], self._shown[size] = [one for one, _ in windows], [one for _, one in windows]

    def rows(self) -> Sequence[Row]:
        rows, first = [], min(self._sizes)
        for size, costs in self._cost.items():
            pairs = list(zip(costs, self._cost[first], strict=True))
            name = f"processor time of a report with {size:,} stored rescues"
            rows.append(
                compared(f"{name} ÷ with {first:,}", pairs, "ms", GOAL)
                if size > first
                else plain(name, costs, "ms")
            )
            rows.append(plain(f"report → screen p50 with {size:,} stored, {RATE}/s", self._shown[size], "ms"))
        return rows


def _cost(site: Site, seconds: float) -> tuple[float, float]:
    """Milliseconds of processor a report, and the median until it was shown."""
    before = _all(site.usage())
    window = watch(site, RATE, seconds)
    used = _all(site.usage()) - before
    return used / max(1, window.load.made) * 1000, percentile(window.shown, 0.5) * 1000


def _all(usage: dict[str, Usage]) -> float:
    return sum(one.cpu_seconds for one in usage.values())
