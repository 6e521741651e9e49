"""The face of a clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.chassis.screen import ClockFace, Look, Pages

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


CHIP = '{% import "kit/clocks.html" as clocks %}{{ clocks.chip(face, now) }}'


@pytest.mark.parametrize(("minutes", "sign", "word"), [(29, "#i-check", "用时"), (31, "#i-bad", "超时 用时")])
def test_a_tick_is_for_what_was_in_time(minutes: int, sign: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "chip.html").write_text(CHIP)
    face = ClockFace("off", FACE.since, 1800, FACE.since + timedelta(minutes=minutes))
    shown = Pages("lantern", tmp_path).render("chip.html", Look(), NOW, face=face)
    assert sign in shown and f"{word} {minutes}:00" in shown
    assert face.late == ("#i-check" not in shown)
