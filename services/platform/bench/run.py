"""The whole run: rounds in which every row has its turn, then what is measured once; a table and var/bench.json."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.platform.bench.figures import Row, table
from services.platform.bench.machine import machine
from services.platform.bench.rows.bulk import Bulk
from services.platform.bench.rows.crowd import Crowd
from services.platform.bench.rows.embedded import Embedded
from services.platform.bench.rows.measure import Measure
from services.platform.bench.rows.posting import Posting
from services.platform.bench.rows.relaying import Relaying
from services.platform.bench.rows.returning import Returning
from services.platform.bench.rows.showing import Furthest, Showing
from services.platform.bench.rows.stored import Stored
from services.platform.bench.rows.streaming import Streaming
from services.platform.bench.site import Site

LEFT_OUT = "6 and 7 (a payment batch, a screening): those services do not exist yet"
IN_ROUNDS = ("posting", "relaying", "showing", "furthest", "bulk", "streaming", "returning", "embedded")
ONCE = ("crowd", "stored")
NAMES = (*IN_ROUNDS, *ONCE)


@dataclass(frozen=True)
class Wish:
    """`seconds`: of each window. `only`: names of NAMES, all when empty. `stored`: how many rescues."""

    rounds: int
    seconds: float
    only: Sequence[str]
    stored: Sequence[int]

    def chosen(self) -> Mapping[str, Measure]:
        posting = Posting()
        every: dict[str, Measure] = {
            "posting": posting,
            "relaying": Relaying(),
            "showing": Showing(),
            "furthest": Furthest(posting),
            "bulk": Bulk(),
            "streaming": Streaming(),
            "returning": Returning(),
            "stored": Stored(self.stored),
            "crowd": Crowd(),
            "embedded": Embedded(),
        }
        return {name: every[name] for name in NAMES if not self.only or name in self.only}


def run(wish: Wish) -> list[Row]:
    """Start everything, measure, stop everything."""
    chosen = wish.chosen()
    with tempfile.TemporaryDirectory(prefix="nuandong-bench-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's own user passes through
        site = Site(Path(folder) / "stack")
        try:
            site.start()
            for number in range(wish.rounds):
                _turn(site, wish, chosen, IN_ROUNDS, f"{number + 1}/{wish.rounds}")
            _turn(site, wish, chosen, ONCE, "once")
        finally:
            site.stop()
    return [row for measure in chosen.values() for row in measure.rows()]


def _turn(site: Site, wish: Wish, chosen: Mapping[str, Measure], names: Sequence[str], when: str) -> None:
    for name in names:
        if name in chosen:
            print(f"{when}  {name} ...", flush=True)
            chosen[name].round(site, wish.seconds)


def report(rows: Sequence[Row], about: Mapping[str, object], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    found = {"machine": about, "rows": [row.as_json() for row in rows]}
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\n{table(rows)}\n\nLeft out: {LEFT_OUT}.\n{file}", flush=True)


def measure(wish: Wish, file: Path) -> None:
    about = machine() | {"rounds": wish.rounds, "seconds": wish.seconds}
    report(run(wish), about, file)
