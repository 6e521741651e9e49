"""The story of a report: its own lines and those of its rescue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.log import Work
from services.chassis.store import insert_soon
from services.intake.tables import STORY_LINE


@dataclass(frozen=True)
class Line:
    """`root`: the id of a report, or of a rescue for what all its sightings share. Words in `detail` are sealed."""

    root: str
    at: datetime
    fact: str
    actor: str
    detail: Mapping[str, Any] = field(default_factory=dict)


def add_line(work: Work, line: Line) -> None:
    insert_soon(work.session, STORY_LINE, [vars(line)])


async def lines_of(session: AsyncSession, *roots: str | None) -> Sequence[Line]:
    """In the order of time; what happened in one instant, as we heard of it."""
    wanted = select(STORY_LINE).where(STORY_LINE.c.root.in_([root for root in roots if root]))
    rows = await session.execute(wanted.order_by(STORY_LINE.c.at, STORY_LINE.c.position))
    return [Line(row["root"], row["at"], row["fact"], row["actor"], row["detail"]) for row in rows.mappings()]
