"""What is wrong with an office's own reference files, in words and with the place, before they are used."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.contracts.reference.base_map import KINDS
from services.contracts.reference.divisions import LENGTHS, division
from services.contracts.reference.files import NAMES

LEVELS = dict(zip(LENGTHS, ("province", "city", "county", "township", "village"), strict=True))
COLUMNS = {
    "divisions.csv": ("code", "name", "level", "kind", "valid_from", "valid_to"),
    "calendar.csv": ("day", "kind", "name", "source", "confirmed"),
}


def faults_in(folder: Path) -> list[str]:
    """A sentence for each fault; nothing when the folder can be used."""
    if not any((folder / name).is_file() for name in NAMES):
        return [f"{folder}: none of {', '.join(NAMES)} is there"]
    codes = _codes(folder / "divisions.csv")
    return [
        *_table(folder / "divisions.csv", lambda row: _division_faults(row, codes)),
        *_table(folder / "calendar.csv", _day_faults),
        *_shapes(folder / "outlines.geojson", lambda feature: _outline_faults(feature, codes)),
        *_shapes(folder / "base_map.geojson", _drawing_faults),
    ]


def _codes(file: Path) -> set[str]:
    try:
        return {row.get("code") or "" for _, row in _rows(file)}
    except (UnicodeDecodeError, csv.Error):
        return set()


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    if file.is_file():
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield from enumerate(csv.DictReader(lines), start=2)


def _table(file: Path, faults_of: Any) -> Iterator[str]:
    try:
        for line, row in _rows(file):
            if missing := [name for name in COLUMNS[file.name] if row.get(name) is None]:
                yield f"{file.name}: no column {', '.join(missing)}"
                return
            yield from (f"{file.name} line {line}: {fault}" for fault in faults_of(row))
    except (UnicodeDecodeError, csv.Error):
        yield f"{file.name}: not a CSV file in UTF-8"


def _division_faults(row: Mapping[str, str], codes: set[str]) -> Iterator[str]:
    code = row["code"]
    if not (code.isascii() and code.isdigit() and len(code) in LEVELS):
        yield "code is 2, 4, 6, 9 or 12 digits"
        return
    if row["level"] != LEVELS[len(code)]:
        yield f"level of a code of {len(code)} digits is {LEVELS[len(code)]}"
    if not row["name"].strip():
        yield "name is missing"
    for digits in LENGTHS:
        parent = code[:digits]
        if digits < len(code) and parent not in codes and division(parent) is None:
            yield f"{parent}, in which {code} lies, is not listed"
    yield from _span_faults(row)


def _span_faults(about: Mapping[str, Any]) -> Iterator[str]:
    if not _is_day(about.get("valid_from")):
        yield "valid_from is a day like 2016-01-01"
    if about.get("valid_to") and not _is_day(about["valid_to"]):
        yield "valid_to is empty or a day like 2023-12-31"


def _day_faults(row: Mapping[str, str]) -> Iterator[str]:
    if not _is_day(row["day"]):
        yield "day is like 2027-01-01"
    if row["kind"] not in ("holiday", "make_up"):
        yield "kind is holiday or make_up"
    if row["confirmed"] not in ("yes", "no"):
        yield "confirmed is yes or no"


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _shapes(file: Path, faults_of: Any) -> Iterator[str]:
    if not file.is_file():
        return
    try:
        features = json.loads(file.read_text(encoding="utf-8-sig"))["features"]
        for number, feature in enumerate(features, start=1):
            yield from (f"{file.name} feature {number}: {fault}" for fault in faults_of(feature))
    except (ValueError, KeyError, TypeError):
        yield f"{file.name}: not a GeoJSON FeatureCollection in UTF-8"


def _outline_faults(feature: Mapping[str, Any], codes: set[str]) -> Iterator[str]:
    about, shape = feature["properties"], feature["geometry"]
    code = str(about.get("code"))
    if code not in codes and division(code) is None:
        yield f"code {code} is not in divisions.csv"
    yield from _span_faults(about)
    if shape["type"] not in ("Polygon", "MultiPolygon"):
        yield "geometry is a Polygon or a MultiPolygon"
        return
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    rings = [ring for polygon in polygons for ring in polygon]
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        yield "every ring has at least four corners and ends where it began"
    if any(not (-180 <= corner[0] <= 180 and -90 <= corner[1] <= 90) for ring in rings for corner in ring):
        yield "corners are [longitude, latitude] in degrees (WGS-84)"


def _drawing_faults(feature: Mapping[str, Any]) -> Iterator[str]:
    if feature["properties"].get("kind") not in KINDS:
        yield f"kind is one of {', '.join(KINDS)}"
    if not feature["geometry"].get("coordinates"):
        yield "geometry has coordinates"
