from hypothesis import given
from hypothesis import strategies as some

from services.patrol.domain.geography import (
    STANDARD_TRAVEL,
    Point,
    TravelRule,
    choose_travel,
    county_of,
    covers,
    metres_between,
    related,
    travel_seconds,
)
from tests.unit.patrol.scenes import COUNTY, HILLS, IN_THE_HILLS, IN_TOWN, TOWN

points = some.builds(Point, some.floats(-180, 180), some.floats(-90, 90))
codes = some.from_regex(r"\A\d{2,12}\Z")


def test_the_evenings_roads_take_the_evenings_seconds():
    assert travel_seconds(2_000, IN_TOWN) == 312
    assert travel_seconds(3_500, IN_TOWN) == 546
    assert travel_seconds(26_000, IN_THE_HILLS) == 3_042


def test_a_degree_of_latitude_is_111_kilometres():
    assert round(metres_between(Point(110, 33), Point(110, 34))) == 111_195


@given(points, points)
def test_a_way_is_as_long_as_the_way_back_and_never_longer_than_half_the_earth(one: Point, other: Point):
    there, back = metres_between(one, other), metres_between(other, one)
    assert abs(there - back) < 0.001
    assert 0 <= there < 20_015_200


@given(points)
def test_nothing_is_far_from_itself(point: Point):
    assert metres_between(point, point) == 0


@given(some.floats(0, 1e6), some.floats(0, 1e6))
def test_a_longer_way_never_takes_less_time(one: float, other: float):
    shorter, longer = sorted((one, other))
    assert travel_seconds(shorter, IN_TOWN) <= travel_seconds(longer, IN_TOWN)


def test_the_smallest_area_around_says_how_fast_one_drives():
    rules = [TravelRule("*", 1.5, 25), IN_TOWN, IN_THE_HILLS]
    assert choose_travel(rules, TOWN) is IN_TOWN
    assert choose_travel(rules, HILLS + "003") is IN_THE_HILLS
    assert choose_travel(rules, "880101").detour == 1.5
    assert choose_travel([], "880101") is STANDARD_TRAVEL


def test_division_codes_nest():
    assert covers("*", TOWN) and covers(COUNTY, TOWN) and covers(TOWN, TOWN)
    assert not covers(TOWN, COUNTY) and not covers(HILLS, TOWN)
    assert related(TOWN, COUNTY) and related(COUNTY, TOWN) and not related(TOWN, HILLS)
    assert county_of(TOWN) == COUNTY and county_of("99") == "99"


@given(codes, codes)
def test_areas_are_related_both_ways_or_not_at_all(one: str, other: str):
    assert related(one, other) == related(other, one)
