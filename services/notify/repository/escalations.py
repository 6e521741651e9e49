"""How far each trouble has climbed. A row is made when the first clock rings, or when somebody acknowledges it."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.notify.domain.escalation import Climb
from services.notify.tables import EscalationRow

__all__ = ["EscalationRow"]


def climb_from(row: EscalationRow) -> Climb:
    return Climb(row.lap, row.step, row.firing, row.acknowledged_until)


async def find(session: AsyncSession, cause: str) -> EscalationRow | None:
    return await session.get(EscalationRow, cause)


async def find_or_new(session: AsyncSession, cause: str, at_first: Climb) -> EscalationRow:
    """Two who make it at once meet at its key: the later one runs again."""
    row = await session.get(EscalationRow, cause)
    if row is None:
        row = EscalationRow(cause=cause, lap=at_first.lap, step=at_first.step, firing=at_first.firing)
        session.add(row)
    return row


def keep(row: EscalationRow, climb: Climb) -> None:
    row.lap, row.step, row.firing = climb.lap, climb.step, climb.firing
    row.acknowledged_until = climb.acknowledged_until


async def among(session: AsyncSession, causes: Collection[str]) -> Mapping[str, EscalationRow]:
    """By cause; of troubles that have climbed or were acknowledged."""
    if not causes:
        return {}
    rows = await session.execute(select(EscalationRow).where(col(EscalationRow.cause).in_(causes)))
    return {row.cause: row for row in rows.scalars()}
