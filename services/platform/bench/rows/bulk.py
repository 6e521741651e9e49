"""5. Many rows at once through the chassis, against COPY."""

from collections.abc import Sequence
from time import perf_counter

import asyncpg
from sqlalchemy import BigInteger, Column, MetaData, String, Table

from services.chassis.clock import SystemClock
from services.chassis.store import Database, Instant, JsonText, bulk_insert
from services.platform.bench.figures import Goal, Row, compared
from services.platform.bench.site import Site

ROWS, GOAL = 112_800, Goal(at_most=1.5)
METADATA = MetaData()
PAYEES = Table(
    "payee",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("batch", String(40), nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("reasons", JsonText, nullable=False),
    Column("decided_at", Instant, nullable=False),
)
COLUMNS = [column.name for column in PAYEES.columns]
EMPTY = "truncate payee"


class Bulk:
    def __init__(self) -> None:
        self._pairs: list[tuple[float, float]] = []

    def round(self, site: Site, seconds: float) -> None:
        self._pairs.append(site.run(bulk_and_copy(site.database(), ROWS)))

    def rows(self) -> Sequence[Row]:
        return [compared(f"5 bulk_insert ÷ COPY, {ROWS:,} rows", self._pairs, "s", GOAL)]


async def bulk_and_copy(url: str, count: int) -> tuple[float, float]:
    """Seconds of each, into the same emptied table."""
    database, now = Database(url), SystemClock().now()
    bare = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(METADATA.create_all)
        await bare.execute(EMPTY)
        rows = [(f"payee-{number}", "batch", number, ["low_income"], now) for number in range(count)]
        begun = perf_counter()
        async with database.write() as session:
            await bulk_insert(session, PAYEES, COLUMNS, rows)
        ours = perf_counter() - begun
        await bare.execute(EMPTY)
        ready = [(*row[:3], '["low_income"]', row[4]) for row in rows]
        begun = perf_counter()
        await bare.copy_records_to_table(PAYEES.name, records=ready, columns=COLUMNS)
        return ours, perf_counter() - begun
    finally:
        await bare.close()
        await database.close()
