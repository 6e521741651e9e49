"""Reference data of an office's own stands beside ours; what cannot be used is refused in words, with the place."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.chassis.web import ServiceSettings
from services.contracts.reference.base_map import KINDS, base_map
from services.contracts.reference.calendar import is_workday
from services.contracts.reference.check import faults_in
from services.contracts.reference.divisions import division, division_at, full_name
from services.contracts.reference.files import FOLDER, use
from services.contracts.values import Point

TONIGHT = date(2026, 12, 5)
HEADER = "code,name,level,kind,valid_from,valid_to\n"
TOWN = HEADER + "990103,雪原县,county,county,2020-01-01,\n990103001,雪原镇,township,town,2020-01-01,\n"
SQUARE = [[110.0, 45.0], [110.1, 45.0], [110.1, 45.1], [110.0, 45.1], [110.0, 45.0]]


def drawn(code: str, ring: list[list[float]]) -> str:
    about = {"code": code, "valid_from": "2020-01-01", "valid_to": None}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": about, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "divisions.csv").write_text(TOWN, encoding="utf-8")
    (tmp_path / "outlines.geojson").write_text(drawn("990103001", SQUARE), encoding="utf-8")
    yield tmp_path
    use(None)


def test_our_own_files_have_no_fault() -> None:
    assert faults_in(FOLDER) == []


def test_a_county_of_ones_own_is_found_by_code_and_by_point_beside_ours(own: Path) -> None:
    inside = Point(longitude=110.05, latitude=45.05)
    assert division_at(inside, TONIGHT) is None
    assert faults_in(own) == []
    ServiceSettings(RELIEF_REFERENCE=own).use_reference()
    found = division_at(inside, TONIGHT)
    assert found is not None and found.code == "990103001"
    assert full_name("990103001") == "雪原县雪原镇"
    assert division_at(Point(longitude=100.0, latitude=40.0), TONIGHT) == division("990101001")
    use(None)
    assert division("990103") is None, "ours alone again"


def test_what_it_says_about_a_code_or_a_day_replaces_ours(own: Path) -> None:
    (own / "outlines.geojson").write_text(drawn("990101001", SQUARE), encoding="utf-8")
    (own / "calendar.csv").write_text(
        "day,kind,name,source,confirmed\n2026-12-05,make_up,补班,本县通知,yes\n", encoding="utf-8"
    )
    assert not is_workday(TONIGHT), "a Saturday"
    use(own)
    assert is_workday(TONIGHT)
    moved = division_at(Point(longitude=110.05, latitude=45.05), TONIGHT)
    assert moved is not None and moved.code == "990101001"
    left = division_at(Point(longitude=100.0, latitude=40.0), TONIGHT)
    assert left is not None and left.code == "990101", "the county around it is still drawn by ours"


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("divisions.csv", HEADER + "99010,县,county,county,2020-01-01,", "line 2: code is 2, 4, 6, 9 or 12"),
        (
            "divisions.csv",
            HEADER + "990103,县,town,county,2020-01-01,",
            "line 2: level of a code of 6 digits",
        ),
        ("divisions.csv", HEADER + "980103,县,county,county,2020-01-01,", "98, in which 980103 lies"),
        ("divisions.csv", HEADER + "990103,县,county,county,2020,", "line 2: valid_from is a day"),
        ("divisions.csv", "code,name\n990103,县\n", "no column level"),
        ("divisions.csv", "\udcff", "not a CSV file in UTF-8"),
        ("outlines.geojson", drawn("990109", SQUARE), "code 990109 is not in divisions.csv"),
        ("outlines.geojson", drawn("990103", SQUARE[:-1]), "ends where it began"),
        ("outlines.geojson", drawn("990103", [[p[1] * 4, p[0]] for p in SQUARE]), "longitude, latitude"),
        ("outlines.geojson", "[]", "not a GeoJSON FeatureCollection"),
        ("base_map.geojson", drawn("990103", SQUARE), "kind is one of land"),
        ("calendar.csv", "day,kind,name,source,confirmed\n2027-13-01,x,,,maybe\n", "line 2: day is like"),
    ],
)
def test_a_fault_is_told_with_its_place_and_stops_the_start(
    own: Path, name: str, text: str, fault: str
) -> None:
    (own / name).write_bytes(text.encode(errors="surrogateescape"))
    assert any(said.startswith(name) and fault in said for said in faults_in(own)), faults_in(own)
    with pytest.raises(ValueError, match="RELIEF_REFERENCE"):
        ServiceSettings(RELIEF_REFERENCE=own).use_reference()


def test_a_folder_without_any_of_the_files_is_told() -> None:
    assert "none of" in faults_in(Path(__file__).parent)[0]


def test_the_base_map_has_every_kind_and_lies_around_the_town() -> None:
    features = base_map()["features"]
    assert {feature["properties"]["kind"] for feature in features} == set(KINDS)
    town = next(one for one in features if one["properties"].get("area") == "990101001")
    longitudes = [corner[0] for corner in town["geometry"]["coordinates"][0]]
    assert min(longitudes) < 100.0 < max(longitudes)
