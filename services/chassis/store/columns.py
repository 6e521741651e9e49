"""Column types that behave the same on both databases."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Column, DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite gives times back without their offset, so it is put on here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its offset")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class JsonText(TypeDecorator[Any]):
    """A small structure that is only ever read whole, as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else to_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


Bind = Callable[[Any], Any] | None
"""How a column's values are given to the driver; None where they are taken as they are."""


def binding(column: Column[Any], dialect: Dialect) -> Bind:
    """For statements that go past SQLAlchemy."""
    return column.type.dialect_impl(dialect).bind_processor(dialect)
