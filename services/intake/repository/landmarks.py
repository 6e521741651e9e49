"""The register of landmarks and key areas: what places are called, and where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, visible
from services.intake.tables import LANDMARK


@dataclass(frozen=True)
class Landmark:
    """A public place: nothing about a person. `kind`: key_area or landmark."""

    id: str
    area: str
    name: str
    kind: str
    longitude: float
    latitude: float
    hint: str | None
    initials: str | None
    registered_at: datetime


async def landmark_named(session: AsyncSession, area: str, name: str) -> Landmark | None:
    here = (LANDMARK.c.area == area) & (LANDMARK.c.name == name)
    row = (await session.execute(select(LANDMARK).where(here))).mappings().first()
    return Landmark(**row) if row else None


async def keep_landmark(session: AsyncSession, landmark: Landmark, known: bool) -> None:
    row = vars(landmark)
    if known:
        await session.execute(update(LANDMARK).where(LANDMARK.c.id == landmark.id).values(row))
    else:
        await session.execute(insert(LANDMARK).values(row))


async def landmarks(session: AsyncSession, actor: Actor, most: int) -> Sequence[Landmark]:
    rows = visible(select(LANDMARK), actor, LANDMARK.c.area).order_by(LANDMARK.c.area, LANDMARK.c.name)
    return [Landmark(**row) for row in (await session.execute(rows.limit(most))).mappings()]


async def forget_landmark(session: AsyncSession, actor: Actor, landmark_id: str) -> bool:
    """False when there is none for this actor."""
    mine = visible(select(LANDMARK.c.id).where(LANDMARK.c.id == landmark_id), actor, LANDMARK.c.area)
    if (await session.execute(mine)).first() is None:
        return False
    await session.execute(delete(LANDMARK).where(LANDMARK.c.id == landmark_id))
    return True
