"""Short numbers: one row per county, winter and kind counts them without a gap."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words import Kind

# The same words on both databases; the row stays locked until the report is committed.
NEXT = text(
    "insert into report_number (county, winter, kind, last) values (:county, :winter, :kind, 1) "
    "on conflict (county, winter, kind) do update set last = report_number.last + 1 returning last"
)


async def next_number(session: AsyncSession, county: str, winter: int, kind: Kind) -> int:
    counted = await session.execute(NEXT, {"county": county, "winter": winter, "kind": str(kind)})
    return int(counted.scalar_one())
