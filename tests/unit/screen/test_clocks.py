"""The face of a clock."""

from datetime import UTC, datetime, timedelta

from services.chassis.screen import ClockFace

NOW = datetime(2027, 1, 14, 14, 47, 36, tzinfo=UTC)
FACE = ClockFace("ok", NOW - timedelta(seconds=554), 1800)


def test_it_says_what_is_left_and_how_much_has_gone() -> None:
    assert FACE.seconds_left(NOW) == 1246
    assert FACE.part_used(NOW) == round(554 / 1800, 3)


def test_late_is_negative_and_the_bar_is_full() -> None:
    late = NOW + timedelta(hours=1)
    assert FACE.seconds_left(late) == 1246 - 3600
    assert FACE.part_used(late) == 1.0


def test_an_arrival_stops_it() -> None:
    stopped = ClockFace("off", FACE.since, 1800, NOW)
    assert stopped.seconds_used(NOW + timedelta(hours=1)) == 554
