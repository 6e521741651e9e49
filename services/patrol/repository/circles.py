"""The row of a county: whoever decides about its teams and its queue holds it until the commit.

Without it two units of work could pass each other on PostgreSQL: one frees a team and sees nobody waiting, the
other opens a rescue and sees nobody free.
"""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.store import insert_into, insert_soon
from services.patrol.tables import CIRCLE

HELD = (
    select(CIRCLE.c.winter, CIRCLE.c.last_number)
    .where(CIRCLE.c.county == bindparam("mine"))
    .with_for_update()
)
COUNTED = "on conflict (county) do update set winter = excluded.winter, last_number = excluded.last_number"
Count = tuple[int, int]
"""A winter, and the number of its last rescue."""


async def hold_circle(session: AsyncSession, county: str) -> None:
    """Wait until nobody else decides in this county; at once in a unit of work that holds it. On SQLite the unit is
    alone already."""
    holding = _holding(session)
    if county in holding:
        return
    mine = {"mine": county}
    found = (await session.execute(HELD, mine)).first()
    if found is None:
        new = insert_into(session, CIRCLE).values(county=county, winter=0, last_number=0)
        await session.execute(new.on_conflict_do_nothing())
        found = (await session.execute(HELD, mine)).one()
    holding[county] = (found.winter, found.last_number)


def next_number(session: AsyncSession, county: str, winter: int) -> int:
    """The next rescue of the winter, from 1. The circle is held."""
    of, last = _holding(session)[county]
    number = last + 1 if of == winter else 1
    _holding(session)[county] = (winter, number)
    insert_soon(session, CIRCLE, [{"county": county, "winter": winter, "last_number": number}], COUNTED)
    return number


def _holding(session: AsyncSession) -> dict[str, Count]:
    """The counties that this unit of work holds, and how far they have counted."""
    holding: dict[str, Count] = session.info.setdefault("circles", {})
    return holding
