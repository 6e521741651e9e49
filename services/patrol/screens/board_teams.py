"""A team as the board shows it: its state as a sign, where it was and when, what is on board."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.patrol.domain.coverage import is_known
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.team import Shift, Status, Team
from services.patrol.screens.board_words import KIT_TEAM_STATES

ORDER = ("free", "asked", "accepted", "driving", "acting", "lost", "off")
STOCK = ("quilt", "coat", "food")
LOW_STOCK = 1
"""At or under it a stock is marked."""


@dataclass(frozen=True)
class TeamRow:
    """`state`: of the kit, or `off`. `age_seconds` of the position; `aged`: too old to count on."""

    team: Team
    state: str
    rescue: Rescue | None
    age_seconds: float | None
    aged: bool
    next_shift: Shift | None

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


def team_rows(teams: Iterable[Team], rescues: Mapping[str, Rescue], now: datetime) -> tuple[TeamRow, ...]:
    rows = [_row(team, rescues, now) for team in teams]
    return tuple(sorted(rows, key=_place))


def _row(team: Team, rescues: Mapping[str, Rescue], now: datetime) -> TeamRow:
    position = team.position
    return TeamRow(
        team=team,
        state=_state(team, now),
        rescue=rescues.get(team.rescue) if team.rescue else None,
        age_seconds=position.age_seconds(now) if position else None,
        aged=position is not None and not is_known(position, now),
        next_shift=team.next_shift_after(now),
    )


def _state(team: Team, now: datetime) -> str:
    status = team.status_at(now)
    if status is Status.BUSY:
        return KIT_TEAM_STATES[team.offer.state] if team.offer else "asked"
    return {Status.FREE: "free", Status.NOT_ANSWERING: "lost", Status.OFF_SHIFT: "off"}[status]


def _place(row: TeamRow) -> tuple[int, bool, str]:
    """Who can be sent first; of the others who is there soonest."""
    promised = row.team.offer.promised_at.isoformat() if row.team.offer else row.team.name
    return (ORDER.index(row.state), row.aged, promised)
