"""Intake's rows. Personal data is sealed text; what is only ever read whole is a small JSON text."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Column, Index, Table, text
from sqlmodel import Field, SQLModel

from services.chassis.log.tables import BigId
from services.chassis.store import Instant, JsonText
from services.chassis.store.metadata import service_registry
from services.chassis.web import common_tables


class Base(SQLModel, registry=service_registry()):
    __abstract__ = True


COMMON = common_tables(Base.metadata)
OPEN = text("state <> 'closed'")
UNANSWERED = text("taken_over in ('waiting', 'silent')")
REFERENCED = text("reference is not null")
OWED = text("calling_back = 'owed'")


class ReportRow(Base, table=True):
    """One call. The upper part changes and is guarded by `version`; the lower is what was told: only its place may be
    corrected, and the story keeps the former one."""

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_listed", "kind", "recorded_at", "id"),
        Index("ix_report_open", "kind", "recorded_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_report_unanswered", "recorded_at", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
        Index("ix_report_tracking", "tracking_hash"),
        Index("ix_report_call_back", "owner", "call_back_due_at", sqlite_where=OWED, postgresql_where=OWED),
        Index("one_number_per_county_and_winter", "county", "winter", "number", unique=True),
        Index(
            "one_report_per_reference",
            "sender",
            "reference",
            unique=True,
            sqlite_where=REFERENCED,
            postgresql_where=REFERENCED,
        ),
    )

    id: str = Field(primary_key=True, max_length=40)
    kind: str = Field(max_length=20)
    number: str = Field(max_length=12)
    area: str = Field(max_length=12, index=True)
    county: str = Field(max_length=12)
    winter: int
    owner: str = Field(max_length=60)
    taken_by: str = Field(max_length=60)
    received_at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
    drill: bool = False
    state: str = Field(max_length=12)
    hand_over_to: str | None = Field(default=None, max_length=60)
    hand_over_role: str | None = Field(default=None, max_length=20)
    hand_overs: int = 0
    taken_over: str | None = Field(default=None, max_length=12)
    rescue: str | None = Field(default=None, max_length=40, index=True)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    overdue: bool = False
    outcome: str | None = Field(default=None, max_length=20)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    corrections: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    correction: str | None = Field(default=None, max_length=12)
    joins: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    joining: str | None = Field(default=None, max_length=12)
    calling_back: str | None = Field(default=None, max_length=12)
    calls_back: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    call_back_due_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int

    channel: str = Field(max_length=20)
    longitude: float | None = None
    latitude: float | None = None
    address: str | None = None
    landmark: str | None = None
    road: str | None = Field(default=None, max_length=80)
    kilometre: float | None = None
    people: int
    signs: Any = Field(sa_type=JsonText)
    words: str | None = None
    caller: str | None = None
    informant: bool = False
    call_back: bool = True
    language: str = Field(max_length=20)
    found_at: datetime | None = Field(default=None, sa_type=Instant)
    sender: str = Field(max_length=40)
    reference: str | None = Field(default=None, max_length=100)
    content_mark: str | None = Field(default=None, max_length=64)
    tracking_hash: str = Field(max_length=64)


class ReportNumberRow(Base, table=True):
    """The last short number given out: one row per county, winter and kind."""

    __tablename__ = "report_number"

    county: str = Field(primary_key=True, max_length=12)
    winter: int = Field(primary_key=True)
    kind: str = Field(primary_key=True, max_length=20)
    last: int


class RescueRow(Base, table=True):
    """Patrol's rescues as the desk shows them."""

    __tablename__ = "rescue"

    id: str = Field(primary_key=True, max_length=40)
    number: str | None = Field(default=None, max_length=12)
    state: str = Field(max_length=12)
    grade: str | None = Field(default=None, max_length=20)
    deadline: datetime | None = Field(default=None, sa_type=Instant)
    team: str | None = Field(default=None, max_length=40)
    team_name: str | None = Field(default=None, max_length=80)
    promised_at: datetime | None = Field(default=None, sa_type=Instant)
    queued: bool = False
    at_risk: bool = False
    breached: bool = False
    outcome: str | None = Field(default=None, max_length=20)
    merged_into: str | None = Field(default=None, max_length=40)
    longitude: float | None = None
    latitude: float | None = None
    join_metres: int | None = None
    join_seconds: int | None = None
    heard: Any = Field(sa_type=JsonText)


class StoryLineRow(Base, table=True):
    """What happened, in the order in which we heard of it. `root`: a report, or a rescue with all its sightings."""

    __tablename__ = "story_line"
    __table_args__ = (Index("ix_story_line_root", "root", "position"),)

    position: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    root: str = Field(max_length=40)
    at: datetime = Field(sa_type=Instant)
    fact: str = Field(max_length=40)
    actor: str = Field(max_length=60)
    detail: Any = Field(sa_type=JsonText)


class InformantRow(Base, table=True):
    """Somebody who is often out at night and may call: known by a blind index of the number."""

    __tablename__ = "informant"
    __table_args__ = (Index("one_informant_per_number_and_area", "number_index", "area", unique=True),)

    id: str = Field(primary_key=True, max_length=40)
    area: str = Field(max_length=12, index=True)
    number_index: str = Field(max_length=64)
    phone: str
    name: str
    occupation: str = Field(max_length=40)
    registered_at: datetime = Field(sa_type=Instant)
    registered_by: str = Field(max_length=60)


class LandmarkRow(Base, table=True):
    """A public place by its name, for whoever takes a call."""

    __tablename__ = "landmark"
    __table_args__ = (Index("one_landmark_per_name_and_area", "area", "name", unique=True),)

    id: str = Field(primary_key=True, max_length=40)
    area: str = Field(max_length=12)
    name: str = Field(max_length=80)
    kind: str = Field(max_length=20)
    longitude: float
    latitude: float
    hint: str | None = Field(default=None, max_length=80)
    initials: str | None = Field(default=None, max_length=40)
    registered_at: datetime = Field(sa_type=Instant)


def _table(row: Any) -> Table:
    return cast(Table, row.__table__)


REPORT = _table(ReportRow)
REPORT_NUMBER = _table(ReportNumberRow)
RESCUE = _table(RescueRow)
STORY_LINE = _table(StoryLineRow)
INFORMANT = _table(InformantRow)
LANDMARK = _table(LandmarkRow)
