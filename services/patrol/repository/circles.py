"""The row of a county: whoever decides about its teams and its queue holds it until the commit.

Without it two units of work could pass each other on PostgreSQL: one frees a team and sees nobody waiting, the
other opens a rescue and sees nobody free.
"""

from sqlalchemy import Integer, bindparam, case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.store import insert_into
from services.patrol.tables import CIRCLE

MINE = CIRCLE.c.county == bindparam("mine")
HELD = select(CIRCLE.c.county).where(MINE).with_for_update()
WINTER = bindparam("now", type_=Integer)
FOLLOWING = case((CIRCLE.c.winter != WINTER, 1), else_=CIRCLE.c.last_number + 1)
COUNTED = (
    update(CIRCLE).where(MINE).values(winter=WINTER, last_number=FOLLOWING).returning(CIRCLE.c.last_number)
)


async def hold_circle(session: AsyncSession, county: str) -> None:
    """Wait until nobody else decides in this county; at once in a unit of work that holds it. On SQLite the unit is
    alone already."""
    holding: set[str] = session.info.setdefault("circles", set())
    if county in holding:
        return
    mine = {"mine": county}
    if (await session.execute(HELD, mine)).first() is None:
        new = insert_into(session, CIRCLE).values(county=county, winter=0, last_number=0)
        await session.execute(new.on_conflict_do_nothing())
        await session.execute(HELD, mine)
    holding.add(county)


async def next_number(session: AsyncSession, county: str, winter: int) -> int:
    """The next rescue of the winter, from 1. The circle is held."""
    counted = await session.execute(COUNTED, {"mine": county, "now": winter})
    return int(counted.scalar_one())
