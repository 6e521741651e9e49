"""Measured responses, one a rescue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.store import insert_soon
from services.contracts.words import ClockStop
from services.patrol.domain.figures import PARTS, Sample, parts_of
from services.patrol.domain.rescue import Rescue
from services.patrol.tables import SAMPLE


@dataclass(frozen=True)
class Period:
    """Responses whose first receipt lies in it, from its beginning until just before its end."""

    begins: datetime | None = None
    ends: datetime | None = None
    profile: str | None = None


def keep(session: AsyncSession, rescue: Rescue) -> None:
    """The response of a clock that has just stopped."""
    clock = rescue.clock
    parts = parts_of(rescue)
    values: dict[str, Any] = {
        "rescue": rescue.id,
        "area": rescue.area,
        "profile": rescue.profile.name,
        "grade": rescue.grade,
        "received_at": clock.received_at,
        "stopped_at": clock.stopped_at,
        "stopped_by": clock.stopped_by,
        "seconds": clock.response_seconds,
        "kept": clock.kept,
        **{part: getattr(parts, part, None) for part in PARTS},
        "drill": rescue.drill,
    }
    insert_soon(session, SAMPLE, [values])


def wanted(period: Period) -> Select[Any]:
    """Select over the table `response_sample`, drills left out; narrow it by area, then `read` it."""
    rows = within(select(SAMPLE).where(SAMPLE.c.drill.is_(False)), period, SAMPLE.c.received_at)
    if period.profile is not None:
        rows = rows.where(SAMPLE.c.profile == period.profile)
    return rows


def within(rows: Select[Any], period: Period, received_at: ColumnElement[Any]) -> Select[Any]:
    if period.begins is not None:
        rows = rows.where(received_at >= period.begins)
    return rows if period.ends is None else rows.where(received_at < period.ends)


async def read(session: AsyncSession, rows: Select[Any]) -> list[Sample]:
    return [
        Sample(
            rescue=row["rescue"],
            area=row["area"],
            profile=row["profile"],
            seconds=row["seconds"],
            kept=row["kept"],
            stopped_by=ClockStop(row["stopped_by"]),
            parts=tuple(row[part] for part in PARTS),
        )
        for row in (await session.execute(rows)).mappings()
    ]
