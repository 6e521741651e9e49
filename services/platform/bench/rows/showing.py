"""3. From the report to the screen, at several rates; what each process uses meanwhile; 4. how far it goes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from services.platform.bench.bare import hops
from services.platform.bench.climbing import Climb
from services.platform.bench.figures import Goal, Row, compared, percentile, plain
from services.platform.bench.load import Load, pace
from services.platform.bench.reports import requests
from services.platform.bench.rows.posting import Posting
from services.platform.bench.screen import Screen
from services.platform.bench.site import Site

RATES, COMPARED_AT = (20, 100, 300), 20
CALM_WINDOWS = 3  # as long, so that a 99th percentile is one of more than a hundred
HOPS = 2  # intake's fact to patrol, patrol's to the screen
SHARES = {"p50": 0.5, "p99": 0.99}
GOAL, FURTHEST_GOAL = Goal(at_most=2), Goal(at_least=0.3)
PATIENCE_SECONDS = 90.0


@dataclass(frozen=True)
class Window:
    """`shown`: seconds from asking until the screen showed it. `took` until the last was shown."""

    load: Load
    shown: tuple[float, ...]
    missing: int
    took: float

    @property
    def late(self) -> float:
        """The 99th percentile; without end when something was refused or never shown."""
        whole = not self.missing and set(self.load.statuses) == {201}
        return percentile(self.shown, 0.99) if whole else float("inf")


async def watched(
    intake: int, patrol: int, key: str, rate: float, seconds: float, patience_seconds: float
) -> Window:
    """Reports at a rate while a screen looks on."""
    screen, begun = await Screen.open(patrol, key), perf_counter()
    load = await pace(intake, requests(key), rate, seconds)
    asked = {_id_of(body): asked_at for asked_at, body in load.answers}
    missing = await screen.shows(asked, patience_seconds)
    screen.close()
    shown = tuple(screen.seen[report] - at for report, at in asked.items() if report in screen.seen)
    return Window(load, shown, missing, perf_counter() - begun)


def _id_of(body: bytes) -> bytes:
    return body.split(b'"id":"', 1)[1].split(b'"', 1)[0]


def watch(site: Site, rate: float, seconds: float, patience_seconds: float = PATIENCE_SECONDS) -> Window:
    site.clear()
    ports = site.port("intake"), site.port("patrol")
    return site.run(watched(*ports, site.key, rate, seconds, patience_seconds))


class Showing:
    def __init__(self) -> None:
        self._windows: dict[int, list[Window]] = defaultdict(list)
        self._hops: list[list[float]] = []
        self._used: dict[tuple[int, str], list[tuple[float, float]]] = defaultdict(list)

    def round(self, site: Site, seconds: float) -> None:
        watch(site, RATES[0], 1.0)
        self._hops.append(site.run(hops(site.log(), COMPARED_AT, seconds)))
        for rate in RATES:
            before = site.usage()
            window = watch(site, rate, seconds * (CALM_WINDOWS if rate == COMPARED_AT else 1))
            self._windows[rate].append(window)
            for name, after in site.usage().items():
                percent = (after.cpu_seconds - before[name].cpu_seconds) / window.took * 100
                self._used[rate, name].append((percent, after.memory_mb))

    def rows(self) -> Sequence[Row]:
        return [*self._ratios(), *self._times(), *self._use()]

    def _ratios(self) -> list[Row]:
        rows = []
        for name, share in SHARES.items():
            pairs = []
            for window, bare in zip(self._windows[COMPARED_AT], self._hops, strict=True):
                base = percentile(window.load.seconds, share) + HOPS * percentile(bare, share)
                pairs.append((percentile(window.shown, share) * 1000, base * 1000))
            row = f"3 report → screen {name} ÷ (POST + bare hops) {name}, {COMPARED_AT}/s"
            rows.append(compared(row, pairs, "ms", GOAL))
        return rows

    def _times(self) -> list[Row]:
        rows = []
        for rate, windows in self._windows.items():
            for name, share in SHARES.items():
                shown = [percentile(window.shown, share) * 1000 for window in windows]
                rows.append(plain(f"report → screen {name} at {rate}/s", shown, "ms"))
            unseen = [float(window.missing) for window in windows]
            rows.append(plain(f"reports not shown at {rate}/s", unseen, "", Goal(at_most=0)))
        return rows

    def _use(self) -> list[Row]:
        rows = []
        for (rate, name), used in self._used.items():
            rows.append(plain(f"processor of {name} at {rate}/s", [one for one, _ in used], "% of one"))
            if rate == RATES[-1]:
                rows.append(plain(f"memory of {name}", [one for _, one in used], "MB"))
        return rows


class Furthest:
    """`posting` has measured in the same round how many reports intake alone can take."""

    def __init__(self, posting: Posting) -> None:
        self._posting = posting
        self._climb = Climb()

    def round(self, site: Site, seconds: float) -> None:
        while (rate := self._climb.next_rate()) is not None:
            self._climb.came(watch(site, rate, seconds).late)

    def rows(self) -> Sequence[Row]:
        name = "4 highest rate with report → screen p99 < 100 ms ÷ POST a second"
        alone = [ours for ours, _ in self._posting.pairs]
        return [
            compared(name, list(zip(self._climb.reached, alone, strict=True)), "1/s", FURTHEST_GOAL)
            if alone
            else plain(name, self._climb.reached, "1/s")
        ]
