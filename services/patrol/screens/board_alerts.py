"""What somebody must look at now, the most urgent first. Each is about one rescue, and says who has read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.contracts.words import Alert as Kind
from services.patrol.domain.alerts import Reading, round_of
from services.patrol.screens.board_rows import Row

ORDER = tuple(Kind)


@dataclass(frozen=True)
class Alert:
    """`since`: when it began, where that is known. `reason_owed`: a breach that nobody has explained. `round`: 0 where
    the clock has run out and its breach is not recorded yet. `readings`: the first reader first."""

    kind: Kind
    row: Row
    round: int
    since: datetime | None = None
    reason_owed: bool = False
    readings: tuple[Reading, ...] = ()

    @property
    def id(self) -> str:
        return f"alert-{self.kind}-{self.row.rescue.id}"

    @property
    def unread(self) -> bool:
        return self.round > 0 and not self.readings


def alerts_of(rows: Iterable[Row], read: Mapping[str, Sequence[Reading]]) -> tuple[Alert, ...]:
    """`rows`: open rescues, and tonight's answered ones whose breach is not explained yet. `read`: by rescue."""
    found = [_alert(row, kind, read.get(row.rescue.id, ())) for row in rows for kind in kinds_of(row)]
    return tuple(sorted(found, key=lambda alert: (ORDER.index(alert.kind), alert.row.rescue.clock.deadline)))


def kinds_of(row: Row) -> Iterable[Kind]:
    clock = row.rescue.clock
    if row.face.state == "bad" or _owed(row):
        yield Kind.BREACH
    if row.rescue.queued and clock.running:
        yield Kind.QUEUE
    if row.face.state == "risk":
        yield Kind.RISK


def _alert(row: Row, kind: Kind, read: Sequence[Reading]) -> Alert:
    clock, round = row.rescue.clock, round_of(row.rescue, kind)
    since = clock.breached_at or clock.deadline if kind is Kind.BREACH else None
    mine = tuple(one for one in read if (one.alert, one.round) == (kind, round))
    return Alert(kind, row, round, since, kind is Kind.BREACH and _owed(row), mine)


def _owed(row: Row) -> bool:
    return row.rescue.clock.breached_at is not None and not row.rescue.clock.breach_reason
