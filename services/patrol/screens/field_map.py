"""The way there as a small drawing, made here: it needs no script and stands in the page when there is no network."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from services.contracts.reference.base_map import base_map
from services.patrol.domain.geography import Point

WIDTH, HEIGHT = 390, 220
MARGIN = 56
"""Pixels between the signs and the rim."""
FAR = 12.0
"""Metres to a pixel from which roads are drawn thin."""
ROOM = 44
"""Pixels around the signs that no name stands in."""
METRES_PER_DEGREE = 111_195.0
NARROWEST = 1_200.0
"""Metres across, however near the team is."""
LINES = ("stream", "road", "railway")
Place = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    kind: str
    path: str


@dataclass(frozen=True)
class Label:
    name: str
    at: Place


@dataclass(frozen=True)
class Drawing:
    """Pixels of a WIDTH × HEIGHT picture. `team`: where it was last; None where nobody knows."""

    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    target: Place
    team: Place | None
    far: bool


@dataclass(frozen=True)
class Frame:
    middle: Point
    pixels_per_metre: float

    def put(self, longitude: float, latitude: float) -> Place:
        east = (longitude - self.middle.longitude) * METRES_PER_DEGREE * cos(radians(self.middle.latitude))
        north = (latitude - self.middle.latitude) * METRES_PER_DEGREE
        x, y = WIDTH / 2 + east * self.pixels_per_metre, HEIGHT / 2 - north * self.pixels_per_metre
        return (round(x, 1), round(y, 1))


def draw(target: Point, team: Point | None) -> Drawing:
    frame = _frame(target, team or target)
    here = frame.put(team.longitude, team.latitude) if team else None
    there = frame.put(target.longitude, target.latitude)
    signs = [there, (there[0], there[1] - 36), *_between(here, there)]
    labels = tuple(label for label in _labels(frame) if all(_apart(label.at, sign) for sign in signs))
    return Drawing(tuple(_shapes(frame)), labels, there, here, 1 / frame.pixels_per_metre > FAR)


def _between(here: Place | None, there: Place) -> list[Place]:
    """Along the line that shows the way, from the team on."""
    if here is None:
        return []
    return [
        (here[0] + (there[0] - here[0]) * part / 4, here[1] + (there[1] - here[1]) * part / 4)
        for part in range(4)
    ]


def _apart(one: Place, other: Place) -> bool:
    return abs(one[0] - other[0]) > ROOM or abs(one[1] - other[1]) > ROOM / 2


def _frame(one: Point, other: Point) -> Frame:
    middle = Point((one.longitude + other.longitude) / 2, (one.latitude + other.latitude) / 2)
    across = abs(one.longitude - other.longitude) * METRES_PER_DEGREE * cos(radians(middle.latitude))
    along = abs(one.latitude - other.latitude) * METRES_PER_DEGREE
    wide, high = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    metres_per_pixel = max(across / wide, along / high, NARROWEST / WIDTH)
    return Frame(middle, 1 / metres_per_pixel)


def _shapes(frame: Frame) -> Iterator[Shape]:
    roads = []
    for feature in base_map()["features"]:
        about, geometry = feature["properties"], feature["geometry"]
        if geometry["type"] == "Point" or about["kind"] == "land":
            continue
        path = " ".join(_path(frame, ring) for ring in _rings(geometry) if _is_seen(frame, ring))
        if path and about["kind"] == "road":
            roads.append((about["size"], path))
        elif path:
            yield Shape(about["kind"], path + ("" if about["kind"] in LINES else "Z"))
    yield from (Shape(f"casing {size}", path) for size, path in roads)
    yield from (Shape(f"road {size}", path) for size, path in roads)


def _rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    return [geometry["coordinates"]] if geometry["type"] == "LineString" else geometry["coordinates"]


def _path(frame: Frame, ring: list[list[float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in (frame.put(*point[:2]) for point in ring))


def _is_seen(frame: Frame, ring: list[list[float]]) -> bool:
    places = [frame.put(*point[:2]) for point in ring]
    columns, rows = [x for x, _ in places], [y for _, y in places]
    return max(columns) > 0 and min(columns) < WIDTH and max(rows) > 0 and min(rows) < HEIGHT


def _labels(frame: Frame) -> Iterator[Label]:
    for feature in base_map()["features"]:
        if feature["properties"]["kind"] == "label":
            x, y = frame.put(*feature["geometry"]["coordinates"])
            if MARGIN / 2 < x < WIDTH - MARGIN and MARGIN / 3 < y < HEIGHT - MARGIN / 3:
                yield Label(feature["properties"]["name"], (x, y))
