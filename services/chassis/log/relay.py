"""Outbox → log: one replica at a time, in the order of ids, deleted only when the log has them."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import structlog
from sqlalchemy import text

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


WAITING = f"select id, topic, key, headers, body from outbox order by id limit {BATCH}"
SENT = "delete from outbox where id in ({})"
# To the driver itself, with the commit: every commit of the service has a round to wait for. Nor is the disk waited
# for: a delete that is lost with the database says the same facts again, and they are known by their ids.
AT_ONCE = "set local synchronous_commit = off; {}; commit"


class Relay:
    def __init__(self, units: Units, log: Log, metrics: LogMetrics | None = None) -> None:
        self._units, self._log, self._metrics = units, log, metrics

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
        async with self._units.database.exclusive(f"relay:{self._units.service}") as driver:
            rows = await self._rows(driver)
            if rows:
                crash_point(Point.RELAY_SENDING)
                await self._log.append([_record(row) for row in rows])
                await self._delete(driver, [row["id"] for row in rows])
                if self._metrics is not None:
                    self._metrics.relayed.inc(len(rows))
                crash_point(Point.RELAY_DELETED)
            return len(rows)

    async def _rows(self, driver: Any) -> Sequence[Mapping[str, Any]]:
        if driver is not None:
            return cast(Sequence[Mapping[str, Any]], await driver.fetch(WAITING))
        async with self._units.database.read() as session:
            found = (await session.execute(text(WAITING))).mappings().all()
            return cast(Sequence[Mapping[str, Any]], found)

    async def _delete(self, driver: Any, ids: list[int]) -> None:
        crash_point(Point.RELAY_ACKNOWLEDGED)
        sent = SENT.format(", ".join(map(str, ids)))
        if driver is not None:
            await driver.execute(AT_ONCE.format(sent))
            return
        await self._units.database.transact(lambda session: session.execute(text(sent)))


def _record(row: Mapping[str, Any]) -> Record:
    return Record(row["topic"], row["key"], headers_from_json(json.loads(row["headers"])), row["body"])
