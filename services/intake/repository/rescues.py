"""The desk's copy of patrol's rescues."""

from dataclasses import asdict, fields

from sqlalchemy import bindparam, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.log import Work
from services.chassis.store import insert_soon
from services.contracts.words import Grade
from services.intake.domain.rescue import RescueState, RescueSummary
from services.intake.tables import RESCUE

COLUMNS = tuple(field.name for field in fields(RescueSummary))
CHANGED = "on conflict (id) do update set " + ", ".join(
    f"{name} = excluded.{name}" for name in COLUMNS if name != "id"
)
ONE = select(RESCUE).where(RESCUE.c.id == bindparam("rescue"))


async def load_rescue(session: AsyncSession, rescue_id: str) -> RescueSummary | None:
    """As it will be kept, where something was heard of it in this unit of work."""
    if (heard := _heard(session).get(rescue_id)) is not None:
        return heard
    row = (await session.execute(ONE, {"rescue": rescue_id})).mappings().first()
    return rescue_of(row) if row else None


def keep_rescue(work: Work, rescue: RescueSummary) -> None:
    """At the end of the unit. Only the consumer of one partition writes it, so nobody races."""
    heard = _heard(work.session)
    heard[rescue.id] = rescue

    rows = heard.values()
    work.at_end(RESCUE, lambda: insert_soon(work.session, RESCUE, [asdict(one) for one in rows], CHANGED))


def _heard(session: AsyncSession) -> dict[str, RescueSummary]:
    heard: dict[str, RescueSummary] = session.info.setdefault("rescues_heard", {})
    return heard


def rescue_of(row: RowMapping, prefix: str = "") -> RescueSummary:
    found = {name: row[prefix + name] for name in COLUMNS}
    grade = Grade(found["grade"]) if found["grade"] else None
    return RescueSummary(**{**found, "state": RescueState(found["state"]), "grade": grade})
