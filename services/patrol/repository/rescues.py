"""Rescues with their sightings and offers: loaded whole, saved against the version that was loaded."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, literal, or_, select, tuple_, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from services.chassis.store import Instant
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
from services.patrol.tables import IS_LIVE, IS_OPEN, IS_UNSAID, IS_WAITING, OFFER, RESCUE, SIGHTING

FURTHEST_JOIN_METRES = 2_000
DEGREES_PER_METRE = 1 / 111_195
URGENCY = (RESCUE.c.urgency, RESCUE.c.deadline, RESCUE.c.id)
Urgency = tuple[int, datetime, str]
PAGE = 10


async def find(session: AsyncSession, rescue_id: str) -> Rescue | None:
    return next(iter(await read(session, select(RESCUE).where(RESCUE.c.id == rescue_id))), None)


async def area_of(session: AsyncSession, rescue_id: str) -> str | None:
    """A light look, to know whose circle must be held before the rescue is loaded."""
    return (await session.execute(select(RESCUE.c.area).where(RESCUE.c.id == rescue_id))).scalar()


async def read(session: AsyncSession, wanted: Select[Any], known: Rescue | None = None) -> list[Rescue]:
    """The rescues of a select over the table `rescue`, in its order, each whole.

    `known`: one that was saved in this session; if it is among them, as it was saved, it is not read again.
    """
    rows = (await session.execute(wanted)).mappings().all()
    again = {known.id: known} if known and any(_is_same(row, known) for row in rows) else {}
    ids = [row["id"] for row in rows if row["id"] not in again]
    sightings = await _sightings(session, ids)
    offers = await _offers(session, ids)
    return [again.get(row["id"]) or rescue_from(row, sightings[row["id"]], offers[row["id"]]) for row in rows]


def _is_same(row: RowMapping, known: Rescue) -> bool:
    return bool(row["id"] == known.id and row["version"] == known.version)


async def _sightings(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[Sighting]]:
    found: dict[str, list[Sighting]] = defaultdict(list)
    wanted = select(SIGHTING).where(SIGHTING.c.rescue.in_(ids)).order_by(SIGHTING.c.place_in_rescue)
    for row in (await session.execute(wanted)).mappings() if ids else ():
        found[row["rescue"]].append(sighting_from(row))
    return found


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
        await session.execute(insert(RESCUE).values(id=saved.id, **values))
    else:
        loaded = (RESCUE.c.id == saved.id) & (RESCUE.c.version == after.version)
        written = await session.execute(update(RESCUE).where(loaded).values(values))
        if not written.rowcount:  # type: ignore[attr-defined]
            raise StaleDataError(f"rescue {saved.id} is no longer at version {after.version}")
    await _save_sightings(session, before, saved, now)
    await _save_offers(session, before, saved)
    return saved


async def _save_sightings(session: AsyncSession, before: Rescue | None, after: Rescue, now: datetime) -> None:
    known = len(before.sightings) if before else 0
    for place, sighting in enumerate(after.sightings[known:], known):
        belongs = {"rescue": after.id, "area": after.area, "heard_at": now, "place_in_rescue": place}
        await session.execute(insert(SIGHTING).values(**sighting_values(sighting), **belongs))


async def _save_offers(session: AsyncSession, before: Rescue | None, after: Rescue) -> None:
    known = {offer.id: offer for offer in before.offers} if before else {}
    for offer in after.offers:
        values = offer_values(offer)
        if offer.id not in known:
            await session.execute(insert(OFFER).values(rescue=after.id, **values))
        elif offer != known[offer.id]:
            await session.execute(update(OFFER).where(OFFER.c.id == offer.id).values(values))


async def sighting_known(session: AsyncSession, sighting_id: str) -> bool:
    return (
        await session.execute(select(SIGHTING.c.id).where(SIGHTING.c.id == sighting_id))
    ).first() is not None


async def keep_declined(session: AsyncSession, values: dict[str, Any]) -> None:
    """A sighting that nobody goes for: kept, so that hearing of it again says nothing new."""
    await session.execute(insert(SIGHTING).values(values))


async def open_near(session: AsyncSession, area: str, point: Point, drill: bool) -> list[Rescue]:
    """Open rescues of the county whose own profile calls the point near."""
    reach = FURTHEST_JOIN_METRES * DEGREES_PER_METRE
    wanted = select(RESCUE.c.id, RESCUE.c.longitude, RESCUE.c.latitude, RESCUE.c.profile).where(
        RESCUE.c.county == county_of(area),
        IS_OPEN,
        RESCUE.c.latitude.between(point.latitude - reach, point.latitude + reach),
        RESCUE.c.drill.is_(drill),
    )
    near = [
        row["id"]
        for row in (await session.execute(wanted)).mappings()
        if round(metres_between(Point(row["longitude"], row["latitude"]), point))
        <= row["profile"]["join_metres"]
    ]
    return await read(session, select(RESCUE).where(RESCUE.c.id.in_(near))) if near else []


async def waiting(
    session: AsyncSession,
    areas: Collection[str],
    after: Urgency | None = None,
    known: Rescue | None = None,
    limit: int = PAGE,
) -> list[Rescue]:
    """A page of who waits inside these areas (of one county) or around them, most urgent first. `known`: see read."""
    near = [_related(area) for area in sorted(areas)]
    queue = select(RESCUE).where(RESCUE.c.county == county_of(min(areas)), IS_WAITING, or_(*near))
    if after is not None:
        queue = queue.where(further_than(after))
    return await read(session, queue.order_by(*URGENCY).limit(limit), known)


async def waiting_unsaid(session: AsyncSession, county: str, known: Rescue | None = None) -> list[Rescue]:
    """Rescues that wait and of which nobody has said so yet. `known`: see read."""
    fresh = select(RESCUE).where(RESCUE.c.county == county, IS_WAITING, IS_UNSAID)
    return await read(session, fresh.order_by(*URGENCY), known)


def _related(area: str) -> ColumnElement[bool]:
    around = [area[:digits] for digits in range(len(area))]
    return or_(RESCUE.c.area.startswith(area, autoescape=True), RESCUE.c.area.in_(around))


def further_than(urgency: Urgency) -> ColumnElement[bool]:
    """Rescues that are less urgent than this."""
    return tuple_(*URGENCY) > _literal(urgency)


async def place_in_queue(session: AsyncSession, rescue: Rescue) -> int:
    """1 for the first to be served."""
    ahead = select(func.count()).where(
        RESCUE.c.county == county_of(rescue.area),
        IS_WAITING,
        tuple_(*URGENCY) < _literal(rescue.urgency),
    )
    return 1 + int((await session.execute(ahead)).scalar_one())


def _literal(urgency: Urgency) -> ColumnElement[Any]:
    rank, deadline, rescue_id = urgency
    return tuple_(literal(rank), literal(deadline, Instant()), literal(rescue_id))


async def promised_arrivals(session: AsyncSession, teams: Iterable[str]) -> dict[str, datetime]:
    """When each busy team will be where it is going."""
    live = select(OFFER.c.team, OFFER.c.promised_at).where(IS_LIVE, OFFER.c.team.in_(list(teams)))
    return {row.team: row.promised_at for row in await session.execute(live)}
