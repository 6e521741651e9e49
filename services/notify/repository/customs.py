"""Words of areas, and their quiet hours."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.chassis.access import Actor, visible
from services.notify.domain.customs import Customs, QuietHours, Wording
from services.notify.repository.pages import Position, oldest_first
from services.notify.tables import QuietHoursRow, WordingRow

__all__ = ["QuietHoursRow"]


async def all_of_them(session: AsyncSession) -> Customs:
    wordings = [_wording(row) for row in (await session.execute(select(WordingRow))).scalars()]
    hours = (await session.execute(select(QuietHoursRow))).scalars()
    return Customs(wordings, {row.area: hours_from(row) for row in hours})


async def texts(session: AsyncSession, ids: Collection[str | None]) -> Mapping[str, str]:
    """By id, of wordings that ended too."""
    wanted = {id for id in ids if id is not None}
    if not wanted:
        return {}
    rows = select(col(WordingRow.id), col(WordingRow.text)).where(col(WordingRow.id).in_(wanted))
    return {row.id: row.text for row in (await session.execute(rows)).all()}


async def wording(session: AsyncSession, id: str) -> Wording | None:
    row = await session.get(WordingRow, id)
    return _wording(row) if row else None


async def end(session: AsyncSession, area: str, template: str, language: str, now: datetime) -> None:
    mine = (
        (col(WordingRow.area) == area)
        & (col(WordingRow.template) == template)
        & (col(WordingRow.language) == language)
    )
    in_use = update(WordingRow).where(mine, col(WordingRow.ended_at).is_(None))
    await session.execute(in_use.values(ended_at=now))


async def add(session: AsyncSession, wording: Wording) -> None:
    session.add(WordingRow(**vars(wording)))
    await session.flush()


async def in_use(
    session: AsyncSession, actor: Actor, limit: int, after: Position | None
) -> Sequence[Wording]:
    rows = visible(select(WordingRow), actor, col(WordingRow.area)).where(col(WordingRow.ended_at).is_(None))
    rows = oldest_first(rows, col(WordingRow.made_at), col(WordingRow.id), limit, after)
    return [_wording(row) for row in (await session.execute(rows)).scalars()]


def hours_from(row: QuietHoursRow) -> QuietHours:
    return QuietHours(time.fromisoformat(row.begins), time.fromisoformat(row.ends))


async def keep_hours(session: AsyncSession, row: QuietHoursRow) -> None:
    await session.merge(row)


async def delete_hours(session: AsyncSession, area: str) -> bool:
    row = await session.get(QuietHoursRow, area)
    if row is not None:
        await session.delete(row)
    return row is not None


async def hours_of(session: AsyncSession, actor: Actor) -> Sequence[QuietHoursRow]:
    rows = visible(select(QuietHoursRow), actor, col(QuietHoursRow.area)).order_by(col(QuietHoursRow.area))
    return (await session.execute(rows)).scalars().all()


def _wording(row: WordingRow) -> Wording:
    return Wording(**row.model_dump())
