"""Many rows at once: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Table, insert, text
from sqlalchemy.ext.asyncio import AsyncSession


async def bulk_insert(
    session: AsyncSession, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert `rows` (values in the order of `columns`) inside the session's transaction, without building objects."""
    connection = await session.connection()
    prepared = _prepared(rows, [table.c[name].type.bind_processor(connection.dialect) for name in columns])
    if connection.dialect.name == "postgresql":
        # A transaction begins with its first statement, and COPY goes past SQLAlchemy: alone it would stand outside.
        await connection.execute(text("select 1"))
        raw = (await connection.get_raw_connection()).driver_connection
        await raw.copy_records_to_table(table.name, records=prepared, columns=list(columns))  # type: ignore[union-attr]
        return
    statement = str(insert(table).values(dict.fromkeys(columns)).compile(dialect=connection.dialect))
    if prepared:
        await connection.exec_driver_sql(statement, prepared)


def _prepared(
    rows: Iterable[Sequence[Any]], kinds: Sequence[Callable[[Any], Any] | None]
) -> list[Sequence[Any]]:
    """The values as the driver takes them, column by column: most columns have nothing to be done to them."""
    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return []
    bound = [_bound(column, kind) if kind else column for column, kind in zip(by_column, kinds, strict=True)]
    return list(zip(*bound, strict=True))


def _bound(column: Sequence[Any], kind: Callable[[Any], Any]) -> Iterator[Any]:
    """What is the same as in the row before is not worked out again."""
    before, result = object(), None
    for value in column:
        if value is not before:
            before, result = value, kind(value)
        yield result
