"""The circle for the board: key areas from the register of places, promises and travel from the areas' plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words import Grade
from services.patrol.domain.coverage import Coverage, KeyArea, Promised, counted, coverage
from services.patrol.domain.geography import Point, choose_travel
from services.patrol.domain.profile import choose
from services.patrol.domain.team import Team
from services.patrol.repository import registers
from services.patrol.repository.registers import Place

KEY_AREA, WARM_POINT, STATION, HOSPITAL = "key_area", "warm_point", "relief_station", "hospital"


@dataclass(frozen=True)
class Disc:
    """How far one free team reaches in a straight line."""

    point: Point
    metres: float


@dataclass(frozen=True)
class Circle:
    """`limit_minutes`: of the largest number of key areas; None where there are none."""

    coverage: Coverage
    discs: tuple[Disc, ...]
    limit_minutes: int | None


async def circle_of(
    session: AsyncSession, places: Iterable[Place], teams: Sequence[Team], now: datetime
) -> Circle:
    areas = [
        KeyArea(place.id, place.name, place.area, place.point)
        for place in places
        if place.kind == KEY_AREA and place.point is not None
    ]
    free = counted(teams, now)
    codes = {area.area for area in areas} | {team.area for team in free}
    promises = {code: await promised_at(session, code) for code in codes}
    return Circle(coverage(areas, teams, promises.get, now), _discs(free, promises), _limit(areas, promises))


async def promised_at(session: AsyncSession, area: str) -> Promised | None:
    """What an ordinary call from there is promised; None where nobody is sent on purpose."""
    plans = await registers.plans_around(session, area)
    profile = choose([profile for plan in plans for profile in plan.profiles], area, Grade.ORDINARY)
    travel = choose_travel([rule for plan in plans for rule in plan.travel], area)
    return Promised.by(profile, travel) if profile else None


def _discs(free: Iterable[Team], promises: dict[str, Promised | None]) -> tuple[Disc, ...]:
    """A team of a whole county is drawn with the reach that its key areas have; the number counts each by its own."""
    reaches = [promised.reach_metres for promised in promises.values() if promised]
    nearest = min(reaches, default=0.0)
    return tuple(Disc(team.position.point, nearest) for team in free if team.position is not None and nearest)


def _limit(areas: Sequence[KeyArea], promises: dict[str, Promised | None]) -> int | None:
    limits = [promised.limit_seconds for area in areas if (promised := promises[area.area])]
    return max(set(limits), key=limits.count) // 60 if limits else None
