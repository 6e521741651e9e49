"""Who holds which key, as far as intake has heard."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor
from services.contracts.words import Role
from services.intake.tables import COMMON


async def holder_of(session: AsyncSession, key_id: str) -> Actor | None:
    """The holder of a key that stands; None for a revoked or unknown one."""
    table = COMMON.access
    wanted = select(table).where(table.c.id == key_id, table.c.revoked.is_(False))
    row = (await session.execute(wanted)).mappings().first()
    return Actor(row["id"], row["name"], Role(row["role"]), row["scope"], row["team"]) if row else None
