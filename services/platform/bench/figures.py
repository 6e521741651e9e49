"""Figures: percentiles, rows of the table, goals, and whether they hold."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Goal:
    """`at_most` or `at_least`."""

    at_most: float | None = None
    at_least: float | None = None

    def holds(self, value: float) -> bool:
        return (self.at_most is None or value <= self.at_most) and (
            self.at_least is None or value >= self.at_least
        )

    def __str__(self) -> str:
        return f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}"


@dataclass(frozen=True)
class Row:
    """`samples`: one a round, of the ratio where there is one, else of the value."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    goal: str | None = None
    holds: bool | None = None
    samples: tuple[float, ...] = ()

    def as_json(self) -> dict[str, Any]:
        rounded = {name: round(value, 4) for name, value in asdict(self).items() if isinstance(value, float)}
        return {**asdict(self), **rounded, "samples": [round(sample, 4) for sample in self.samples]}


def percentile(values: Sequence[float], share: float) -> float:
    """By nearest rank; nan of nothing."""
    if not values:
        return float("nan")
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def plain(name: str, values: Sequence[float], unit: str, goal: Goal | None = None) -> Row:
    value = median(values)
    holds = goal.holds(value) if goal else None
    return Row(name, value, unit, goal=str(goal) if goal else None, holds=holds, samples=tuple(values))


def compared(
    name: str,
    pairs: Sequence[tuple[float, float]],
    unit: str,
    goal: Goal | None = None,
    value_goal: Goal | None = None,
) -> Row:
    """Pairs of value and baseline of the same round; the ratio is the median of the rounds' ratios.

    `goal` is one of the ratio, `value_goal` of the value."""
    ratios = tuple(value / baseline if baseline else float("inf") for value, baseline in pairs)
    value, baseline, ratio = (
        median(one for one, _ in pairs),
        median(other for _, other in pairs),
        median(ratios),
    )
    if value_goal is not None:
        wanted, holds = f"{value_goal} {unit}".strip(), value_goal.holds(value)
        return Row(name, value, unit, baseline, ratio, wanted, holds, ratios)
    held = goal.holds(ratio) if goal else None
    return Row(name, value, unit, baseline, ratio, str(goal) if goal else None, held, ratios)


def table(rows: Sequence[Row]) -> str:
    """For people: value and unit, baseline, ratio with its range, goal."""
    lines: list[tuple[str, ...]] = [("", "value", "", "baseline", "ratio", "range", "goal", "")]
    lines += [_line(row) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(8)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 2, 6, 7) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _line(row: Row) -> tuple[str, ...]:
    held = {None: "", True: "holds", False: "MISSED"}[row.holds]
    spread = f"{_short(min(row.samples))}–{_short(max(row.samples))}" if row.samples else ""
    return (
        row.name,
        _short(row.value),
        row.unit,
        _short(row.baseline),
        _short(row.ratio),
        spread,
        row.goal or "",
        held,
    )


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
