"""Answers kept for calls that come again are forgotten after two days: nobody sends a call again that late."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy import Table, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import Clock
from services.chassis.log.waiting import wait_first
from services.chassis.store import Database
from services.chassis.store.failures import named

KEPT = timedelta(hours=48)
CHUNK = 500
"""Rows in one transaction: whoever takes a call waits for no more than that."""
EVERY_SECONDS = 3600.0
logger = structlog.get_logger()


class Forgetting:
    """Every replica sweeps; what another one has deleted is gone."""

    def __init__(self, service: str, database: Database, table: Table, clock: Clock) -> None:
        self._service, self._database, self._table, self._clock = service, database, table, clock

    async def run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                while await self.chunk() == CHUNK and not stopping.is_set():
                    await asyncio.sleep(0)  # others first
            except Exception as error:
                logger.warning("answers_not_forgotten", service=self._service, error=named(error))
            await wait_first(EVERY_SECONDS, stopping)

    async def chunk(self) -> int:
        """Forget some. Returns how many."""
        table, before = self._table, self._clock.now() - KEPT
        which = (table.c.key, table.c.caller)
        old = select(*which).where(table.c.kept_at < before).limit(CHUNK)
        async with self._database.read() as session:
            rows = [tuple(row) for row in await session.execute(old)]
        if not rows:
            return 0

        async def forget(session: AsyncSession) -> None:
            await session.execute(delete(table).where(tuple_(*which).in_(rows), table.c.kept_at < before))

        await self._database.transact(forget)
        return len(rows)
