"""The file's gaps, skipped and shrunk."""

from datetime import UTC, datetime, timedelta

import pytest

from services.platform.replay.pace import Pace, speed_of

NOON = datetime(2016, 1, 15, 12, tzinfo=UTC)
TIMES = [NOON, NOON + timedelta(minutes=5), NOON + timedelta(minutes=5), NOON + timedelta(days=30)]


def seconds(pace: Pace, times=tuple(TIMES)) -> list[float]:
    return [wait.total_seconds() for wait in pace.offsets(times)]


def test_the_first_row_is_now_and_the_gaps_are_those_of_the_file() -> None:
    assert seconds(Pace()) == [0, 300, 300, 30 * 86_400]


def test_speed_shrinks_the_gaps() -> None:
    assert seconds(Pace(speed=60)) == [0, 5, 5, 30 * 86_400 / 60]


def test_long_gaps_are_cut_short_before_the_speed() -> None:
    assert seconds(Pace(speed=60, longest_gap=600)) == [0, 5, 5, 15]


def test_the_highest_speed_waits_for_nothing() -> None:
    assert seconds(Pace(speed=None)) == [0, 0, 0, 0]


def test_a_row_that_is_earlier_than_the_one_before_follows_at_once() -> None:
    assert seconds(Pace(), (NOON, NOON - timedelta(hours=1), NOON)) == [0, 0, 3600]


def test_a_file_without_times_or_rows_has_no_waits() -> None:
    assert seconds(Pace(), (None, None)) == [0, 0]
    assert seconds(Pace(), ()) == []


@pytest.mark.parametrize(("text", "speed"), [("max", None), ("1", 1.0), ("0.5", 0.5), ("600", 600.0)])
def test_a_speed_is_a_number_or_max(text: str, speed: float | None) -> None:
    assert speed_of(text) == speed


@pytest.mark.parametrize("text", ["0", "-1", "fast", "nan", "inf", ""])
def test_anything_else_is_no_speed(text: str) -> None:
    with pytest.raises(ValueError):
        speed_of(text)
