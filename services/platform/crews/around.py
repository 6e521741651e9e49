"""Where crews start: near a point, or at places taken from a file of reports."""

from math import cos, pi, radians, sin, sqrt
from pathlib import Path

from services.chassis.clock.chance import Chance
from services.contracts.values import Point
from services.platform.replay.columns import BadColumns, Columns, choose_columns
from services.platform.replay.rows import BadRow, decoded, numbered

METRES_PER_DEGREE = 111_195.0


class Nowhere(Exception):
    """Neither `lon,lat` nor a readable file with latitudes and longitudes."""


def points_around(around: str, within: float, count: int, chance: Chance) -> list[Point]:
    """`around`: `lon,lat` or the path of a CSV; `within`: metres from the point. Raises Nowhere."""
    if Path(around).is_file():
        known = points_in(Path(around))
        return [chance.one_of(known) for _ in range(count)]
    longitude, _, latitude = around.partition(",")
    try:
        centre = Point(longitude=float(longitude), latitude=float(latitude))
    except ValueError:
        raise Nowhere(f"'{around}' is neither a file nor longitude,latitude") from None
    return [_near(centre, within, chance) for _ in range(count)]


def points_in(file: Path) -> list[Point]:
    """The points of a CSV of reports, laid out as `relief replay` reads it. Raises Nowhere."""
    rows = [
        row for _, row in numbered(decoded(file.read_bytes()).splitlines()) if not isinstance(row, BadRow)
    ]
    try:
        columns = choose_columns(rows[0] if rows else [])
    except BadColumns as problem:
        raise Nowhere(f"{file.name}: {problem}") from None
    found = [point for row in rows[columns.header :] if (point := _point(columns, row))]
    if not found:
        raise Nowhere(f"{file.name} has no latitudes and longitudes")
    return found


def _point(columns: Columns, row: list[str]) -> Point | None:
    if len(row) < columns.width:
        return None
    cells = columns.cells(row)
    try:
        return Point.model_validate({name: cells.get(name) for name in ("longitude", "latitude")})
    except ValueError:
        return None


def _near(centre: Point, within: float, chance: Chance) -> Point:
    """Evenly over the disc; exact enough for a county."""
    metres, angle = within * sqrt(chance.between(0, 1)), chance.between(0, 2 * pi)
    north, east = metres * cos(angle) / METRES_PER_DEGREE, metres * sin(angle) / METRES_PER_DEGREE
    return Point(
        longitude=centre.longitude + east / cos(radians(centre.latitude)), latitude=centre.latitude + north
    )
