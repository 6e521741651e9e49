"""Places by name: the office's own register, the labels and roads of the base map, the divisions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, Hidden
from services.chassis.clock import office_day
from services.chassis.log import Work
from services.contracts.reference.base_map import base_map
from services.contracts.reference.divisions import (
    division_at,
    divisions,
    full_name,
    is_outside_county,
    middle_of,
)
from services.contracts.reference.files import on_change
from services.intake.domain.gazetteer import Entry, PlaceKind, search
from services.intake.domain.taking import Notice, Spot, choose_area
from services.intake.repository.landmarks import (
    Landmark,
    forget_landmark,
    keep_landmark,
    landmark_named,
    landmarks,
)

MOST = 5_000


@dataclass(frozen=True)
class Named:
    """What the register is told of one place."""

    name: str
    kind: str
    spot: Spot
    area: str | None
    hint: str | None
    initials: str | None


def notices_of(area: str, spot: Spot | None, day: date) -> tuple[Notice, ...]:
    """Where somebody is said to be, in which area, on which day: what whoever said it should look at again."""
    outside = spot is not None and is_outside_county(area, spot, day)
    return (Notice.OUTSIDE_COUNTY,) if outside else ()


async def register(work: Work, actor: Actor, named: Sequence[Named]) -> Sequence[Landmark]:
    """Put places into the register, or write them anew under the same area and name."""
    return [await _register(work, actor, one) for one in named]


async def _register(work: Work, actor: Actor, named: Named) -> Landmark:
    drawn = division_at(named.spot, office_day(work.now))
    area = choose_area(drawn.code if drawn else None, named.area, actor.scope)
    actor.must_see(area)
    known = await landmark_named(work.session, area, named.name)
    landmark = Landmark(
        id=known.id if known else str(work.ids.new()),
        area=area,
        name=named.name,
        kind=named.kind,
        longitude=named.spot.longitude,
        latitude=named.spot.latitude,
        hint=named.hint,
        initials=named.initials,
        registered_at=work.now,
    )
    await keep_landmark(work.session, landmark, known=known is not None)
    return landmark


async def forget(work: Work, actor: Actor, landmark_id: str) -> None:
    """Raises Hidden."""
    if not await forget_landmark(work.session, actor, landmark_id):
        raise Hidden


async def find_places(
    session: AsyncSession, actor: Actor, asked: str, day: date, limit: int
) -> Sequence[Entry]:
    own = [_entry(one) for one in await landmarks(session, actor, MOST)]
    drawn = [entry for entry in _drawn(day) if actor.may_see(entry.area)]
    return search([*own, *drawn], asked, limit)


def _entry(one: Landmark) -> Entry:
    where = f"{full_name(one.area)} {one.hint or ''}".strip()
    spot = (one.longitude, one.latitude)
    return Entry(one.name, PlaceKind(one.kind), one.area, *spot, where, one.initials or "")


@on_change
@lru_cache(maxsize=2)
def _drawn(day: date) -> Sequence[Entry]:
    """What the reference data knows on that day."""
    return (*_of_the_map(day), *_of_the_divisions(day))


def _of_the_map(day: date) -> Iterator[Entry]:
    for feature in base_map()["features"]:
        about, shape = feature["properties"], feature["geometry"]
        kinds = {"label": PlaceKind.MAP, "road": PlaceKind.ROAD}
        if about["kind"] not in kinds or not about.get("name"):
            continue
        line = shape["coordinates"] if shape["type"] == "LineString" else [shape["coordinates"]]
        longitude, latitude = line[len(line) // 2][:2]
        area = division_at(Spot(longitude, latitude), day)
        if area is not None:
            yield Entry(
                about["name"],
                kinds[about["kind"]],
                area.code,
                longitude,
                latitude,
                full_name(area.code),
            )


def _of_the_divisions(day: date) -> Iterator[Entry]:
    for division in divisions(on=day):
        middle = middle_of(division.code, day) if len(division.code) >= 6 else None
        if middle is not None:
            yield Entry(division.name, PlaceKind.DIVISION, division.code, *middle, full_name(division.code))
