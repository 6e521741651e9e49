"""The first administrator's key, made where there is none yet. Only its hash is kept, so it is shown once."""

from sqlalchemy import func, select

from services.chassis.access import EVERYWHERE
from services.chassis.log import Origin, Work
from services.chassis.web import Service
from services.contracts.words import Role
from services.notify.operations.keys import add_key


async def has_keys(notify: Service) -> bool:
    async with notify.database.read() as session:
        return bool(
            (await session.execute(select(func.count()).select_from(notify.tables.access))).scalar_one()
        )


async def make_first_key(notify: Service) -> str:
    """Returns the key."""

    async def add(work: Work) -> str:
        made = await add_key(work, "管理员", Role.ADMIN, EVERYWHERE, None)
        return made.key

    return await notify.units.transact(Origin("command"), add)
