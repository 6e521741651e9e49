"""The highest rate at which reports are still shown in time, looked for near where it was found in the round before."""

LADDER = tuple(round(20 * 1.25**step) for step in range(20))
LIMIT_SECONDS = 0.1
BACK = 3
"""Steps below what was reached last."""


class Climb:
    """Ask for `next_rate`, say how it `came`, until there is none: then the round is over, and the next may begin.

    `reached`: by round, the last rate that held; 0 when not even the lowest did."""

    def __init__(self) -> None:
        self.reached: list[float] = []
        self._step = 0
        self._held: int | None = None
        self._over = False

    def next_rate(self) -> int | None:
        if self._over:
            self._over = False
            return None
        return LADDER[self._step]

    def came(self, late_seconds: float) -> None:
        """`late_seconds`: the 99th percentile at the rate that was asked for last."""
        if late_seconds <= LIMIT_SECONDS:
            self._held, up = self._step, self._step + 1
            if up == len(LADDER):
                self._end()
            else:
                self._step = up
        elif self._held is not None or self._step == 0:
            self._end()
        else:
            self._step = max(0, self._step - BACK)

    def _end(self) -> None:
        self.reached.append(0.0 if self._held is None else float(LADDER[self._held]))
        self._step, self._held, self._over = max(0, (self._held or 0) - BACK), None, True
