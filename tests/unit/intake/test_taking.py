"""What must hold of a call before it becomes a report."""

from datetime import date, datetime, timedelta

import pytest

from services.contracts.words import Kind
from services.intake.domain import taking
from services.intake.domain.errors import (
    AreaContradicts,
    AreaMissing,
    AreaTooWide,
    FoundAfterReceipt,
    NowhereSaid,
    ReceivedInTheFuture,
    TooLongAgo,
)
from services.intake.domain.taking import CLOCKS_DIFFER, LONGEST_AGO, Spot
from tests.unit.intake.desk import NOW, told

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    "where", [{"point": Spot(100, 40)}, {"address": "a"}, {"landmark": "b"}, {"road": "c"}]
)
def test_one_way_of_saying_where_is_enough(where: dict) -> None:
    taking.must_say_where(Kind.SIGHTING, told(**where))


def test_nobody_is_sent_nowhere() -> None:
    with pytest.raises(NowhereSaid):
        taking.must_say_where(Kind.SIGHTING, told(kilometre=14.0, words="somewhere cold", area="990101001"))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.SIGHTING])
def test_other_kinds_need_no_place_to_go_to(kind: Kind) -> None:
    taking.must_say_where(kind, told())


@pytest.mark.parametrize(
    ("received", "found", "kept"),
    [
        (None, None, (NOW, None)),
        (-30 * SECOND, None, (NOW - 30 * SECOND, None)),
        (-30 * SECOND, -60 * SECOND, (NOW - 30 * SECOND, NOW - 60 * SECOND)),
        (CLOCKS_DIFFER, None, (NOW, None)),
        (None, CLOCKS_DIFFER, (NOW, NOW)),
        (-LONGEST_AGO, -2 * LONGEST_AGO, (NOW - LONGEST_AGO, NOW - 2 * LONGEST_AGO)),
    ],
)
def test_found_before_received_before_now(
    received: timedelta | None, found: timedelta | None, kept: tuple[datetime, datetime | None]
) -> None:
    assert taking.receipt(told(received_at=_at(received), found_at=_at(found)), NOW) == kept


@pytest.mark.parametrize(
    ("received", "found", "error"),
    [
        (CLOCKS_DIFFER + SECOND, None, ReceivedInTheFuture),
        (-LONGEST_AGO - SECOND, None, TooLongAgo),
        (-60 * SECOND, CLOCKS_DIFFER - 59 * SECOND, FoundAfterReceipt),
        (None, CLOCKS_DIFFER + SECOND, FoundAfterReceipt),
        (-60 * SECOND, -LONGEST_AGO - 61 * SECOND, TooLongAgo),
    ],
)
def test_times_that_cannot_be_are_refused(
    received: timedelta | None, found: timedelta | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        taking.receipt(told(received_at=_at(received), found_at=_at(found)), NOW)


def _at(distance: timedelta | None) -> datetime | None:
    return None if distance is None else NOW + distance


@pytest.mark.parametrize(
    ("drawn", "given", "own", "area"),
    [
        ("990101001", "990101001002", "*", "990101001"),
        ("990101001", "9901", "990102", "990101001"),
        ("990101001", None, "990102", "990101001"),
        (None, "990102001", "*", "990102001"),
        ("9901", "990102001", "*", "990102001"),
        (None, None, "990101", "990101"),
        (None, None, "990101001001", "990101001001"),
    ],
)
def test_the_outline_then_the_given_area_then_the_keys_own(
    drawn: str | None, given: str | None, own: str, area: str
) -> None:
    assert taking.choose_area(drawn, given, own) == area


@pytest.mark.parametrize(
    ("drawn", "given"), [("990101001", "990101002"), ("9901", "990201"), ("990101", "88")]
)
def test_an_area_that_contradicts_the_point_is_refused(drawn: str, given: str) -> None:
    with pytest.raises(AreaContradicts) as refused:
        taking.choose_area(drawn, given, "*")
    assert refused.value.drawn == drawn


@pytest.mark.parametrize("own", ["*", "99", "9901", ""])
def test_a_wide_key_does_not_say_which_county(own: str) -> None:
    with pytest.raises(AreaMissing):
        taking.choose_area(None, None, own)


def test_a_city_is_too_wide() -> None:
    with pytest.raises(AreaTooWide):
        taking.choose_area(None, "9901", "990101")


@pytest.mark.parametrize(
    ("day", "winter"),
    [("2026-12-05", 2026), ("2027-01-01", 2026), ("2027-06-30", 2026), ("2027-07-01", 2027)],
)
def test_numbers_begin_again_in_summer(day: str, winter: int) -> None:
    assert taking.winter_of(date.fromisoformat(day)) == winter


def test_numbers_are_short_and_say_their_kind() -> None:
    assert taking.number_of(Kind.SIGHTING, 42) == "S-0042"
    assert taking.number_of(Kind.COMPLAINT, 12_345) == "K-12345"


def test_limits_run_from_first_receipt() -> None:
    assert taking.due_at(Kind.SIGHTING, NOW) is None
    assert taking.due_at(Kind.CRY_FOR_RELIEF, NOW) == NOW + timedelta(days=3)
