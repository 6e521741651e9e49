"""Many rows at once: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.store.columns import Bind, binding

AT_ONCE = 4_000


async def bulk_insert(
    session: AsyncSession, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert `rows` (values in the order of `columns`) inside the session's transaction, without building objects."""
    connection = await session.connection()
    kinds = [binding(table.c[name], connection.dialect) for name in columns]
    prepared = _prepared(rows, kinds)
    if connection.dialect.name == "postgresql":
        # A transaction begins with its first statement, and COPY goes past SQLAlchemy: alone it would stand outside.
        await connection.execute(text("select 1"))
        raw = (await connection.get_raw_connection()).driver_connection
        await raw.copy_records_to_table(table.name, records=prepared, columns=list(columns))  # type: ignore[union-attr]
        return
    statement = str(insert(table).values(dict.fromkeys(columns)).compile(dialect=connection.dialect))
    if ready := list(prepared):
        await connection.exec_driver_sql(statement, ready)


def _prepared(rows: Iterable[Sequence[Any]], kinds: Sequence[Bind]) -> Iterator[tuple[Any, ...]]:
    """The values as the driver takes them, some thousand rows at a time, so that the database works meanwhile."""
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        # Column by column, for most have nothing to be done to them.
        columns = zip(*some, strict=True)
        yield from zip(
            *(_bound(column, kind) for column, kind in zip(columns, kinds, strict=True)), strict=True
        )


def _bound(column: Sequence[Any], kind: Bind) -> Iterable[Any]:
    if kind is None:
        return column
    # What is the same as in the row before is not worked out again.
    before, result, bound = object(), None, []
    for value in column:
        if value is not before:
            before, result = value, kind(value)
        bound.append(result)
    return bound
