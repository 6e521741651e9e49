"""What was done to the stack, written down as it was done."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from services.chassis.clock import Clock
from tests.faults.plan import SUDDEN, Deed


@dataclass
class Entry:
    """`in_flight`: requests that waited for an answer at that moment. `until`: when it was over; None until then."""

    at: datetime
    deed: Deed
    whom: str
    detail: str
    in_flight: int
    until: datetime | None = None

    @property
    def service(self) -> str:
        return self.whom.rpartition("-")[0] or self.whom


@dataclass
class Diary:
    clock: Clock
    in_flight: Callable[[], int]
    tell: Callable[[str], None]
    entries: list[Entry] = field(default_factory=list)
    up_again: list[float] = field(default_factory=list)
    """Seconds from each start of a process until it was ready."""
    surprises: list[str] = field(default_factory=list)
    """What happened although nobody did it."""
    fences: Counter[str] = field(default_factory=Counter)
    """By process, as its /metrics said before it ended."""

    def note(self, deed: Deed, whom: str, detail: str = "") -> Entry:
        entry = Entry(self.clock.now(), deed, whom, detail, self.in_flight())
        self.entries.append(entry)
        self.tell(
            f"{self._age(entry.at):6.1f} s  {deed:<26}{whom:<15}{detail:<24}{entry.in_flight:>4} in flight"
        )
        return entry

    def over(self, entry: Entry, outcome: str = "") -> None:
        entry.until = self.clock.now()
        if outcome:
            self.tell(f"{self._age(entry.until):6.1f} s  {'':<26}{entry.whom:<15}{outcome}")

    def be_surprised(self, what: str) -> None:
        self.surprises.append(what)
        self.tell(f"{self._age(self.clock.now()):6.1f} s  !! {what}")

    @property
    def kills(self) -> int:
        return sum(entry.deed in SUDDEN for entry in self.entries)

    def _age(self, at: datetime) -> float:
        return (at - self.entries[0].at).total_seconds() if self.entries else 0.0

    def lines(self) -> list[str]:
        """The table: which deed how often to whom."""
        counts = Counter((entry.deed, entry.service) for entry in self.entries)
        services = list(dict.fromkeys(entry.service for entry in self.entries))
        lines = ["".join([f"{'':<28}", *(f"{service:>13}" for service in services)])]
        for deed in Deed:
            if any(counts[deed, service] for service in services):
                cells = (f"{counts[deed, service] or '':>13}" for service in services)
                lines.append(f"{deed:<28}" + "".join(cells))
        at_kills = [entry.in_flight for entry in self.entries if entry.deed in SUDDEN]
        points = Counter(e.detail.partition(":")[0] for e in self.entries if e.deed is Deed.CRASH)
        return [
            *lines,
            f"kills: {self.kills}; requests in flight at a kill: "
            f"least {min(at_kills, default=0)}, median {median(at_kills or [0]):g}, "
            f"most {max(at_kills, default=0)}",
            "crash points: " + ", ".join(f"{point} {count}" for point, count in sorted(points.items())),
            f"started again: {len(self.up_again)} times, ready after {median(self.up_again or [0]):.1f} s (median)",
        ]
