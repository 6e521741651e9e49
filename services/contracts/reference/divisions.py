"""Division codes, their names and outlines: which town a point lies in, and what lies inside what.

Codes nest: province 2 digits, city 4, county 6, township 9, village 12. Divisions come and go, so every question
is asked for a day. The files are those of `files.py`; an office's own stand beside ours, code by code.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from services.contracts.joining import Place
from services.contracts.reference.files import FOLDER, collections_of, on_change, rows_of

LENGTHS = (2, 4, 6, 9, 12)
"""Digits of a code at each level, from province to village."""
COUNTY_DIGITS = 6

Corner = tuple[float, float]


@dataclass(frozen=True)
class Division:
    code: str
    name: str
    level: str
    """province, city, county, township or village."""
    kind: str
    """What it is like: town, hills, community, village; otherwise the level."""
    valid_from: date
    valid_to: date | None
    """The last day on which the code stands; None while it does."""

    def valid_on(self, day: date) -> bool:
        return _holds(self.valid_from, self.valid_to, day)

    @property
    def parents(self) -> tuple[str, ...]:
        """Codes of everything around it, the largest first."""
        return tuple(self.code[:digits] for digits in LENGTHS if digits < len(self.code))


@dataclass(frozen=True)
class Outline:
    """One closed line with its holes, as (longitude, latitude), and the days on which it is drawn so."""

    code: str
    rings: tuple[tuple[Corner, ...], ...]
    valid_from: date
    valid_to: date | None
    box: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)
    """West, south, east, north: what is outside of it needs no closer look."""

    def contains(self, place: Place) -> bool:
        """Even-odd rule over all rings: inside the outer line and in no hole.

        A border belongs to exactly one of the two neighbours that share it.
        """
        west, south, east, north = self.box
        if not (west <= place.longitude <= east and south <= place.latitude <= north):
            return False
        return sum(_crossings(ring, place.longitude, place.latitude) for ring in self.rings) % 2 == 1


def division_at(point: Place, on: date) -> Division | None:
    """The smallest division whose outline contains the point on that day; None outside all outlines."""
    inside = [
        outline.code
        for outline in _outlines()
        if _holds(outline.valid_from, outline.valid_to, on) and outline.contains(point)
    ]
    return division(max(inside, key=len)) if inside else None


def middle_of(code: str, on: date) -> Corner | None:
    """(longitude, latitude) of the middle of the division, or of the smallest drawn one around it.

    None where nothing around is drawn. For a call that named an area and no point.
    """
    around = [
        outline
        for outline in _outlines()
        if lies_in(code, outline.code) and _holds(outline.valid_from, outline.valid_to, on)
    ]
    if not around:
        return None
    corners = max(around, key=lambda outline: len(outline.code)).rings[0]
    wests, souths = zip(*corners, strict=True)
    return ((min(wests) + max(wests)) / 2, (min(souths) + max(souths)) / 2)


def outer_lines_of(code: str, on: date) -> tuple[tuple[Corner, ...], ...]:
    """Where the division lies on that day: its outer lines as (longitude, latitude); empty where none is drawn."""
    return tuple(outline.rings[0] for outline in _drawn(code, on))


def is_outside_county(code: str, point: Place, on: date) -> bool:
    """Whether the point lies outside of the county that the division is in. False where nobody has drawn it."""
    drawn = _drawn(code[:COUNTY_DIGITS], on)
    return bool(drawn) and not any(outline.contains(point) for outline in drawn)


def division(code: str) -> Division | None:
    """The division of that code, also one that no longer exists; None for a code that never was."""
    return _divisions().get(code)


def divisions(scope: str = "", on: date | None = None) -> tuple[Division, ...]:
    """Everything inside `scope` and itself, by code; on a day only what exists then."""
    found = (known for code, known in sorted(_divisions().items()) if lies_in(code, scope))
    return tuple(known for known in found if on is None or known.valid_on(on))


def lies_in(code: str, scope: str) -> bool:
    """Whether the division is `scope` or inside it."""
    return code.startswith(scope)


def full_name(code: str, above: int = 6) -> str:
    """County, township and village in one: 暖冬县暖冬镇河西村. Unknown codes stand for themselves.

    `above`: digits of the largest division that is named.
    """
    chain = [code[:digits] for digits in LENGTHS if above <= digits <= len(code)]
    names = [known.name for part in chain if (known := division(part))]
    return "".join(names) or code


def edition() -> str:
    """The edition of our own files, for people to compare."""
    return str(json.loads((FOLDER / "edition.json").read_text(encoding="utf-8"))["edition"])


def _drawn(code: str, on: date) -> list[Outline]:
    known = (outline for outline in _outlines() if outline.code == code)
    return [outline for outline in known if _holds(outline.valid_from, outline.valid_to, on)]


@on_change
@cache
def _divisions() -> dict[str, Division]:
    return {row["code"]: _division(row) for row in rows_of("divisions.csv")}


def _division(row: dict[str, str]) -> Division:
    return Division(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        kind=row["kind"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


@on_change
@cache
def _outlines() -> tuple[Outline, ...]:
    """What a later file draws replaces all that an earlier one drew for the same code."""
    found: dict[str, list[Outline]] = {}
    for collection in collections_of("outlines.geojson"):
        drawn = [outline for feature in collection["features"] for outline in _outlines_of(feature)]
        found |= {code: [one for one in drawn if one.code == code] for code in {one.code for one in drawn}}
    return tuple(outline for outlines in found.values() for outline in outlines)


def _outlines_of(feature: dict[str, Any]) -> Iterator[Outline]:
    """One per polygon; a MultiPolygon has several under one code."""
    about, shape = feature["properties"], feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for polygon in polygons:
        rings = tuple(tuple((corner[0], corner[1]) for corner in ring) for ring in polygon)
        wests, souths = zip(*rings[0], strict=True)
        box = (min(wests), min(souths), max(wests), max(souths))
        yield Outline(
            about["code"], rings, date.fromisoformat(about["valid_from"]), _day(about["valid_to"]), box
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _holds(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last)


def _crossings(ring: tuple[Corner, ...], longitude: float, latitude: float) -> int:
    """How many edges a ray from the place to the east crosses.

    Each edge owns its lower end only, so that a ray through a corner is counted once.
    """
    crossed = 0
    for (west, south), (east, north) in pairwise(ring):
        if (south > latitude) != (north > latitude):
            # Always reckoned from the lower end: both neighbours of a shared edge get the same answer.
            low, high = ((west, south), (east, north)) if south < north else ((east, north), (west, south))
            share = (latitude - low[1]) / (high[1] - low[1])
            crossed += longitude < low[0] + share * (high[0] - low[0])
    return crossed
