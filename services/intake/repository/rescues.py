"""The desk's copy of patrol's rescues."""

from dataclasses import asdict, fields

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words import Grade
from services.intake.domain.rescue import RescueState, RescueSummary
from services.intake.tables import RESCUE

COLUMNS = tuple(field.name for field in fields(RescueSummary))


async def load_rescue(session: AsyncSession, rescue_id: str) -> RescueSummary | None:
    row = (await session.execute(select(RESCUE).where(RESCUE.c.id == rescue_id))).mappings().first()
    return rescue_of(row) if row else None


async def keep_rescue(session: AsyncSession, rescue: RescueSummary, known: bool) -> None:
    """`known`: whether there is a row already. Only the consumer of one partition writes it, so nobody races."""
    row = asdict(rescue)
    if known:
        await session.execute(update(RESCUE).where(RESCUE.c.id == rescue.id).values(row))
    else:
        await session.execute(insert(RESCUE).values(row))


def rescue_of(row: RowMapping, prefix: str = "") -> RescueSummary:
    found = {name: row[prefix + name] for name in COLUMNS}
    grade = Grade(found["grade"]) if found["grade"] else None
    return RescueSummary(**{**found, "state": RescueState(found["state"]), "grade": grade})
