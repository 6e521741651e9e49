"""The evening's distances come out as the story tells them."""

from datetime import date
from math import asin, cos, radians, sin, sqrt

import pytest

from services.contracts.reference.divisions import division_at, lies_in
from services.platform.evening.places import (
    BING_POST,
    BING_START,
    BUS_STATION,
    HILL_ROAD_KM_14,
    JIA_START,
    RAILWAY_BRIDGE,
    YI_START,
    Place,
)

TONIGHT = date(2026, 12, 5)
TOWN, HILLS = 30, 40  # km/h
DETOUR = 1.3


def metres(one: Place, other: Place) -> float:
    """Haversine, written here once more so that a mistake in the product does not hide itself."""
    a, b = one.point, other.point
    across = sin(radians(b.longitude - a.longitude) / 2) ** 2
    along = sin(radians(b.latitude - a.latitude) / 2) ** 2
    share = along + cos(radians(a.latitude)) * cos(radians(b.latitude)) * across
    return 2 * 6371008.8 * asin(sqrt(share))


def seconds(one: Place, other: Place, kilometres_per_hour: int) -> int:
    return round(metres(one, other) * DETOUR / (kilometres_per_hour / 3.6))


@pytest.mark.parametrize(
    ("start", "end", "straight", "speed", "travel"),
    [
        (JIA_START, RAILWAY_BRIDGE, 2000.0, TOWN, 312),
        (YI_START, RAILWAY_BRIDGE, 3500.0, TOWN, 546),
        (BING_START, RAILWAY_BRIDGE, 1000.0, TOWN, 156),
        (YI_START, BUS_STATION, 1500.0, TOWN, 234),
        (RAILWAY_BRIDGE, BUS_STATION, 2756.4, TOWN, 430),
        (YI_START, HILL_ROAD_KM_14, 26000.0, HILLS, 3042),
        (BING_POST, HILL_ROAD_KM_14, 8000.0, HILLS, 936),
    ],
)
def test_distances_and_travel_times(
    start: Place, end: Place, straight: float, speed: int, travel: int
) -> None:
    assert metres(start, end) == pytest.approx(straight, abs=0.01)
    assert seconds(start, end, speed) == travel


def test_at_half_past_seven_the_second_team_is_nearer_to_the_hill_road_than_the_first() -> None:
    assert metres(YI_START, HILL_ROAD_KM_14) < metres(BUS_STATION, HILL_ROAD_KM_14)
    assert metres(YI_START, HILL_ROAD_KM_14) < metres(RAILWAY_BRIDGE, HILL_ROAD_KM_14)


@pytest.mark.parametrize(
    "place", [RAILWAY_BRIDGE, BUS_STATION, HILL_ROAD_KM_14], ids=lambda place: place.name
)
def test_the_places_lie_where_the_story_says(place: Place) -> None:
    found = division_at(place.point, TONIGHT)
    assert found is not None and found.code == place.area


@pytest.mark.parametrize("start", [JIA_START, YI_START, BING_START, BING_POST], ids=lambda place: place.name)
def test_the_teams_start_inside_the_county(start: Place) -> None:
    found = division_at(start.point, TONIGHT)
    assert found is not None and lies_in(found.code, "990101")
