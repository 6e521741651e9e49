"""The register of informants, found by a blind index of their number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, visible
from services.intake.tables import INFORMANT


@dataclass(frozen=True)
class Informant:
    """`phone` and `name` are sealed."""

    id: str
    area: str
    number_index: str
    phone: str
    name: str
    occupation: str
    registered_at: datetime
    registered_by: str


async def informants_among(session: AsyncSession, number_indexes: Collection[str]) -> set[str]:
    """Those of the numbers that are known anywhere: a taxi driver does not stop at the county's border."""
    if not number_indexes:
        return set()
    known = select(INFORMANT.c.number_index).where(INFORMANT.c.number_index.in_(number_indexes))
    return set((await session.execute(known)).scalars())


async def registered(session: AsyncSession, number_index: str, area: str) -> Informant | None:
    here = (INFORMANT.c.number_index == number_index) & (INFORMANT.c.area == area)
    row = (await session.execute(select(INFORMANT).where(here))).mappings().first()
    return Informant(**row) if row else None


async def keep_informant(session: AsyncSession, informant: Informant, known: bool) -> None:
    row = vars(informant)
    if known:
        await session.execute(update(INFORMANT).where(INFORMANT.c.id == informant.id).values(row))
    else:
        await session.execute(insert(INFORMANT).values(row))


async def informants(
    session: AsyncSession, actor: Actor, limit: int, after: str | None
) -> Sequence[Informant]:
    """By id, one more than `limit`."""
    rows = visible(select(INFORMANT), actor, INFORMANT.c.area)
    if after is not None:
        rows = rows.where(INFORMANT.c.id > after)
    rows = rows.order_by(INFORMANT.c.id).limit(limit + 1)
    return [Informant(**row) for row in (await session.execute(rows)).mappings()]


async def forget_informant(session: AsyncSession, actor: Actor, informant_id: str) -> bool:
    """False when there is none for this actor."""
    mine = visible(select(INFORMANT.c.id).where(INFORMANT.c.id == informant_id), actor, INFORMANT.c.area)
    if (await session.execute(mine)).first() is None:
        return False
    await session.execute(delete(INFORMANT).where(INFORMANT.c.id == informant_id))
    return True
