"""The circle in its first form: who reaches which key area inside what is promised there."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.patrol.domain.coverage import KeyArea, Promised, counted, coverage
from services.patrol.domain.geography import Point, TravelRule
from services.patrol.domain.offer import OfferState
from services.patrol.domain.team import LiveOffer, Position, Shift, Team

NOW = datetime(2026, 12, 5, 19, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TOWN = "990101001"
RULE = TravelRule(TOWN, 1.3, 30)
HALF_AN_HOUR = Promised(1800, RULE)
METRES_PER_DEGREE = 111_195.08
SHIFT = Shift(NOW - timedelta(hours=1), NOW + timedelta(hours=6))
TEAM = Team("jia", "甲队", "990101", shifts=(SHIFT,), position=Position(Point(100, 40), NOW))


def area(name: str, metres_north: float, area: str = TOWN) -> KeyArea:
    return KeyArea(name, name, area, Point(100, 40 + metres_north / METRES_PER_DEGREE))


def names(found: tuple[KeyArea, ...]) -> list[str]:
    return [place.name for place in found]


def test_a_free_team_covers_what_it_reaches_within_the_limit() -> None:
    near, far = area("桥洞", 11_500), area("砖厂", 11_600)
    found = coverage([far, near], [TEAM], lambda _: HALF_AN_HOUR, NOW)
    assert (names(found.reached), names(found.gaps), found.total) == (["桥洞"], ["砖厂"], 2)


def test_the_reach_in_metres_says_the_same_as_the_travel_time() -> None:
    assert round(HALF_AN_HOUR.reach_metres) == 11_538


def test_the_limit_is_that_of_the_place_not_of_the_team() -> None:
    hills = Promised(3600, TravelRule("990101002", 1.3, 40))
    place = area("山口", 20_000, "990101002")
    found = coverage([place], [TEAM], lambda code: hills if code == "990101002" else HALF_AN_HOUR, NOW)
    assert names(found.reached) == ["山口"]


def test_a_team_that_is_asked_off_shift_silent_or_of_a_drill_covers_nothing() -> None:
    offer = LiveOffer("o", OfferState.OFFERED, NOW)
    others = [
        replace(TEAM, rescue="r", offer=offer),
        replace(TEAM, shifts=()),
        replace(TEAM, answering=False),
        replace(TEAM, drill=True),
        replace(TEAM, position=None),
    ]
    assert counted(others, NOW) == ()


def test_a_position_older_than_three_minutes_is_not_counted() -> None:
    point = Point(100, 40)
    just = replace(TEAM, position=Position(point, NOW - timedelta(seconds=180)))
    old = replace(TEAM, id="yi", position=Position(point, NOW - timedelta(seconds=181)))
    assert [team.id for team in counted([just, old], NOW)] == ["jia"]


def test_a_team_of_another_county_does_not_help() -> None:
    foreign = replace(TEAM, area="990102")
    assert names(coverage([area("桥洞", 10)], [foreign], lambda _: HALF_AN_HOUR, NOW).gaps) == ["桥洞"]


def test_where_nobody_is_sent_on_purpose_there_is_no_gap() -> None:
    assert coverage([area("桥洞", 10)], [], lambda _: None, NOW).total == 0


def test_without_key_areas_there_is_nothing_to_count() -> None:
    assert coverage([], [TEAM], lambda _: HALF_AN_HOUR, NOW).total == 0
