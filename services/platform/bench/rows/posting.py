"""1. A report over HTTP, with key, validation, sealing, its row, its clock and its fact, against two bare inserts."""

from collections.abc import Sequence

from services.platform.bench.bare import two_inserts
from services.platform.bench.figures import Goal, Row, compared, percentile, plain
from services.platform.bench.load import flood, pace
from services.platform.bench.reports import requests
from services.platform.bench.site import Site

GOAL = Goal(at_least=0.3)
CALM = 300


class Posting:
    """On an intake that nobody listens to: what the others do with the report is another row."""

    def __init__(self) -> None:
        self.pairs: list[tuple[float, float]] = []
        self._calm: list[float] = []

    def round(self, site: Site, seconds: float) -> None:
        asked = requests(site.key)
        site.clear()  # nobody takes these reports over, and the clocks that wait for it would ring
        site.run(pace(site.alone.port, asked, CALM, 0.5))  # connections, plans of statements, caches
        bare = site.run(two_inserts(site.database(), seconds))
        ours = site.run(flood(site.alone.port, asked, seconds))
        calm = site.run(pace(site.alone.port, asked, CALM, seconds))
        self.pairs.append((ours.per_second, bare))
        self._calm.append(percentile(calm.seconds, 0.99) * 1000)

    def rows(self) -> Sequence[Row]:
        return [
            compared("1 POST a second ÷ two bare inserts a second", self.pairs, "1/s", GOAL),
            plain(f"1 POST p99 at {CALM}/s", self._calm, "ms"),
        ]
