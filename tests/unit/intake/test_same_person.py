"""Reasons for and against one person behind two calls."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.contracts.joining import metres_between
from services.contracts.words import Sign
from services.intake.domain.same_person import (
    Ground,
    Reason,
    Seen,
    box_around,
    compare,
    is_worth_a_look,
    likeness,
)
from services.intake.domain.taking import Spot
from services.intake.policy import SAME_PERSON

NOW = datetime(2026, 12, 5, 14, 47, tzinfo=UTC)
BRIDGE = Spot(100.0, 40.0)
OLD = frozenset({Sign.ELDERLY, Sign.CONFUSED})
CALL = Seen(BRIDGE, NOW, 1, OLD)
NORTH_420 = Spot(100.0, 40.0 + 420 / 111_195)


def reason(ground: Ground, earlier: Seen, now: Seen = CALL) -> Reason:
    return next(one for one in compare(now, earlier) if one.ground is ground)


def earlier(**changes: object) -> Seen:
    return replace(Seen(NORTH_420, NOW - timedelta(minutes=96), 1, OLD), **changes)  # type: ignore[arg-type]


def test_near_in_place_and_time_with_the_same_signs_agrees_in_everything() -> None:
    reasons = compare(CALL, earlier())
    assert [(one.ground, one.agrees) for one in reasons] == [(ground, True) for ground in Ground]
    assert [one.value for one in reasons][:3] == [420, 96, 1]
    assert is_worth_a_look(reasons)


@pytest.mark.parametrize(
    "now,then,agrees,shown",
    [
        (OLD, frozenset({Sign.ELDERLY}), True, (Sign.ELDERLY,)),
        (OLD, frozenset({Sign.MINOR, Sign.CONFUSED}), False, (Sign.CONFUSED, Sign.MINOR)),
        (OLD, frozenset({Sign.DRUNK}), False, (Sign.DRUNK,)),
        (OLD, frozenset(), None, ()),
        (frozenset(), OLD, None, (Sign.CONFUSED, Sign.ELDERLY)),
    ],
)
def test_signs_agree_contradict_or_say_nothing(
    now: frozenset[Sign], then: frozenset[Sign], agrees: bool | None, shown: tuple[Sign, ...]
) -> None:
    found = reason(Ground.SIGNS, earlier(signs=then), replace(CALL, signs=now))
    assert (found.agrees, found.value) == (agrees, shown)


def test_farther_or_longer_ago_than_the_rule_says_speaks_against() -> None:
    far = Spot(100.0, 40.0 + (SAME_PERSON.near_metres + 5) / 111_195)
    assert reason(Ground.PLACE, earlier(spot=far)).agrees is False
    assert reason(Ground.TIME, earlier(at=NOW - SAME_PERSON.recent)).agrees is True
    assert reason(Ground.TIME, earlier(at=NOW - SAME_PERSON.recent - timedelta(seconds=1))).agrees is False
    assert reason(Ground.PEOPLE, earlier(people=3)).value == 3


def test_what_is_out_of_reach_or_speaks_more_against_is_not_offered() -> None:
    beyond = Spot(100.0, 40.0 + (SAME_PERSON.far_metres + 20) / 111_195)
    assert not is_worth_a_look(compare(CALL, earlier(spot=beyond)))
    other = earlier(people=4, signs=frozenset({Sign.MINOR}))
    assert not is_worth_a_look(compare(CALL, other))
    assert is_worth_a_look(compare(CALL, earlier(people=4)))


def test_the_likeliest_comes_first_then_the_nearest() -> None:
    same, silent = compare(CALL, earlier()), compare(CALL, earlier(signs=frozenset()))
    here = compare(CALL, earlier(spot=BRIDGE))
    assert sorted([silent, same, here], key=likeness) == [here, same, silent]


def test_the_box_holds_everything_within_reach() -> None:
    west, south, east, north = box_around(BRIDGE)
    for spot in (Spot(west, 40.0), Spot(east, 40.0), Spot(100.0, south), Spot(100.0, north)):
        assert metres_between(BRIDGE, spot) >= SAME_PERSON.far_metres - 1
