"""Outbox → log: one replica at a time, in the order of ids, deleted only when the log has them."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import ARRAY, BigInteger, any_, bindparam, delete, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from services.chassis.log.crashes import Point, crash_point
from services.chassis.log.metrics import LogMetrics
from services.chassis.log.records import Log, Record
from services.chassis.log.tables import headers_from_json
from services.chassis.log.unit import Units
from services.chassis.log.waiting import wait_first
from services.chassis.store.failures import named

BATCH = 500
SWEEP_SECONDS = (
    0.5  # the net under the nudge: a fact whose process died after the commit waits this long at most
)
BACK_OFF_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)
logger = structlog.get_logger()


class Relay:
    def __init__(self, units: Units, log: Log, metrics: LogMetrics | None = None) -> None:
        self._units, self._log, self._metrics = units, log, metrics
        self._outbox = units.tables.outbox
        self._done = delete(self._outbox).where(self._outbox.c.id == bindparam("done"))
        done = bindparam("done", type_=ARRAY(BigInteger))
        self._all_done = delete(self._outbox).where(
            self._outbox.c.id == any_(done)
        )  # PostgreSQL alone knows arrays

    async def run(self, stopping: asyncio.Event) -> None:
        failures = 0
        while not stopping.is_set():
            self._units.relay_wanted.clear()
            try:
                sent = await self.round()
                failures = 0
            except Exception as error:  # whatever it was, the rows are still there
                logger.warning("relay_failed", service=self._units.service, error=named(error))
                await wait_first(BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)], stopping)
                failures += 1
                continue
            if sent < BATCH:
                await wait_first(SWEEP_SECONDS, self._units.relay_wanted, stopping)

    async def round(self) -> int:
        """Send what is there. Returns how many rows were sent; raises when the log did not take them."""
        async with self._units.database.exclusive(f"relay:{self._units.service}") as connection:
            rows = await self._rows(connection)
            if rows:
                crash_point(Point.RELAY_SENDING)
                await self._log.append([_record(row) for row in rows])
                await self._delete(connection, [row["id"] for row in rows])
                if self._metrics is not None:
                    self._metrics.relayed.inc(len(rows))
                crash_point(Point.RELAY_DELETED)
            return len(rows)

    async def _rows(self, connection: AsyncConnection | None) -> Sequence[RowMapping]:
        wanted = select(self._outbox).order_by(self._outbox.c.id).limit(BATCH)
        if connection is not None:
            return (await connection.execute(wanted)).mappings().all()
        async with self._units.database.read() as session:
            return (await session.execute(wanted)).mappings().all()

    async def _delete(self, connection: AsyncConnection | None, ids: list[int]) -> None:
        crash_point(Point.RELAY_ACKNOWLEDGED)
        if connection is not None:
            await connection.execute(self._all_done, {"done": ids})
            return
        done = [{"done": id} for id in ids]

        async def forget(session: AsyncSession) -> Any:
            return await session.execute(self._done, done)

        await self._units.database.transact(forget)


def _record(row: RowMapping) -> Record:
    return Record(row["topic"], row["key"], headers_from_json(row["headers"]), row["body"])
