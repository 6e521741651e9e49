"""Reference data: every point of the demonstration county is in exactly one township, and codes nest."""

import csv
import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from services.contracts.reference import divisions as reference
from services.contracts.reference.divisions import (
    Outline,
    division,
    division_at,
    divisions,
    full_name,
    is_outside_county,
    lies_in,
)
from services.contracts.reference.files import NAMES
from services.contracts.values import Area, Point

TONIGHT = date(2026, 12, 5)
BEFORE_THE_MERGER = date(2023, 12, 31)
ROOT = Path(__file__).parents[2]
TOWN, HILLS = "990101001", "990101002"


def code_at(longitude: float, latitude: float, on: date = TONIGHT) -> str | None:
    found = division_at(Point(longitude=longitude, latitude=latitude), on)
    return found.code if found else None


def test_the_files_are_those_of_the_stated_edition() -> None:
    stated = json.loads((reference.FOLDER / "edition.json").read_text(encoding="utf-8"))["sha256"]
    found = {name: hashlib.sha256((reference.FOLDER / name).read_bytes()).hexdigest() for name in stated}
    assert found == stated, "other content is another edition"
    assert set(stated) == set(NAMES)
    assert reference.edition()


def test_every_division_lies_inside_one_that_is_known_and_its_level_fits_its_digits() -> None:
    levels = dict(zip(reference.LENGTHS, ("province", "city", "county", "township", "village"), strict=True))
    for known in divisions():
        TypeAdapter(Area).validate_python(known.code)
        assert known.level == levels[len(known.code)]
        for parent in known.parents:
            around = division(parent)
            assert around is not None and lies_in(known.code, parent)
            assert around.valid_from <= known.valid_from


def test_every_outline_belongs_to_a_division_that_is_valid_as_long_as_it_is_drawn() -> None:
    for outline in reference._outlines():
        known = division(outline.code)
        assert known is not None
        assert known.valid_on(outline.valid_from)
        assert known.valid_to is None or (outline.valid_to is not None and outline.valid_to <= known.valid_to)
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in outline.rings)


@pytest.mark.parametrize("step", range(60))
def test_every_point_of_the_county_is_in_exactly_one_township(step: int) -> None:
    county, townships = _standing("990101"), _standing(TOWN) + _standing(HILLS)
    longitude = 99.65 + step * 0.0091
    for across in range(110):
        point = Point(longitude=longitude, latitude=39.9 + across * 0.0047)
        inside = sum(outline.contains(point) for outline in townships)
        assert inside == sum(outline.contains(point) for outline in county)


def test_corners_and_borders_belong_to_exactly_one_township() -> None:
    townships = _standing(TOWN) + _standing(HILLS)
    shared = set(townships[0].rings[0]) & set(townships[1].rings[0])
    inner = sorted(shared)[1:-1]
    assert inner, "the two have a common border"
    for longitude, latitude in inner:
        owners = [part for part in townships if part.contains(Point(longitude=longitude, latitude=latitude))]
        assert len(owners) == 1


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [
        (100.0, 40.0, TOWN),
        (99.863, 40.243, HILLS),
        (99.942, 39.97, "990101001001"),
        (100.06, 40.135, "990101002001"),
        (99.6, 40.0, None),
        (-75.38, 40.09, None),
        (116.4, 39.9, None),
    ],
)
def test_a_point_is_in_the_smallest_division_around_it(
    longitude: float, latitude: float, code: str | None
) -> None:
    assert code_at(longitude, latitude) == code


def test_a_point_is_asked_for_a_day() -> None:
    assert code_at(100.0, 39.95, BEFORE_THE_MERGER) == "990101003"
    assert code_at(100.0, 39.95, date(2024, 1, 1)) == TOWN
    assert code_at(100.0, 40.0, BEFORE_THE_MERGER) == TOWN
    assert code_at(100.0, 40.0, date(2000, 1, 1)) is None


def test_a_code_that_no_longer_stands_is_still_known_by_name() -> None:
    gone = division("990101003")
    assert gone is not None and not gone.valid_on(TONIGHT)
    assert gone not in divisions("990101", TONIGHT)
    assert gone in divisions("990101")


def test_names_are_read_from_the_county_down() -> None:
    assert full_name("990101001001") == "暖冬县暖冬镇河西村"
    assert full_name("990101") == "暖冬县"
    assert full_name("123456") == "123456"
    assert division("123456") is None


def test_a_hole_is_outside_and_an_island_inside() -> None:
    square = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
    hole = ((1.0, 1.0), (1.0, 3.0), (3.0, 3.0), (3.0, 1.0), (1.0, 1.0))
    ringed = Outline("99", (square, hole), date(2020, 1, 1), None)
    assert ringed.contains(Point(longitude=0.5, latitude=2))
    assert not ringed.contains(Point(longitude=2, latitude=2))
    assert replace(ringed, rings=(square,)).contains(Point(longitude=2, latitude=2))

    islands = {
        "properties": {"code": "99", "valid_from": "2020-01-01", "valid_to": None},
        "geometry": {"type": "MultiPolygon", "coordinates": [[square], [[(x + 10, y) for x, y in square]]]},
    }
    one, other = reference._outlines_of(islands)
    assert one.contains(Point(longitude=2, latitude=2)) and other.contains(Point(longitude=12, latitude=2))


def test_every_place_name_of_the_sample_calls_has_a_township_of_that_name() -> None:
    with (ROOT / "deploy/examples/calls-sample-areas.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len({row["name"] for row in rows}) == len({row["code"] for row in rows}) == 66
    for row in rows:
        known = division(row["code"])
        assert known is not None and known.name == row["name"] and lies_in(known.code, "990102")


def _standing(code: str) -> list[Outline]:
    return [
        outline
        for outline in reference._outlines()
        if outline.code == code and reference._holds(outline.valid_from, outline.valid_to, TONIGHT)
    ]


@pytest.mark.parametrize(
    "code,longitude,outside",
    [(TOWN, 100.0, False), (HILLS, 100.0, False), (TOWN, 116.4, True), ("880101001", 116.4, False)],
)
def test_a_point_is_outside_of_a_county_that_is_drawn_or_nobody_can_say(
    code: str, longitude: float, outside: bool
) -> None:
    assert is_outside_county(code, Point(longitude=longitude, latitude=40.0), TONIGHT) is outside
