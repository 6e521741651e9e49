"""Which facts were heard before: a relay that died between append and delete says them again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete

from services.chassis.log.position import Positions, Step
from services.chassis.log.records import RETENTION, Record, safe_text
from services.chassis.log.tables import LogTables
from services.chassis.log.unit import Work

FORGET_EVERY = timedelta(days=1)
LONGEST_ID = 64


class Heard:
    """Kept as long as the log keeps its records."""

    def __init__(self, tables: LogTables) -> None:
        self._table, self._positions = tables.heard, Positions(tables)
        self._forgot_at: datetime | None = None

    async def fresh(self, work: Work, step: Step, records: Sequence[Record]) -> list[Record]:
        """Go on by `step`: of its records those not heard before, each id once; from now on they are heard."""
        firsts = {id_of(record): record for record in reversed(records)}
        new = await self._positions.move(work, step, list(firsts))
        if new:
            await self._forget_old(work)
        return [record for record in records if firsts[id_of(record)] is record and id_of(record) in new]

    async def _forget_old(self, work: Work) -> None:
        if self._forgot_at is None or work.now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = work.now
            await work.session.execute(
                delete(self._table).where(self._table.c.heard_at < work.now - RETENTION)
            )


def id_of(record: Record) -> str:
    """The fact's id; a record that is no fact is known by its place."""
    place = f"{record.topic}/{record.partition}/{record.offset}"
    return safe_text(dict(record.headers).get("ce_id", place.encode()), LONGEST_ID)
