"""The highest rate that holds is found, wherever the search begins."""

import pytest

from services.platform.bench.climbing import BACK, LADDER, LIMIT_SECONDS, Climb

SOON, LATE = LIMIT_SECONDS, LIMIT_SECONDS * 2


def climbed(climb: Climb, holds_up_to: float) -> list[int]:
    """The rates that were asked for in one round."""
    asked = []
    while (rate := climb.next_rate()) is not None:
        asked.append(rate)
        climb.came(SOON if rate <= holds_up_to else LATE)
    return asked


@pytest.mark.parametrize("step", [0, 1, 5, len(LADDER) - 1])
def test_the_first_round_climbs_from_the_lowest_rate(step: int) -> None:
    climb = Climb()
    assert climbed(climb, LADDER[step]) == list(LADDER[: step + 2])
    assert climb.reached == [LADDER[step]]


def test_a_machine_that_does_not_hold_the_lowest_rate_holds_none() -> None:
    climb = Climb()
    assert climbed(climb, 0) == [LADDER[0]]
    assert climb.reached == [0.0]


def test_the_next_round_begins_a_few_steps_below() -> None:
    climb = Climb()
    climbed(climb, LADDER[6])
    assert climbed(climb, LADDER[8])[0] == LADDER[6 - BACK]
    assert climb.reached == [LADDER[6], LADDER[8]]


def test_a_round_that_holds_less_goes_down_until_it_finds_where() -> None:
    climb = Climb()
    climbed(climb, LADDER[9])
    climbed(climb, LADDER[2])
    climbed(climb, 0)
    assert climb.reached == [LADDER[9], LADDER[2], 0.0]
