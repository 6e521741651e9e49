"""The face of one clock, as the macros of `kit/clocks.html` draw it and `clocks.js` ticks it on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["ok", "risk", "bad", "off", "check", "local"]


@dataclass(frozen=True)
class ClockFace:
    """`since`: first receipt. `limit_seconds`: from then until due. The service decides the state:
    ok in time, risk may be late, bad late, off stopped by an arrival at `at`, check an arrival reported at `at`
    and not yet confirmed, local the device's own time while it has no connection."""

    state: State
    since: datetime
    limit_seconds: int
    at: datetime | None = None

    @property
    def due(self) -> datetime:
        return self.since + timedelta(seconds=self.limit_seconds)

    @property
    def late(self) -> bool:
        """Stopped after it was due."""
        return self.at is not None and self.at > self.due

    def seconds_left(self, now: datetime) -> float:
        """Negative when late."""
        return (self.due - now).total_seconds()

    def seconds_used(self, now: datetime) -> float:
        return ((self.at or now) - self.since).total_seconds()

    def part_used(self, now: datetime) -> float:
        """Elapsed ÷ limit, from 0 to 1."""
        return round(min(1.0, max(0.0, self.seconds_used(now) / self.limit_seconds)), 3)
