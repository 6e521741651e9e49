"""Rescues with their sightings and offers: loaded whole, saved against the version that was loaded."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from math import cos, radians
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Text,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from services.chassis.store import Instant, Recent, insert_soon
from services.contracts.joining import FURTHEST_METRES
from services.patrol.domain.geography import Point, county_of, metres_between
from services.patrol.domain.offer import Offer
from services.patrol.domain.rescue import Rescue, Sighting
from services.patrol.repository.mapping import (
    offer_from,
    offer_values,
    rescue_from,
    rescue_values,
    sighting_from,
    sighting_values,
)
from services.patrol.repository.teams import count_change
from services.patrol.tables import IS_LIVE, IS_OPEN, IS_UNSAID, IS_WAITING, OFFER, RESCUE, SIGHTING

DEGREES_PER_METRE = 1 / 111_195
URGENCY = (RESCUE.c.urgency, RESCUE.c.deadline, RESCUE.c.id)
Urgency = tuple[int, datetime, str]
PAGE = 10
RECENT: Recent[Rescue] = Recent("rescues")
# Built once: putting a statement together costs as much as sending it.
KNOWN = select(SIGHTING.c.id).where(SIGHTING.c.id == bindparam("sighting"))
PLACED = (RESCUE.c.id, RESCUE.c.version, RESCUE.c.longitude, RESCUE.c.latitude)
NEAR = select(*PLACED, type_coerce(RESCUE.c.profile, Text)).where(
    RESCUE.c.county == bindparam("county"),
    IS_OPEN,
    RESCUE.c.latitude.between(bindparam("south"), bindparam("north")),
    RESCUE.c.longitude.between(bindparam("west"), bindparam("east")),
    RESCUE.c.drill == bindparam("drill"),
)
HERE_AND_WAITING = (RESCUE.c.county == bindparam("county"), IS_WAITING)
UNSAID = select(RESCUE).where(*HERE_AND_WAITING, IS_UNSAID).order_by(*URGENCY)
MINE = tuple_(
    bindparam("rank", type_=Integer),
    bindparam("deadline", type_=Instant()),
    bindparam("rescue", type_=String),
)
CHANGED = update(RESCUE).where(
    RESCUE.c.id == bindparam("loaded"), RESCUE.c.version == bindparam("loaded_version")
)
ONE = select(RESCUE).where(RESCUE.c.id == bindparam("rescue"))
THESE = select(RESCUE).where(RESCUE.c.id.in_(bindparam("rescues", expanding=True)))
AHEAD = select(func.count()).where(*HERE_AND_WAITING, tuple_(*URGENCY) < MINE)
ARRIVALS = select(OFFER.c.team, OFFER.c.promised_at).where(
    IS_LIVE, OFFER.c.team.in_(bindparam("teams", expanding=True))
)


async def find(session: AsyncSession, rescue_id: str) -> Rescue | None:
    return next(iter(await read(session, ONE, rescue=rescue_id)), None)


async def among(session: AsyncSession, versions: Mapping[str, int | None]) -> list[Rescue]:
    """By id, each of this version or a later one (None: as it is now), and from the database where it
    was not saved here."""
    known = {
        id: rescue
        for id, version in versions.items()
        if version is not None and (rescue := RECENT.since(session, id, version)) is not None
    }
    unknown = [id for id in versions if id not in known]
    return [*known.values(), *(await read(session, THESE, rescues=unknown) if unknown else ())]


async def area_of(session: AsyncSession, rescue_id: str) -> str | None:
    """A light look, to know whose circle must be held before the rescue is loaded."""
    return (await session.execute(select(RESCUE.c.area).where(RESCUE.c.id == rescue_id))).scalar()


async def read(session: AsyncSession, wanted: Select[Any], **values: Any) -> list[Rescue]:
    """The rescues of a select over the table `rescue`, in its order, each whole. Of one that was saved here and has not
    changed since, the other tables are not looked at."""
    rows = (await session.execute(wanted, values)).mappings().all()
    again = {row["id"]: same for row in rows if (same := _as_it_was(session, row)) is not None}
    unknown = [row for row in rows if row["id"] not in again]
    calls = await _calls(session, unknown)
    offers = await _offers(session, [row["id"] for row in unknown])
    return [again.get(row["id"]) or rescue_from(row, *calls[row["id"]], offers[row["id"]]) for row in rows]


def _as_it_was(session: AsyncSession, row: RowMapping) -> Rescue | None:
    return RECENT.get(session, row["id"], row["version"])


async def _calls(
    session: AsyncSession, rows: Sequence[RowMapping]
) -> dict[str, tuple[list[Sighting], list[Sighting]]]:
    """Of each rescue its own, and those of the rescues that were merged into it."""
    own: dict[str, list[Sighting]] = defaultdict(list)
    known: dict[str, Sighting] = {}
    also = [id for row in rows for id in row["also"] or ()]
    mine = SIGHTING.c.rescue.in_([row["id"] for row in rows])
    wanted = select(SIGHTING).where(or_(mine, SIGHTING.c.id.in_(also)) if also else mine)
    wanted = wanted.order_by(SIGHTING.c.place_in_rescue)
    for row in (await session.execute(wanted)).mappings() if rows else ():
        known[row["id"]] = sighting_from(row)
        own[row["rescue"]].append(known[row["id"]])
    return {row["id"]: (own[row["id"]], [known[id] for id in row["also"] or ()]) for row in rows}


async def _offers(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = defaultdict(list)
    wanted = select(OFFER).where(OFFER.c.rescue.in_(ids)).order_by(OFFER.c.round)
    for row in (await session.execute(wanted)).mappings() if ids else ():
        found[row["rescue"]].append(offer_from(row))
    return found


async def save(session: AsyncSession, before: Rescue | None, after: Rescue, now: datetime) -> Rescue:
    """Write what changed and count the version up. Raises StaleDataError when somebody else was first."""
    saved = replace(after, version=after.version + 1)
    values = {**rescue_values(saved), "version": saved.version}
    if before is None:
        insert_soon(session, RESCUE, [{"id": saved.id, **values}])
    else:
        loaded = {"loaded": saved.id, "loaded_version": after.version}
        written = await session.execute(CHANGED, {**values, **loaded})
        if not written.rowcount:  # type: ignore[attr-defined]
            raise StaleDataError(f"rescue {saved.id} is no longer at version {after.version}")
    await _save_sightings(session, before, saved, now)
    await _save_offers(session, before, saved)
    RECENT.saved(session, saved.id, saved.version, saved)
    return saved


async def _save_sightings(session: AsyncSession, before: Rescue | None, after: Rescue, now: datetime) -> None:
    known = {sighting.id: sighting for sighting in before.sightings} if before else {}
    belongs = {"rescue": after.id, "area": after.area, "heard_at": now}
    rows = [
        {**sighting_values(sighting), **belongs, "place_in_rescue": place}
        for place, sighting in enumerate(after.sightings)
        if sighting.id not in known
    ]
    insert_soon(session, SIGHTING, rows)
    for sighting in after.sightings:
        if sighting != known.get(sighting.id, sighting):
            changed = update(SIGHTING).where(SIGHTING.c.id == sighting.id)
            await session.execute(changed.values(**sighting_values(sighting), area=after.area))
    if known.keys() - {sighting.id for sighting in after.sightings}:
        await _close_ranks(session, after)


async def _close_ranks(session: AsyncSession, after: Rescue) -> None:
    """A call has left, for a rescue of its own that writes it down again."""
    left = {sighting.id: place for place, sighting in enumerate(after.sightings)}
    mine = SIGHTING.c.rescue == after.id
    await session.execute(delete(SIGHTING).where(mine, SIGHTING.c.id.not_in(left)))
    for id, place in left.items():
        moved = update(SIGHTING).where(SIGHTING.c.id == id)
        await session.execute(moved.values(place_in_rescue=place))


async def of_sighting(session: AsyncSession, sighting_id: str) -> str | None:
    """The rescue that the sighting belongs to; None for one that was declined or that nobody heard of."""
    return (await session.execute(select(SIGHTING.c.rescue).where(SIGHTING.c.id == sighting_id))).scalar()


async def _save_offers(session: AsyncSession, before: Rescue | None, after: Rescue) -> None:
    known = {offer.id: offer for offer in before.offers} if before else {}
    changed = [offer for offer in after.offers if offer != known.get(offer.id)]
    for offer in changed:
        values = offer_values(offer)
        if offer.id not in known:
            insert_soon(session, OFFER, [{"rescue": after.id, **values}])
        else:
            await session.execute(update(OFFER).where(OFFER.c.id == offer.id).values(values))
    await count_change(session, {offer.team for offer in changed})


async def sighting_known(session: AsyncSession, sighting_id: str) -> bool:
    return (await session.execute(KNOWN, {"sighting": sighting_id})).first() is not None


def keep_declined(session: AsyncSession, values: dict[str, Any]) -> None:
    """A sighting that nobody goes for: kept, so that hearing of it again says nothing new."""
    insert_soon(session, SIGHTING, [values])


async def open_near(session: AsyncSession, area: str, point: Point, drill: bool) -> list[Rescue]:
    """Open rescues of the county whose own profile calls the point near."""
    reach = FURTHEST_METRES * DEGREES_PER_METRE
    across = reach / max(0.01, cos(radians(point.latitude)))
    box = {
        "south": point.latitude - reach,
        "north": point.latitude + reach,
        "west": point.longitude - across,
        "east": point.longitude + across,
    }
    rows = await session.execute(NEAR, {"county": county_of(area), "drill": drill, **box})
    near = [
        (id, version)
        for id, version, longitude, latitude, profile in rows
        if round(metres_between(Point(longitude, latitude), point)) <= _join_metres(profile)
    ]
    found = [(id, RECENT.get(session, id, version)) for id, version in near]
    unknown = [id for id, rescue in found if rescue is None]
    read_now = await read(session, select(RESCUE).where(RESCUE.c.id.in_(unknown))) if unknown else []
    return [rescue for _, rescue in found if rescue is not None] + read_now


@lru_cache(maxsize=1000)
def _join_metres(profile: str) -> int:
    """Of a profile as it is kept: there are few, and many rescues have the same."""
    return int(json.loads(profile)["join_metres"])


async def waiting(
    session: AsyncSession,
    areas: Collection[str],
    after: Urgency | None = None,
    limit: int = PAGE,
) -> list[Rescue]:
    """A page of who waits inside these areas (of one county) or around them, most urgent first."""
    near = [_related(area) for area in sorted(areas)]
    queue = select(RESCUE).where(RESCUE.c.county == county_of(min(areas)), IS_WAITING, or_(*near))
    if after is not None:
        queue = queue.where(further_than(after))
    return await read(session, queue.order_by(*URGENCY).limit(limit))


async def waiting_unsaid(session: AsyncSession, county: str) -> list[Rescue]:
    """Rescues that wait and of which nobody has said so yet."""
    return await read(session, UNSAID, county=county)


def _related(area: str) -> ColumnElement[bool]:
    around = [area[:digits] for digits in range(len(area))]
    return or_(RESCUE.c.area.startswith(area, autoescape=True), RESCUE.c.area.in_(around))


def further_than(urgency: Urgency) -> ColumnElement[bool]:
    """Rescues that are less urgent than this."""
    return tuple_(*URGENCY) > _literal(urgency)


async def place_in_queue(session: AsyncSession, rescue: Rescue) -> int:
    """1 for the first to be served."""
    rank, deadline, rescue_id = rescue.urgency
    mine = {"county": county_of(rescue.area), "rank": rank, "deadline": deadline, "rescue": rescue_id}
    return 1 + int((await session.execute(AHEAD, mine)).scalar_one())


async def places_in_queue(session: AsyncSession, waiting: Sequence[Rescue]) -> dict[str, int]:
    """The place of each, by id, in one question."""
    counties = {county_of(rescue.area) for rescue in waiting}
    place = func.row_number().over(partition_by=RESCUE.c.county, order_by=URGENCY).label("place")
    queue = select(RESCUE.c.id, place).where(RESCUE.c.county.in_(counties), IS_WAITING).subquery()
    wanted = select(queue).where(queue.c.id.in_([rescue.id for rescue in waiting]))
    return {row.id: row.place for row in await session.execute(wanted)} if waiting else {}


def _literal(urgency: Urgency) -> ColumnElement[Any]:
    rank, deadline, rescue_id = urgency
    return tuple_(literal(rank), literal(deadline, Instant()), literal(rescue_id))


async def promised_arrivals(session: AsyncSession, teams: Iterable[str]) -> dict[str, datetime]:
    """When each busy team will be where it is going."""
    return {row.team: row.promised_at for row in await session.execute(ARRIVALS, {"teams": list(teams)})}
