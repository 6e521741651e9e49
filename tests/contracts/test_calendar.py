"""Reference data: workdays as the official notices say, and how far they reach."""

from datetime import date, timedelta

import pytest

from services.contracts.reference.calendar import (
    Deadline,
    calendar_days,
    confirmed_until,
    is_workday,
    workdays_after,
)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 17), False),  # Spring Festival, a Tuesday
        (date(2026, 2, 28), True),  # a Saturday worked for it
        (date(2026, 3, 2), True),
        (date(2026, 3, 7), False),
        (date(2026, 10, 1), False),
    ],
)
def test_a_day_is_worked_as_the_notice_says_and_otherwise_as_its_weekday_says(
    day: date, worked: bool
) -> None:
    assert is_workday(day) is worked


@pytest.mark.parametrize(
    ("approved", "number", "due"),
    [
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 9, 29), 5, date(2026, 10, 12)),
        (date(2026, 12, 3), 1, date(2026, 12, 4)),
        (date(2026, 12, 5), 0, date(2026, 12, 5)),
    ],
)
def test_workdays_are_counted_over_holidays_and_make_up_days(approved: date, number: int, due: date) -> None:
    assert workdays_after(approved, number) == Deadline(due, confirmed=True)


def test_past_the_last_notice_a_deadline_is_provisional() -> None:
    assert confirmed_until() == date(2026, 12, 31)
    due = workdays_after(date(2026, 12, 29), 5)
    assert due == Deadline(date(2027, 1, 6), confirmed=False), "2027-01-01 is a holiday by law"


def test_a_number_of_workdays_is_never_negative() -> None:
    with pytest.raises(ValueError, match="forwards"):
        workdays_after(date(2026, 12, 5), -1)


def test_every_day_of_the_calendar_differs_from_its_weekday_or_is_a_holiday_by_name() -> None:
    for known in calendar_days():
        assert known.kind in ("holiday", "make_up") and known.name and known.source
        if known.kind == "make_up":
            assert known.day.weekday() >= 5 and is_workday(known.day)


def test_no_holiday_is_longer_than_its_make_up_days_allow() -> None:
    """A month without a single workday would be a slip of the file."""
    day, free = date(2025, 1, 1), 0
    while day <= confirmed_until():
        free = 0 if is_workday(day) else free + 1
        assert free <= 9, day
        day += timedelta(days=1)
