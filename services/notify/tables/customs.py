"""What areas have decided about messages. Words for messages are no personal data, so they stand in clear."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from services.chassis.store import Instant
from services.notify.tables.base import Base

IN_USE = text("ended_at is null")


class WordingRow(Base, table=True):
    """An area's own words for a template; one in use for each language."""

    __tablename__ = "wording"
    __table_args__ = (
        Index(
            "ix_wording_in_use",
            "area",
            "template",
            "language",
            unique=True,
            sqlite_where=IN_USE,
            postgresql_where=IN_USE,
        ),
    )

    id: str = Field(primary_key=True, max_length=40)
    area: str = Field(max_length=12)
    template: str = Field(max_length=40)
    language: str = Field(max_length=10)
    text: str = Field(max_length=500)
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(max_length=60)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class QuietHoursRow(Base, table=True):
    """`begins` and `ends`: HH:MM of the office's clock."""

    __tablename__ = "quiet_hours"

    area: str = Field(primary_key=True, max_length=12)
    begins: str = Field(max_length=5)
    ends: str = Field(max_length=5)
    changed_at: datetime = Field(sa_type=Instant)
    changed_by: str = Field(max_length=60)
