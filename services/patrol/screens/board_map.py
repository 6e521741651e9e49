"""What the map draws, as data for its script; every marker's content is in a list as well."""

from typing import Any

from services.chassis.clock import office_day
from services.contracts.reference.divisions import outer_lines_of
from services.patrol.domain.geography import Point
from services.patrol.screens.board_circle import HOSPITAL, STATION, WARM_POINT, Reach
from services.patrol.screens.board_rows import Row
from services.patrol.screens.board_teams import TeamRow
from services.patrol.screens.board_view import Board

KINDS = (WARM_POINT, STATION, HOSPITAL)


def drawn(board: Board) -> dict[str, Any]:
    """Points are [latitude, longitude], as the map library wants them; metres."""
    coverage = board.circle.coverage
    return {
        "frame": _frame(board),
        "rescues": [_rescue(row) for row in (*board.waiting, *board.there)],
        "teams": [_team(row) for row in board.teams if row.on_duty and row.team.position],
        "areas": [
            *({"name": area.name, "at": _at(area.point), "gap": False} for area in coverage.reached),
            *({"name": area.name, "at": _at(area.point), "gap": True} for area in coverage.gaps),
        ],
        "places": [
            {
                "name": place.name,
                "kind": place.kind,
                "at": _at(place.point),
                "taken": place.taken,
                "beds": place.beds,
            }
            for place in board.places
            if place.point and place.kind in KINDS
        ],
        "reaches": [_reach(reach) for reach in board.circle.reaches if reach.points],
    }


def _rescue(row: Row) -> dict[str, Any]:
    rescue = row.rescue
    return {
        "id": rescue.id,
        "number": rescue.number,
        "state": "late" if row.face.state == "off" and row.face.late else row.face.state,
        "at": _at(rescue.point),
        "outside": row.outside,
    }


def _frame(board: Board) -> list[list[float]] | None:
    """South-west and north-east corner of the counties that the board is about; None where none of them is drawn."""
    day = office_day(board.now)
    corners = [corner for county in board.counties for line in outer_lines_of(county, day) for corner in line]
    if not corners:
        return None
    wests, souths = zip(*corners, strict=True)
    return [[min(souths), min(wests)], [max(souths), max(wests)]]


def _team(row: TeamRow) -> dict[str, Any]:
    position, rescue = row.team.position, row.rescue
    assert position is not None, "only teams that were somewhere are drawn"
    going = rescue is not None and row.state in ("accepted", "driving")
    return {
        "id": row.team.id,
        "sign": row.sign,
        "name": row.team.name,
        "kind": row.kind,
        "at": _at(position.point),
        "to": _at(rescue.point) if rescue is not None and going else None,
    }


def _reach(reach: Reach) -> dict[str, Any]:
    lines = [[_at(corner) for corner in line] for line in reach.lines]
    return {"lines": lines, "metres": round(reach.metres), "from": [_at(point) for point in reach.points]}


def _at(point: Point) -> list[float]:
    return [point.latitude, point.longitude]
