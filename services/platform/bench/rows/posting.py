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
        self._two: list[tuple[float, float]] = []
        self._calm: list[float] = []

    def round(self, site: Site, seconds: float) -> None:
        site.clear()  # nobody takes these reports over, and the clocks that wait for it would ring
        asked, ports = requests(site.key), [member.port for member in site.alone]
        for port in ports:
            site.run(pace(port, asked, CALM, 0.5))  # connections, plans of statements, caches
        bare = site.run(two_inserts(site.database(), seconds))
        one = site.run(flood(ports[:1], asked, seconds))
        two = site.run(flood(ports, asked, seconds))
        calm = site.run(pace(ports[0], asked, CALM, seconds))
        self.pairs.append((one.per_second, bare))
        self._two.append((two.per_second, bare))
        self._calm.append(percentile(calm.seconds, 0.99) * 1000)

    def rows(self) -> Sequence[Row]:
        return [
            compared("1 POST a second ÷ two bare inserts a second", self.pairs, "1/s", GOAL),
            compared("1 the same with two replicas", self._two, "1/s"),
            plain(f"1 POST p99 at {CALM}/s", self._calm, "ms"),
        ]
