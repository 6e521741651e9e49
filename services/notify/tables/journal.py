"""The journal."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlmodel import Field

from services.chassis.store import Instant, JsonText
from services.notify.tables.base import Base


class JournalRow(Base, table=True):
    """A fact as it was heard, of any service. Never changed and never deleted: the database itself refuses."""

    __tablename__ = "journal"

    id: str = Field(primary_key=True, max_length=64)
    type: str = Field(max_length=120)
    source: str = Field(max_length=40)
    subject: str = Field(max_length=80)
    story: str = Field(max_length=80, index=True)
    area: str = Field(max_length=12)
    actor: str = Field(max_length=80)
    sequence: int
    cause: str | None = Field(default=None, max_length=80)
    traceparent: str | None = Field(default=None, max_length=80)
    drill: bool
    at: datetime = Field(sa_type=Instant, index=True)
    heard_at: datetime = Field(sa_type=Instant)
    data: Any = Field(sa_type=JsonText)


class JournalNameRow(Base, table=True):
    """Under which names a story is found: the ids of its report, rescues, offers and messages, and their numbers."""

    __tablename__ = "journal_name"

    name: str = Field(primary_key=True, max_length=80)
    story: str = Field(primary_key=True, max_length=80, index=True)


JOURNAL = cast(Table, JournalRow.__table__)  # type: ignore[attr-defined]
JOURNAL_NAME = cast(Table, JournalNameRow.__table__)  # type: ignore[attr-defined]
