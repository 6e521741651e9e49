"""Warnings of cold: which are in force, and the races about them, settled by one statement each."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, or_, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import EVERYWHERE, Actor
from services.chassis.store import insert_into
from services.contracts.words import WarningColour
from services.patrol.domain.warning import Warned
from services.patrol.tables import IS_IN_FORCE, WARNING


async def put(session: AsyncSession, warned: Warned) -> bool:
    """Whether it stands now: not where another one does."""
    new = insert_into(session, WARNING).values(**vars(warned))
    added = await session.execute(new.on_conflict_do_nothing().returning(WARNING.c.id))
    return added.first() is not None


async def end(session: AsyncSession, warning_id: str, at: datetime, by: str | None) -> bool:
    """Whether this ended it: what is over stays as it ended."""
    standing = update(WARNING).where(WARNING.c.id == warning_id, IS_IN_FORCE)
    done = await session.execute(standing.values(ended_at=at, ended_by=by).returning(WARNING.c.id))
    return done.first() is not None


async def hold(session: AsyncSession, warning_id: str) -> None:
    await session.execute(select(WARNING.c.id).where(WARNING.c.id == warning_id).with_for_update())


async def find(session: AsyncSession, warning_id: str) -> Warned | None:
    return next(iter(await among(session, [warning_id])), None)


async def among(session: AsyncSession, ids: Collection[str]) -> list[Warned]:
    return await _read(session, select(WARNING).where(WARNING.c.id.in_(ids))) if ids else []


async def in_force(session: AsyncSession, actor: Actor) -> list[Warned]:
    """Those of the actor's area, of what lies inside it and of what it lies in, the gravest first."""
    wanted = select(WARNING).where(IS_IN_FORCE, _concerns(actor.scope)).limit(100)
    return sorted(await _read(session, wanted), key=lambda one: (one.gravity, one.id), reverse=True)


def _concerns(scope: str) -> Any:
    if scope == EVERYWHERE:
        return WARNING.c.id.is_not(None)
    if not scope:
        return false()
    around = [scope[:digits] for digits in range(1, len(scope) + 1)]
    return or_(WARNING.c.area.startswith(scope, autoescape=True), WARNING.c.area.in_(around))


async def _read(session: AsyncSession, wanted: Select[Any]) -> list[Warned]:
    return [_warned(row) for row in (await session.execute(wanted)).mappings()]


def _warned(row: RowMapping) -> Warned:
    return Warned(**{**row, "colour": WarningColour(row["colour"])})
