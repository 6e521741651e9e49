"""Who has read which alert."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.store import insert_into
from services.contracts.words import Alert, Role
from services.patrol.domain.alerts import Reading
from services.patrol.tables import ALERT_READING


async def keep(session: AsyncSession, rescue: str, reading: Reading) -> bool:
    """Whether it is new: who has read it before has read it then."""
    new = insert_into(session, ALERT_READING).values(rescue=rescue, **vars(reading))
    added = await session.execute(new.on_conflict_do_nothing().returning(ALERT_READING.c.rescue))
    return added.first() is not None


async def of_rescues(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Sequence[Reading]]:
    """By rescue, the first reader first."""
    found: dict[str, list[Reading]] = defaultdict(list)
    if not ids:
        return found
    wanted = select(ALERT_READING).where(ALERT_READING.c.rescue.in_(ids))
    for row in (await session.execute(wanted.order_by(ALERT_READING.c.read_at))).mappings():
        role, alert = Role(row["role"]), Alert(row["alert"])
        found[row["rescue"]].append(Reading(alert, row["round"], row["reader"], role, row["read_at"]))
    return found
