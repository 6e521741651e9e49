"""Durable clocks: a deadline is a row, unique by (kind, subject, round), set and cancelled in the transaction of its
cause. The sweep only selects; the job looks again inside its own unit of work."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import Timer
from services.chassis.store import Instant, insert_soon


def timer_table(metadata: MetaData) -> Table:
    return Table(
        "timer",
        metadata,
        Column("kind", String(40), primary_key=True),
        Column("subject", String(160), primary_key=True),
        Column("round", Integer, primary_key=True),
        Column("due_at", Instant, nullable=False),
        Index("ix_timer_due_at", "due_at"),
    )


MOVED = "on conflict (kind, subject, round) do update set due_at = excluded.due_at"


class Timers:
    """The timers of one service, inside the session of one unit of work."""

    def __init__(self, table: Table, session: AsyncSession) -> None:
        self._table, self._session = table, session
        self.earliest: datetime | None = None
        """When the first of the clocks rings that were set here."""

    def set(self, *timers: Timer) -> None:
        """Set or move clocks; they are there when somebody asks."""
        if timers:
            self._note(timers)
            insert_soon(self._session, self._table, [vars(timer) for timer in timers], MOVED)

    def _note(self, timers: Sequence[Timer]) -> None:
        due = [timer.due_at for timer in timers]
        self.earliest = min(due if self.earliest is None else [self.earliest, *due])

    async def cancel(self, kind: str, subject: str, round: int | None = None) -> bool:
        """Delete a clock (all rounds when none is given). False when there was none: somebody else was first."""
        table = self._table
        doomed = delete(table).where(table.c.kind == kind, table.c.subject == subject)
        if round is not None:
            doomed = doomed.where(table.c.round == round)
        return bool((await self._session.execute(doomed)).rowcount)  # type: ignore[attr-defined]

    async def take(self, timer: Timer) -> bool:
        """The second look: delete exactly this clock. False when it was cancelled, moved or taken meanwhile."""
        table = self._table
        same = (
            (table.c.kind == timer.kind) & (table.c.subject == timer.subject) & (table.c.round == timer.round)
        )
        taken = await self._session.execute(delete(table).where(same, table.c.due_at == timer.due_at))
        return bool(taken.rowcount)  # type: ignore[attr-defined]

    async def due_or_next(self, now: datetime, limit: int = 100) -> Sequence[Timer]:
        """Those that are due, in order; when none is, those that are due first."""
        table = self._table
        first = select(func.min(table.c.due_at)).scalar_subquery()
        rows = select(table).where(or_(table.c.due_at <= now, table.c.due_at == first))
        rows = rows.order_by(table.c.due_at, table.c.kind, table.c.subject)
        found = (await self._session.execute(rows.limit(limit))).mappings()
        return [Timer(row["kind"], row["subject"], row["due_at"], row["round"]) for row in found]

    async def next_due(self) -> datetime | None:
        return (await self._session.execute(select(func.min(self._table.c.due_at)))).scalar()
