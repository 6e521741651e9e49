"""Crash points: where a process dies when it is told to, and that nobody else notices them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.chassis.log import crashes
from services.chassis.log.crashes import EXIT_CODE, SETTING, Point, crash_point

SERVICES = Path(__file__).parents[2] / "services"
PASSING = (
    "from services.chassis.log.crashes import Point, crash_point\n"
    "for number in range(1, 5):\n"
    "    print(number, flush=True)\n"
    "    crash_point(Point.RELAY_SENDING)\n"
    "    crash_point(Point.RELAY_ACKNOWLEDGED)\n"
)


def passing(setting: str) -> tuple[int, list[str]]:
    """Exit code and what was printed before it."""
    done = subprocess.run(
        [sys.executable, "-c", PASSING],
        env={**os.environ, SETTING: setting},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.split()


def test_a_process_dies_at_the_named_point_when_it_passes_it_for_the_named_time() -> None:
    assert passing(f"{Point.RELAY_ACKNOWLEDGED}:3") == (EXIT_CODE, ["1", "2", "3"])


def test_a_process_that_never_passes_the_point_lives() -> None:
    assert passing(Point.ATTEMPT_MADE) == (0, ["1", "2", "3", "4"])
    assert passing("") == (0, ["1", "2", "3", "4"])


def test_a_point_that_does_not_exist_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="no-such-point"):
        crashes._armed("no-such-point", lambda _: None)


def test_nothing_is_armed_unless_somebody_asks_for_it() -> None:
    assert crash_point is crashes._live_on


def test_every_point_is_passed_in_exactly_one_place() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SERVICES.rglob("*.py"))
    passed = re.findall(r"(?<!def )crash_point\(Point\.(\w+)\)", code)
    assert sorted(passed) == sorted(point.name for point in Point)
