"""Many rows at once: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, insert, text
from sqlalchemy.ext.asyncio import AsyncSession


async def bulk_insert(
    session: AsyncSession, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert `rows` (values in the order of `columns`) inside the session's transaction, without building objects."""
    connection = await session.connection()
    kinds = [table.c[name].type.bind_processor(connection.dialect) for name in columns]
    prepared = [
        tuple(kind(value) if kind else value for kind, value in zip(kinds, row, strict=True)) for row in rows
    ]
    if connection.dialect.name == "postgresql":
        # A transaction begins with its first statement, and COPY goes past SQLAlchemy: alone it would stand outside.
        await connection.execute(text("select 1"))
        raw = (await connection.get_raw_connection()).driver_connection
        await raw.copy_records_to_table(table.name, records=prepared, columns=list(columns))  # type: ignore[union-attr]
        return
    statement = str(insert(table).values(dict.fromkeys(columns)).compile(dialect=connection.dialect))
    if prepared:
        await connection.exec_driver_sql(statement, prepared)
