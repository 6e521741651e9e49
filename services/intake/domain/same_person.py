"""Whether an earlier report may be about the same person: reasons for and against, never a verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import cos, pi, radians

from services.contracts.joining import (
    EARTH_RADIUS_METRES,
    FURTHEST_METRES,
    LONGEST_SECONDS,
    JoinRule,
    metres_between,
)
from services.contracts.words import Sign
from services.intake.domain.taking import Spot
from services.intake.policy import SAME_PERSON, SamePersonRule

ABOUT_AGE = frozenset({Sign.ELDERLY, Sign.MINOR})


@dataclass(frozen=True)
class Seen:
    """What one call says about whom it saw."""

    spot: Spot
    at: datetime
    people: int = 1
    signs: frozenset[Sign] = frozenset()


@dataclass(frozen=True)
class Open:
    """What patrol compares a new call with: an open rescue, or a call that is about to become one. `receipts`: of all
    its calls."""

    spot: Spot
    receipts: tuple[datetime, ...]
    rule: JoinRule


class Ground(StrEnum):
    PLACE = "place"
    TIME = "time"
    PEOPLE = "people"
    SIGNS = "signs"


@dataclass(frozen=True)
class Reason:
    """`agrees` is None where nobody knows. `value`: metres, minutes, people, or the signs that both or neither say."""

    ground: Ground
    agrees: bool | None
    value: int | tuple[Sign, ...]


def compare(now: Seen, earlier: Seen, rule: SamePersonRule = SAME_PERSON) -> tuple[Reason, ...]:
    metres = round(metres_between(now.spot, earlier.spot))
    minutes = round(abs(now.at - earlier.at).total_seconds() / 60)
    return (
        Reason(Ground.PLACE, metres <= rule.near_metres, metres),
        Reason(Ground.TIME, abs(now.at - earlier.at) <= rule.recent, minutes),
        Reason(Ground.PEOPLE, now.people == earlier.people, earlier.people),
        _signs(now.signs, earlier.signs),
    )


def will_join(now: Seen, known: Open) -> bool:
    """Whether patrol takes both for one, by place and time alone, whatever else was said."""
    metres = round(metres_between(now.spot, known.spot))
    return known.rule.holds(metres, min(abs(now.at - receipt) for receipt in known.receipts))


def is_worth_a_look(reasons: Iterable[Reason], rule: SamePersonRule = SAME_PERSON) -> bool:
    """Reachable on foot, of this night, and at least one thing more speaks for it than against."""
    agreed = {reason.ground: reason for reason in reasons}
    metres, minutes = agreed[Ground.PLACE].value, agreed[Ground.TIME].value
    assert isinstance(metres, int) and isinstance(minutes, int)
    balance = sum(1 if one.agrees else -1 for one in agreed.values() if one.agrees is not None)
    return metres <= rule.far_metres and timedelta(minutes=minutes) <= rule.oldest and balance > 0


def likeness(reasons: Sequence[Reason]) -> tuple[int, int]:
    """To sort by: the likeliest is the smallest."""
    metres = next(one.value for one in reasons if one.ground is Ground.PLACE)
    assert isinstance(metres, int)
    return -sum(one.agrees is True for one in reasons), metres


def oldest(now: datetime, rule: SamePersonRule = SAME_PERSON) -> datetime:
    """Calls from before that are not compared."""
    return now - max(rule.oldest, timedelta(seconds=LONGEST_SECONDS))


def box_around(spot: Spot, rule: SamePersonRule = SAME_PERSON) -> tuple[float, float, float, float]:
    """West, south, east, north: holds everything that is not too far."""
    high = max(rule.far_metres, FURTHEST_METRES) / EARTH_RADIUS_METRES * 180 / pi
    wide = high / max(0.01, cos(radians(spot.latitude)))
    return spot.longitude - wide, spot.latitude - high, spot.longitude + wide, spot.latitude + high


def _signs(now: frozenset[Sign], earlier: frozenset[Sign]) -> Reason:
    """Two ages contradict each other; signs that one of them did not mention say nothing."""
    if not now or not earlier:
        return Reason(Ground.SIGNS, None, tuple(sorted(earlier)))
    ages = (now & ABOUT_AGE, earlier & ABOUT_AGE)
    if all(ages) and ages[0] != ages[1]:
        return Reason(Ground.SIGNS, False, tuple(sorted(earlier)))
    both = now & earlier
    return Reason(Ground.SIGNS, bool(both), tuple(sorted(both or earlier)))
