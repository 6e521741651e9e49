"""Durable clocks: a deadline is a row, unique by (kind, subject, round), set and cancelled in the transaction of its
cause. The sweep only selects; the job looks again inside its own unit of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine


@dataclass(frozen=True)
class Timer:
    """`kind` names the job, `subject` what it is about; `round` lets the same clock run again later."""

    kind: str
    subject: str
    due_at: datetime
    round: int = 1


def timer_table(metadata: MetaData, instant: TypeEngine[datetime]) -> Table:
    return Table(
        "timer",
        metadata,
        Column("kind", String(40), primary_key=True),
        Column("subject", String(160), primary_key=True),
        Column("round", Integer, primary_key=True),
        Column("due_at", instant, nullable=False),
        Index("ix_timer_due_at", "due_at"),
    )


# The same words on both databases.
PUT = text(
    "insert into timer (kind, subject, round, due_at) values (:kind, :subject, :round, :due_at) "
    "on conflict (kind, subject, round) do update set due_at = excluded.due_at"
)


class Timers:
    """The timers of one service, inside the session of one unit of work."""

    def __init__(self, table: Table, session: AsyncSession) -> None:
        self._table, self._session = table, session
        self._put = PUT.bindparams(bindparam("due_at", type_=table.c.due_at.type))
        self.earliest: datetime | None = None
        """When the first of the clocks rings that were set here."""

    async def set(self, *timers: Timer) -> None:
        """Set or move clocks, all in one statement."""
        if timers:
            self._note(timers)
            await self._session.execute(self._put, [vars(timer) for timer in timers])

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
