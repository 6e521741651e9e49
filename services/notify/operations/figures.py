"""Tonight's figures, told again from the journal."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.figures import COUNTED_FROM, figures_of
from services.notify.repository import journal

BEFORE = timedelta(days=1)
"""A call of the night may join a rescue of the day, whose clock it then has."""


async def figures_from_journal(
    session: AsyncSession, begins: datetime, ends: datetime, area: str = ""
) -> dict[str, Any]:
    """Of the rescues first received from `begins` until just before `ends`; names and numbers."""
    entries = await journal.of_kinds(session, COUNTED_FROM, begins - BEFORE)
    return figures_of(entries, begins, ends, area)
