"""What a reporter is owed."""

from datetime import timedelta

import pytest

from services.notify.domain.message import Moot
from services.notify.domain.reporter import (
    Acceptance,
    KnownRescue,
    KnownSighting,
    Word,
    minutes_left,
    owed,
)
from tests.unit.notify.scenes import NOW

YES = Acceptance(NOW, NOW + timedelta(seconds=312))
OPEN, CLOSED = KnownSighting(reachable=True, closed=False), KnownSighting(reachable=True, closed=True)


def words(sighting: KnownSighting, rescue: KnownRescue | None = None) -> list[Word]:
    return list(owed(sighting, rescue))


def test_somebody_without_a_number_is_told_nothing():
    assert words(KnownSighting(reachable=False, closed=True), KnownRescue(YES, answered=True)) == []


def test_a_report_is_confirmed_before_patrol_is_heard_of():
    assert words(OPEN) == [Word("received")]


def test_a_rescue_without_a_team_is_no_news():
    assert words(OPEN, KnownRescue(None, answered=False)) == [Word("received")]


def test_a_team_that_goes_is_news():
    assert words(OPEN, KnownRescue(YES, answered=False)) == [Word("received"), Word("on_its_way")]


@pytest.mark.parametrize(
    ("sighting", "rescue", "why"),
    [
        (CLOSED, KnownRescue(YES, answered=True), Moot.CLOSED),
        (CLOSED, KnownRescue(YES, answered=False), Moot.CLOSED),
        (OPEN, KnownRescue(YES, answered=True), Moot.ANSWERED),
        (OPEN, KnownRescue(Acceptance(NOW, NOW, withdrawn=True), answered=False), Moot.TEAM_WITHDRAWN),
    ],
)
def test_a_team_is_no_longer_on_its_way_when(sighting: KnownSighting, rescue: KnownRescue, why: Moot):
    assert Word("on_its_way", why) in words(sighting, rescue)


def test_a_closed_report_is_said_last():
    assert words(CLOSED, KnownRescue(YES, answered=True))[-1] == Word("closed")
    assert words(CLOSED) == [Word("received"), Word("closed")]


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(312, 5), (330, 6), (329, 5), (30, 1), (3, 1), (-60, 1), (3042, 51)]
)
def test_minutes_are_rounded_to_the_nearest_and_never_none(seconds: int, minutes: int):
    assert minutes_left(Acceptance(NOW, NOW + timedelta(seconds=seconds)), NOW) == minutes


def test_a_report_older_than_the_acceptance_counts_from_the_acceptance():
    assert minutes_left(YES, NOW - timedelta(minutes=20)) == 5


def test_who_joins_later_is_told_what_is_left():
    assert minutes_left(YES, NOW + timedelta(minutes=3)) == 2
