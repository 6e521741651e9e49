"""Where crews start."""

from math import cos, hypot, radians
from pathlib import Path

import pytest

from services.chassis.clock.chance import Chance
from services.platform.crews.around import Nowhere, points_around


def test_crews_start_within_the_distance_of_a_point() -> None:
    points = points_around("100.0,40.0", 2000, 200, Chance(1))
    metres = [
        hypot((p.latitude - 40) * 111_195, (p.longitude - 100) * 111_195 * cos(radians(40))) for p in points
    ]
    assert len(points) == 200
    assert max(metres) <= 2001 and max(metres) > 1500


def test_crews_start_at_places_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("40.0,100.0,n,t,p,l\nx,y,n,t,p,l\n40.5,100.5,n,t,p,l\n")
    points = points_around(str(file), 0, 50, Chance(1))
    assert {(p.longitude, p.latitude) for p in points} == {(100.0, 40.0), (100.5, 40.5)}


def test_a_file_with_a_header_is_read_by_its_names(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("name,lon,lat\nbridge,100.0,40.0\n")
    assert points_around(str(file), 0, 1, Chance(1))[0].longitude == 100.0


@pytest.mark.parametrize("around", ["", "here", "100.0", "100.0,north", "200,40"])
def test_nowhere_is_told(around: str) -> None:
    with pytest.raises(Nowhere):
        points_around(around, 0, 1, Chance(1))


def test_a_file_without_points_is_told(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("address\nbridge\n")
    with pytest.raises(Nowhere):
        points_around(str(file), 0, 1, Chance(1))
