"""The circle in its first form: which key areas a free team could reach now, inside what is promised there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.patrol.domain.geography import Point, TravelRule, metres_between, related, travel_seconds
from services.patrol.domain.profile import ResponseProfile
from services.patrol.domain.team import Position, Status, Team

OLDEST_POSITION = timedelta(minutes=3)
"""Where a team was longer ago it may no longer be: it says its age and is not counted."""


@dataclass(frozen=True)
class KeyArea:
    """A place that must be within reach all night."""

    id: str
    name: str
    area: str
    point: Point


@dataclass(frozen=True)
class Promised:
    """What holds at one place: how soon somebody must be there, and how fast teams travel."""

    limit_seconds: int
    travel: TravelRule

    @classmethod
    def by(cls, profile: ResponseProfile, travel: TravelRule) -> "Promised":
        return cls(profile.limit_seconds, travel)

    @property
    def reach_metres(self) -> float:
        """Straight line that a team covers inside the limit."""
        return self.limit_seconds * self.travel.kilometres_per_hour / 3.6 / self.travel.detour


@dataclass(frozen=True)
class Coverage:
    reached: tuple[KeyArea, ...] = ()
    gaps: tuple[KeyArea, ...] = ()

    @property
    def total(self) -> int:
        return len(self.reached) + len(self.gaps)


def is_known(position: Position, now: datetime) -> bool:
    return position.age_seconds(now) <= OLDEST_POSITION.total_seconds()


def counted(teams: Iterable[Team], now: datetime) -> tuple[Team, ...]:
    """The teams that the circle is made of: free, of no drill, and known to be somewhere."""
    return tuple(
        team
        for team in teams
        if team.status_at(now) is Status.FREE
        and not team.drill
        and team.position is not None
        and is_known(team.position, now)
    )


def coverage(
    key_areas: Iterable[KeyArea],
    teams: Iterable[Team],
    promised_at: Callable[[str], Promised | None],
    now: datetime,
) -> Coverage:
    """`promised_at`: by division code; None where nobody is sent on purpose: neither reached nor a gap."""
    free = counted(teams, now)
    reached: list[KeyArea] = []
    gaps: list[KeyArea] = []
    for place in sorted(key_areas, key=lambda place: (place.name, place.id)):
        promised = promised_at(place.area)
        if promised is not None:
            (reached if any(_reaches(team, place, promised) for team in free) else gaps).append(place)
    return Coverage(tuple(reached), tuple(gaps))


def _reaches(team: Team, place: KeyArea, promised: Promised) -> bool:
    if team.position is None or not related(team.area, place.area):
        return False
    metres = metres_between(team.position.point, place.point)
    return travel_seconds(metres, promised.travel) <= promised.limit_seconds
