"""What somebody must look at now, the most urgent first. Each is a fact about one rescue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.patrol.screens.board_rows import Row

ORDER = ("breach", "queue", "risk")


@dataclass(frozen=True)
class Alert:
    """`since`: when it began, where that is known. `reason_owed`: a breach that nobody has explained."""

    kind: Literal["breach", "queue", "risk"]
    row: Row
    since: datetime | None = None
    reason_owed: bool = False

    @property
    def id(self) -> str:
        return f"alert-{self.kind}-{self.row.rescue.id}"


def alerts_of(rows: Iterable[Row]) -> tuple[Alert, ...]:
    """`rows`: open rescues, and tonight's answered ones whose breach is not explained yet."""
    found = [alert for row in rows for alert in _of(row)]
    return tuple(sorted(found, key=lambda alert: (ORDER.index(alert.kind), alert.row.rescue.clock.deadline)))


def _of(row: Row) -> Iterable[Alert]:
    clock = row.rescue.clock
    owed = clock.breached_at is not None and not clock.breach_reason
    if owed or row.face.state == "bad":
        yield Alert("breach", row, clock.breached_at or clock.deadline, owed)
    if row.rescue.queued and clock.running:
        yield Alert("queue", row)
    if row.face.state == "risk":
        yield Alert("risk", row)
