"""Years of rescues in the databases: copies of what stands there, under names of their own, made by the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    String,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
    true,
)

from services.chassis.store import Database

Values = Mapping[str, Any]
APART_SECONDS = 60
"""Each copy is that much older than the one before it."""
DIGITS = 7
"""So that their ids come in their own order, as ours do."""


@dataclass(frozen=True)
class Copied:
    """Of any row. `renamed`: what each copy has of its own; `{n}` is its number. `aged`: columns of time that lie
    further back with each copy."""

    service: str
    table: str
    renamed: Values
    aged: Sequence[str] = ()


STORED = (
    Copied(
        "patrol",
        "rescue",
        {"id": "old-{n}", "number": "{n}", "story": "old-{n}", "state": "answered", "queued": False},
        ("received_at", "opened_at", "deadline"),
    ),
    Copied("patrol", "sighting", {"id": "old-{n}", "rescue": "old-{n}"}, ("heard_at", "received_at")),
    Copied("patrol", "offer", {"id": "old-{n}", "rescue": "old-{n}", "live": False}, ("offered_at",)),
    Copied(
        "intake",
        "report",
        {"id": "old-{n}", "number": "S-{n}", "winter": 2000, "state": "closed", "taken_over": "taken_over"}
        | {"reference": None, "rescue": "old-{n}", "tracking_hash": "old-{n}"},
        ("received_at", "recorded_at"),
    ),
    Copied("intake", "rescue", {"id": "old-{n}", "number": "{n}", "state": "answered"}, ("deadline",)),
    Copied("intake", "story_line", {"root": "old-{n}"}, ("at",)),
    Copied("notify", "sighting", {"id": "old-{n}", "rescue": "old-{n}"}, ("received_at",)),
    Copied("notify", "rescue", {"id": "old-{n}", "number": "{n}"}, ("deadline",)),
    Copied("notify", "message", {"id": "old-{n}", "about": "old-{n}", "story": "old-{n}", "state": "sent"}),
    Copied("notify", "journal", {"id": "old-{n}", "subject": "old-{n}", "story": "old-{n}"}, ("at",)),
    Copied("notify", "journal_name", {"name": "old-{n}", "story": "old-{n}"}),
)
"""What one answered rescue leaves behind, one row in each table."""


async def fill(urls: Mapping[str, str], first: int, end: int, tables: Iterable[Copied] = STORED) -> None:
    """What the rescues number `first` to `end` left behind. `urls`: of each service's database, as superuser."""
    for copied in tables:
        await copy(urls[copied.service], copied, first, end)


async def copy(url: str, copied: Copied, first: int, end: int) -> None:
    """Copies number `first` to `end`, in one statement and without looking at foreign keys: they are copied too."""
    table = table_of(copied)
    database = Database(url)
    try:
        async with database.write() as session:
            await session.execute(select(func.set_config("session_replication_role", "replica", True)))
            names = [column.name for column in table.columns if not isinstance(column.type, BigInteger)]
            await session.execute(insert(table).from_select(names, _copies(copied, table, names, first, end)))
    finally:
        await database.close()


def numbered(own: str, number: int) -> str:
    """What a copy has of its own, with its number."""
    return own.replace("{n}", f"{number:0{DIGITS}}")


def table_of(copied: Copied) -> Table:
    metadata = import_module(f"services.{copied.service}.main").COMMON.access.metadata
    table: Table = metadata.tables[copied.table]
    return table


def _copies(copied: Copied, table: Table, names: Sequence[str], first: int, end: int) -> Any:
    model = select(table).limit(1).subquery("model")
    numbers = (
        func.generate_series(first, end - 1)
        .table_valued(Column("n", Integer), name="numbers")
        .render_derived()
    )
    return select(*(_value(copied, model.c[name], numbers.c.n) for name in names)).select_from(
        model.join(numbers, true())
    )


def _value(copied: Copied, of_model: Any, number: ColumnElement[int]) -> ColumnElement[Any]:
    if of_model.name in copied.aged:
        older: ColumnElement[Any] = of_model - func.make_interval(0, 0, 0, 0, 0, 0, number * APART_SECONDS)
        return older
    if of_model.name not in copied.renamed:
        kept: ColumnElement[Any] = of_model
        return kept
    own = copied.renamed[of_model.name]
    if isinstance(own, str) and "{n}" in own:
        return func.replace(literal(own), "{n}", func.lpad(cast(number, String), DIGITS, "0"))
    return literal(own, of_model.type)
