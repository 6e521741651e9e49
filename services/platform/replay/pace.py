"""When each row's turn comes: the file's own gaps, skipped if they are long, divided by the speed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

LONG_GAP_SECONDS = 600.0


@dataclass(frozen=True)
class Pace:
    """`speed`: how many seconds of the file pass in one of ours; None does not wait at all.
    `longest_gap`: seconds of the file; longer silences are cut down to it. None keeps them."""

    speed: float | None = 1.0
    longest_gap: float | None = None

    def offsets(self, times: Sequence[datetime | None]) -> list[timedelta]:
        """For each row the wait after the first; one that is earlier than the one before follows at once."""
        if not times or self.speed is None:
            return [timedelta(0)] * len(times)
        gaps = [self._gap(before, after) / self.speed for before, after in pairwise(times)]
        return [timedelta(seconds=seconds) for seconds in accumulate(gaps, initial=0.0)]

    def _gap(self, before: datetime | None, after: datetime | None) -> float:
        if before is None or after is None:
            return 0.0
        gap = max(0.0, (after - before).total_seconds())
        return gap if self.longest_gap is None else min(gap, self.longest_gap)


def speed_of(text: str) -> float | None:
    """`max` is None; otherwise a number above 0. Raises ValueError."""
    if text.strip().lower() == "max":
        return None
    speed = float(text)
    if not 0 < speed < float("inf"):
        raise ValueError(text)
    return speed
