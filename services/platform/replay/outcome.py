"""What became of every row of a file."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from services.platform.replay.rows import BadRow
from services.platform.replay.sender import Fate, Told

NOT_SENT = "not sent"


@dataclass
class Outcome:
    """Filled while the replay runs; whatever has no entry in `told` was never sent."""

    lines: list[int]
    bad: list[BadRow]
    told: dict[int, Told] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[Fate]:
        return Counter(told.fate for told in self.told.values())

    @property
    def unaccounted(self) -> list[tuple[int, str]]:
        """Lines of which nobody knows what became, with what is known."""
        found = ((line, self.told.get(line)) for line in self.lines)
        return [
            (line, told.reason if told else NOT_SENT)
            for line, told in found
            if told is None or told.fate is Fate.UNANSWERED
        ]

    @property
    def refused(self) -> list[tuple[int, Told]]:
        return [(line, told) for line, told in sorted(self.told.items()) if told.fate is Fate.REFUSED]

    @property
    def complete(self) -> bool:
        return not self.unaccounted

    @property
    def in_vain(self) -> bool:
        """There were rows, and the platform has none of them."""
        return bool(self.lines or self.bad) and not (
            self.counts[Fate.ACCEPTED] or self.counts[Fate.ALREADY_THERE]
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": len(self.lines) + len(self.bad),
            "sent": len(self.told),
            "accepted": self.counts[Fate.ACCEPTED],
            "already_there": self.counts[Fate.ALREADY_THERE],
            "refused": [
                {"line": line, "status": told.status, "reason": told.reason} for line, told in self.refused
            ],
            "bad": [{"line": row.line, "reason": row.reason} for row in self.bad],
            "unaccounted": [{"line": line, "reason": reason} for line, reason in self.unaccounted],
            "complete": self.complete,
        }

    def as_text(self) -> str:
        """Rows with a reason one by one, then the totals."""
        lines = [f"line {row.line}: bad row: {row.reason}" for row in self.bad]
        lines += [f"line {line}: refused: {told.reason}" for line, told in self.refused]
        lines += [f"line {line}: unaccounted: {reason}" for line, reason in self.unaccounted]
        counts = self.counts
        totals = (
            f"{len(self.lines) + len(self.bad)} rows: {len(self.told)} sent, {counts[Fate.ACCEPTED]} accepted, "
            f"{counts[Fate.ALREADY_THERE]} already there, {counts[Fate.REFUSED]} refused, {len(self.bad)} bad, "
            f"{len(self.unaccounted)} unaccounted for"
        )
        return "\n".join([*lines, totals])
