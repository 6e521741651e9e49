"""A team as the board shows it: its state as a sign, where it was and when, what is on board."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.patrol.domain.coverage import is_known
from services.patrol.domain.geography import Point, metres_between
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.team import Shift, Status, Team
from services.patrol.repository.registers import Place
from services.patrol.screens.board_words import KIT_TEAM_STATES

ORDER = ("free", "asked", "accepted", "driving", "acting", "lost", "off")
STOCK = ("quilt", "coat", "food")
LOW_STOCK = 1
"""At or under it a stock is marked."""
NEAR_METRES = 800.0
NEAR_DEGREES = 0.01
"""Of latitude: a little more than that, seen without a sine."""


@dataclass(frozen=True)
class TeamRow:
    """`state`: of the kit, or `off`. `age_seconds` of the position; `aged`: too old to count on.
    `near`: the registered place that it was at."""

    team: Team
    state: str
    rescue: Rescue | None
    age_seconds: float | None
    aged: bool
    next_shift: Shift | None
    near: str | None = None

    @property
    def sign(self) -> str:
        """What stands on the map: 甲 for 甲队."""
        return self.team.name[:1]

    @property
    def kind(self) -> str:
        return "aged" if self.aged or self.state == "lost" else "free" if self.state == "free" else "busy"

    @property
    def can_go(self) -> bool:
        return self.state == "free" and self.age_seconds is not None

    @property
    def on_duty(self) -> bool:
        return self.state != "off"

    def stock(self, item: str) -> int:
        return self.team.stock.get(item, 0)


def items_on_board(teams: Iterable[Team]) -> tuple[str, ...]:
    """The columns of stock: what any team of the area carries."""
    carried = {item for team in teams for item in team.stock}
    return tuple(item for item in STOCK if item in carried)


def team_rows(
    teams: Iterable[Team], rescues: Mapping[str, Rescue], places: Sequence[Place], now: datetime
) -> tuple[TeamRow, ...]:
    rows = [_row(team, rescues, places, now) for team in teams]
    return tuple(sorted(rows, key=_place))


def _row(team: Team, rescues: Mapping[str, Rescue], places: Sequence[Place], now: datetime) -> TeamRow:
    position = team.position
    return TeamRow(
        team=team,
        state=_state(team, now),
        rescue=rescues.get(team.rescue) if team.rescue else None,
        age_seconds=position.age_seconds(now) if position else None,
        aged=position is not None and not is_known(position, now),
        next_shift=team.next_shift_after(now),
        near=_near(position.point, places) if position else None,
    )


def _near(point: Point, places: Iterable[Place]) -> str | None:
    """The nearest registered place, if the team is about there."""
    around = (
        (metres_between(point, place.point), place.name)
        for place in places
        if place.point and abs(place.point.latitude - point.latitude) < NEAR_DEGREES
    )
    metres, name = min(around, default=(NEAR_METRES, ""))
    return name if metres < NEAR_METRES else None


def _state(team: Team, now: datetime) -> str:
    status = team.status_at(now)
    if status is Status.BUSY:
        return KIT_TEAM_STATES[team.offer.state] if team.offer else "asked"
    return {Status.FREE: "free", Status.NOT_ANSWERING: "lost", Status.OFF_SHIFT: "off"}[status]


def _place(row: TeamRow) -> tuple[int, bool, str]:
    """Who can be sent first; of the others who is there soonest."""
    promised = row.team.offer.promised_at.isoformat() if row.team.offer else row.team.name
    return (ORDER.index(row.state), row.aged, promised)
