"""What notify has heard of sightings and rescues."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.notify.tables import RescueRow, SightingRow

__all__ = [
    "RescueRow",
    "SightingRow",
    "rescue",
    "rescue_or_new",
    "sighting",
    "sighting_or_new",
    "sightings",
    "sightings_of",
    "told_of",
]


async def sighting(session: AsyncSession, id: str) -> SightingRow | None:
    return await session.get(SightingRow, id)


async def sightings(session: AsyncSession, ids: Collection[str]) -> Sequence[SightingRow]:
    """All at once; to find one of them later in the session costs nothing more."""
    wanted = select(SightingRow).where(col(SightingRow.id).in_(ids))
    return (await session.execute(wanted)).scalars().all() if ids else ()


async def sighting_or_new(session: AsyncSession, id: str, area: str) -> SightingRow:
    """The row, counted as heard of once more: two facts about one sighting at once cannot miss each other."""
    row = await session.get(SightingRow, id)
    if row is None:
        row = SightingRow(id=id, area=area)
        session.add(row)
    row.heard += 1
    return row


async def rescue(session: AsyncSession, id: str) -> RescueRow | None:
    return await session.get(RescueRow, id)


async def rescue_or_new(session: AsyncSession, id: str, area: str) -> RescueRow:
    row = await session.get(RescueRow, id)
    if row is None:
        # Its opening is older than what the log keeps; the end of its id is the best name that is left.
        row = RescueRow(id=id, area=area, number=id[-6:])
        session.add(row)
    return row


async def told_of(session: AsyncSession, stories: Collection[str]) -> Mapping[str, RescueRow]:
    """By story, the rescue that it belongs to now; a report that patrol has not taken over has none."""
    wanted = (
        select(col(SightingRow.id), RescueRow)
        .join(RescueRow, col(RescueRow.id) == col(SightingRow.rescue))
        .where(col(SightingRow.id).in_(stories))
    )
    found = (await session.execute(wanted)).all() if stories else ()
    return {row[0]: row[1] for row in found}


async def sightings_of(session: AsyncSession, rescue: str) -> Sequence[str]:
    """Ids, in the order of the reports."""
    wanted = (
        select(col(SightingRow.id)).where(col(SightingRow.rescue) == rescue).order_by(col(SightingRow.id))
    )
    return (await session.execute(wanted)).scalars().all()
