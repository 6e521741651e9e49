"""Workdays of the relief offices: the official calendar of holidays and make-up days, published a year at a time.

Past the last published year an answer is provisional: statutory holidays are known by law, make-up days are not.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from services.contracts.reference.files import on_change, rows_of

FIRST_DAY_OF_WEEKEND = 5
"""Saturday, as `date.weekday()` counts."""


@dataclass(frozen=True)
class CalendarDay:
    """A day that is not what its weekday says. `kind`: holiday, or make_up (a weekend day that is worked)."""

    day: date
    kind: str
    name: str
    source: str
    confirmed: bool
    """Whether the year's official notice is out."""


@dataclass(frozen=True)
class Deadline:
    day: date
    confirmed: bool
    """False when a year on the way has no official notice yet: to be reckoned again when it is out."""


def is_workday(day: date) -> bool:
    known = _calendar().get(day)
    return known.kind == "make_up" if known else day.weekday() < FIRST_DAY_OF_WEEKEND


def workdays_after(day: date, number: int) -> Deadline:
    """The `number`-th workday after `day`, which itself is not counted. Raises ValueError for a negative number."""
    if number < 0:
        raise ValueError("workdays are counted forwards")
    left = number
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return Deadline(day, day <= confirmed_until())


def confirmed_until() -> date:
    """The last day of the last year whose official notice is in the calendar."""
    return date(max(known.day.year for known in _calendar().values() if known.confirmed), 12, 31)


def calendar_days() -> tuple[CalendarDay, ...]:
    return tuple(_calendar().values())


@on_change
@cache
def _calendar() -> dict[date, CalendarDay]:
    return {known.day: known for known in map(_calendar_day, rows_of("calendar.csv"))}


def _calendar_day(row: dict[str, str]) -> CalendarDay:
    day = date.fromisoformat(row["day"])
    return CalendarDay(day, row["kind"], row["name"], row["source"], row["confirmed"] == "yes")
