"""What an area has decided, and the places where people can stay."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, tuple_, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.store.database import LASTING
from services.contracts.words import Grade
from services.patrol.domain.errors import PlaceFull
from services.patrol.domain.geography import EVERYWHERE, Point, TravelRule
from services.patrol.domain.profile import ResponseProfile
from services.patrol.policy import GradeRule
from services.patrol.repository.mapping import profile_from
from services.patrol.tables import AREA_PLAN, PLACE


@dataclass(frozen=True)
class AreaPlan:
    """The promises, grade rules and travel of one area, as one decision."""

    area: str
    version: int
    profiles: tuple[ResponseProfile, ...] = ()
    grade_rules: tuple[GradeRule, ...] = ()
    travel: tuple[TravelRule, ...] = ()
    decided_at: datetime | None = None
    decided_by: str | None = None


@dataclass(frozen=True)
class Place:
    """A station, warm point, lodging centre or hospital. `beds` is how many it takes."""

    id: str
    kind: str
    name: str
    area: str
    beds: int
    taken: int = 0
    point: Point | None = None


CURRENT = select(AREA_PLAN.c.area, AREA_PLAN.c.version).where(
    AREA_PLAN.c.current, AREA_PLAN.c.area.in_(bindparam("around", expanding=True))
)
DECIDED = select(AREA_PLAN).where(
    tuple_(AREA_PLAN.c.area, AREA_PLAN.c.version).in_(bindparam("decided", expanding=True))
)
PLANS, DECISIONS = "plans", "decisions"


async def plans_around(session: AsyncSession, area: str) -> list[AreaPlan]:
    """The current plans of the area, of everything around it, and of everywhere: as they are for the whole session."""
    known: dict[str, list[AreaPlan]] = session.info.setdefault(PLANS, {})
    if area not in known:
        known[area] = await _plans_around(session, area)
    return known[area]


async def _plans_around(session: AsyncSession, area: str) -> list[AreaPlan]:
    around = [EVERYWHERE, *(area[:digits] for digits in range(1, len(area) + 1))]
    current = [(of, version) for of, version in await session.execute(CURRENT, {"around": around})]
    # A version of a plan never changes, so each is read once.
    lasting: dict[tuple[str, int], AreaPlan] = session.info[LASTING].setdefault(PLANS, {})
    read: dict[tuple[str, int], AreaPlan] = session.info.setdefault(DECISIONS, lasting)
    if unread := [one for one in current if one not in read]:
        rows = (await session.execute(DECIDED, {"decided": unread})).mappings().all()
        read |= {(row["area"], row["version"]): _plan(row) for row in rows}
    return [read[one] for one in current]


async def plan_of(session: AsyncSession, area: str) -> AreaPlan | None:
    wanted = select(AREA_PLAN).where(AREA_PLAN.c.current, AREA_PLAN.c.area == area)
    row = (await session.execute(wanted)).mappings().first()
    return _plan(row) if row else None


async def put_plan(session: AsyncSession, plan: AreaPlan) -> None:
    """The plan becomes the area's current one; the former one is kept."""
    session.info.pop(PLANS, None)
    session.info[DECISIONS] = {}  # what is decided here may come to nothing, and its version be another's
    former = (AREA_PLAN.c.area == plan.area) & AREA_PLAN.c.current
    await session.execute(update(AREA_PLAN).where(former).values(current=False))
    values = {
        "area": plan.area,
        "version": plan.version,
        "current": True,
        "profiles": [asdict(profile) for profile in plan.profiles],
        "grade_rules": [asdict(rule) for rule in plan.grade_rules],
        "travel": [asdict(rule) for rule in plan.travel],
        "decided_at": plan.decided_at,
        "decided_by": plan.decided_by,
    }
    await session.execute(insert(AREA_PLAN).values(values))


def _plan(row: RowMapping) -> AreaPlan:
    return AreaPlan(
        area=row["area"],
        version=row["version"],
        profiles=tuple(profile_from(values) for values in row["profiles"]),
        grade_rules=tuple(_grade_rule(values) for values in row["grade_rules"]),
        travel=tuple(TravelRule(**values) for values in row["travel"]),
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
    )


def _grade_rule(values: dict[str, Any]) -> GradeRule:
    return GradeRule(**{**values, "grade": Grade(values["grade"])})


PLACES = select(PLACE)
"""Select over the table `place`; narrow and order it further, then `read_places`."""


async def read_places(session: AsyncSession, wanted: Select[Any]) -> list[Place]:
    return [_place(row) for row in (await session.execute(wanted)).mappings()]


async def find_place(session: AsyncSession, place_id: str) -> Place | None:
    return next(iter(await read_places(session, PLACES.where(PLACE.c.id == place_id))), None)


async def add_place(session: AsyncSession, place: Place) -> None:
    values = {
        **{name: getattr(place, name) for name in ("id", "kind", "name", "area", "beds", "taken")},
        "longitude": place.point.longitude if place.point else None,
        "latitude": place.point.latitude if place.point else None,
    }
    await session.execute(insert(PLACE).values(values))


async def count_beds(session: AsyncSession, place_id: str, beds: int, taken: int) -> None:
    await session.execute(update(PLACE).where(PLACE.c.id == place_id).values(beds=beds, taken=taken))


async def take_beds(session: AsyncSession, place: Place, people: int) -> None:
    """Raises PlaceFull; two at once for the last bed: one gets it."""
    enough = (PLACE.c.id == place.id) & (PLACE.c.taken + people <= PLACE.c.beds)
    taken = await session.execute(update(PLACE).where(enough).values(taken=PLACE.c.taken + people))
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise PlaceFull(place.name, people, place.beds - place.taken)


def _place(row: RowMapping) -> Place:
    point = None if row["longitude"] is None else Point(row["longitude"], row["latitude"])
    same = {name: row[name] for name in ("id", "kind", "name", "area", "beds", "taken")}
    return Place(**same, point=point)
