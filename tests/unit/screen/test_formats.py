"""How pages write times, numbers and sums."""

from datetime import UTC, datetime

import pytest

from services.chassis.screen import Formats, read_catalogue
from services.chassis.screen.languages import KIT_WORDS

SAY = Formats()
ENGLISH = Formats(read_catalogue([KIT_WORDS]))
NOW = datetime(2027, 1, 14, 14, 47, 36, tzinfo=UTC)  # 22:47:36 in the offices


def test_times_are_those_of_the_offices_clocks() -> None:
    assert SAY.clock_time(NOW) == "22:47:36"
    assert SAY.hour_minute(NOW) == "22:47"
    assert SAY.full_day(NOW) == "2027-01-14 周四"
    assert ENGLISH.full_day(NOW) == "2027-01-14 Thu"


def test_after_sixteen_hours_utc_it_is_the_next_day() -> None:
    assert SAY.day_time(NOW.replace(hour=16), NOW) == "01-15 00:47"


@pytest.mark.parametrize(
    ("month", "year", "written"), [(12, 2026, "12-14"), (7, 2026, "07-14"), (6, 2026, "2026-06-14")]
)
def test_the_year_is_said_only_of_another_winter(month: int, year: int, written: str) -> None:
    assert SAY.day_time(NOW.replace(year=year, month=month), NOW) == f"{written} 22:47"


def test_a_deadline_at_midnight_is_said_of_the_day_that_ends() -> None:
    assert SAY.deadline(NOW.replace(hour=16, minute=0, second=0)) == "01-14 24:00 前"
    assert SAY.deadline(NOW) == "01-14 22:47 前"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "00:00"),
        (244, "04:04"),
        (-466, "07:46"),
        (3599.9, "59:59"),
        (3600, "1 时 00 分"),
        (7500, "2 时 05 分"),
        (115_200, "1 天 8 时"),
    ],
)
def test_a_countdown_names_what_matters_at_its_length(seconds: float, written: str) -> None:
    assert SAY.countdown(seconds) == written


def test_a_share_comes_with_its_numerator_and_denominator() -> None:
    assert SAY.percent(38, 41) == "92.7%"
    assert SAY.percent_of(29, 31) == "93.5%（29/31）"
    assert ENGLISH.percent_of(29, 31) == "93.5% (29/31)"


def test_a_share_of_nothing_is_a_dash() -> None:
    assert SAY.percent_of(0, 0) == "—（0/0）"


def test_travel_is_rounded_up_and_distance_to_what_can_be_known() -> None:
    assert SAY.travel(301) == "约 6 分"
    assert [SAY.distance(metres) for metres in (418, 994, 996, 2740)] == [
        "420 米",
        "990 米",
        "1.0 km",
        "2.7 km",
    ]


def test_durations_are_written_with_primes() -> None:
    assert SAY.spent(1032) == "17′12″"
    assert SAY.workdays(4) == "4 个工作日"


@pytest.mark.parametrize(
    ("fen", "written"),
    [(102_880_000, "1,028,800.00"), (5, "0.05"), (-5, "−0.05"), (-123_456, "−1,234.56"), (0, "0.00")],
)
def test_sums_are_exact_to_the_fen_with_the_true_minus(fen: int, written: str) -> None:
    assert SAY.money(fen) == written


def test_the_leaders_page_says_ten_thousands() -> None:
    assert SAY.ten_thousands(102_880_000) == "102.88 万元"
    assert SAY.number(-1286) == "−1,286"


def test_rescues_are_said_with_three_digits() -> None:
    assert [SAY.rescue_number(number) for number in (7, 37, 1037)] == ["007", "037", "1037"]
