"""The circle for the board: key areas from the register of places, promises and travel from the areas' plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import office_day
from services.contracts.reference.divisions import outer_lines_of
from services.contracts.words import Grade
from services.patrol.domain.coverage import Coverage, KeyArea, Promised, counted, coverage
from services.patrol.domain.geography import Point, choose_travel, related
from services.patrol.domain.profile import choose
from services.patrol.domain.team import Team
from services.patrol.repository import registers
from services.patrol.repository.registers import Place

KEY_AREA, WARM_POINT, STATION, HOSPITAL = "key_area", "warm_point", "relief_station", "hospital"


@dataclass(frozen=True)
class Reach:
    """How far free teams come in a straight line inside one division, whose outer lines hold the circle; without
    lines it is held by nothing."""

    points: tuple[Point, ...]
    metres: float
    lines: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class Circle:
    """`limit_minutes`: of the largest number of key areas; None where there are none."""

    coverage: Coverage
    reaches: tuple[Reach, ...]
    limit_minutes: int | None


async def circle_of(
    session: AsyncSession, places: Iterable[Place], teams: Sequence[Team], now: datetime
) -> Circle:
    areas = [
        KeyArea(place.id, place.name, place.area, place.point)
        for place in places
        if place.kind == KEY_AREA and place.point is not None
    ]
    promises = {code: await promised_at(session, code) for code in {area.area for area in areas}}
    free = counted(teams, now)
    reaches = [_reach(code, promised, free, now) for code, promised in sorted(promises.items()) if promised]
    return Circle(coverage(areas, teams, promises.get, now), tuple(reaches), _limit(areas, promises))


async def promised_at(session: AsyncSession, area: str) -> Promised | None:
    """What an ordinary call from there is promised; None where nobody is sent on purpose."""
    plans = await registers.plans_around(session, area)
    profile = choose([profile for plan in plans for profile in plan.profiles], area, Grade.ORDINARY)
    travel = choose_travel([rule for plan in plans for rule in plan.travel], area)
    return Promised.by(profile, travel) if profile else None


def _reach(code: str, promised: Promised, free: Iterable[Team], now: datetime) -> Reach:
    helping = (team.position for team in free if related(team.area, code))
    points = tuple(position.point for position in helping if position is not None)
    lines = outer_lines_of(code, office_day(now))
    return Reach(
        points, promised.reach_metres, tuple(tuple(Point(*corner) for corner in line) for line in lines)
    )


def _limit(areas: Sequence[KeyArea], promises: dict[str, Promised | None]) -> int | None:
    limits = [promised.limit_seconds for area in areas if (promised := promises[area.area])]
    return max(set(limits), key=limits.count) // 60 if limits else None
