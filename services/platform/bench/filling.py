"""Years of rescues in the databases: copies of what stands there, under names of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import BigInteger, Table, select

from services.chassis.store import Database, bulk_insert

AT_ONCE = 10_000
Values = dict[str, Any]


@dataclass(frozen=True)
class Copied:
    """`renamed`: what each copy has of its own; `{n}` is its number."""

    service: str
    table: str
    renamed: Values

    def of(self, model: Values, number: int) -> Values:
        own = {
            name: value.format(n=number) if isinstance(value, str) else value
            for name, value in self.renamed.items()
        }
        return model | own


STORED = (
    Copied(
        "patrol",
        "rescue",
        {"id": "old-{n}", "number": "{n}", "story": "old-{n}", "state": "answered", "queued": False},
    ),
    Copied("patrol", "sighting", {"id": "old-{n}", "rescue": "old-{n}"}),
    Copied(
        "intake",
        "report",
        {"id": "old-{n}", "number": "S-{n}", "winter": 2000, "state": "closed", "reference": None},
    ),
    Copied("intake", "story_line", {"root": "old-{n}"}),
    Copied("notify", "sighting", {"id": "old-{n}", "rescue": "old-{n}"}),
    Copied("notify", "rescue", {"id": "old-{n}", "number": "{n}"}),
    Copied("notify", "message", {"id": "old-{n}", "about": "old-{n}", "story": "old-{n}", "state": "sent"}),
)
"""What one answered rescue leaves behind."""


async def fill(urls: Mapping[str, str], first: int, end: int) -> None:
    """What the rescues number `first` to `end` left behind. `urls`: of each service's database."""
    for copied in STORED:
        await copy(urls[copied.service], copied, first, end)


async def copy(url: str, copied: Copied, first: int, end: int) -> None:
    """Copies number `first` to `end` of any row of one table."""
    database = Database(url)
    try:
        await _copy(database, copied, first, end)
    finally:
        await database.close()


async def _copy(database: Database, copied: Copied, first: int, end: int) -> None:
    table: Table = import_module(f"services.{copied.service}.main").COMMON.access.metadata.tables[
        copied.table
    ]
    async with database.read() as session:
        model = dict((await session.execute(select(table).limit(1))).mappings().one())
    columns = [column.name for column in table.columns if not isinstance(column.type, BigInteger)]
    for begin in range(first, end, AT_ONCE):
        copies = (copied.of(model, number) for number in range(begin, min(end, begin + AT_ONCE)))
        async with database.write() as session:
            await bulk_insert(session, table, columns, ([copy[name] for name in columns] for copy in copies))
