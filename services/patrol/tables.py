"""Patrol's tables. What is only ever read whole is a small JSON text; personal words are sealed text.

The two partial unique indexes on `offer` settle every race for a team: one live offer per team, one per rescue.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from services.chassis.store import Instant, JsonText, service_base
from services.chassis.web import common_tables

Base = service_base()
COMMON = common_tables(Base.metadata)
ID, CODE, NAME, WORD, WHO = String(40), String(12), String(80), String(20), String(60)


def _needed(name: str, kind: Any, *more: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, *more, nullable=False, **options)


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


# One per county: whoever sends teams holds its row, and it counts the rescues of the winter.
CIRCLE = Table(
    "circle",
    Base.metadata,
    Column("county", CODE, primary_key=True),
    _needed("winter", Integer),
    _needed("last_number", Integer),
)

RESCUE = Table(
    "rescue",
    Base.metadata,
    Column("id", ID, primary_key=True),
    _needed("number", CODE),
    _needed("story", ID),
    _needed("area", CODE, index=True),
    _needed("county", CODE),
    _needed("longitude", Float),
    _needed("latitude", Float),
    _needed("approximate", Boolean),
    _needed("people", Integer),
    _needed("grade", WORD),
    _needed("urgency", Integer),
    _needed("grade_reasons", JsonText),
    _needed("grade_rule", Text),
    Column("regrade_reason", Text),
    _needed("profile", JsonText),
    _needed("state", WORD),
    _needed("received_at", Instant),
    _needed("opened_at", Instant),
    _needed("deadline", Instant),
    Column("stopped_at", Instant),
    Column("stopped_by", WORD),
    Column("stopped_by_whom", WHO),
    Column("stop_reason", Text),
    _needed("at_risk", Boolean),
    _needed("risk_round", Integer),
    Column("breached_at", Instant),
    Column("breach_reason", Text),
    _needed("queued", Boolean),
    _needed("queued_round", Integer),
    Column("answer", JsonText),
    Column("also", JsonText),
    Column("merged_into", ID),
    _needed("drill", Boolean),
    _needed("version", Integer),
    _partial("ix_rescue_queue", "county", "urgency", "deadline", "id", where="state = 'waiting'"),
    _partial("ix_rescue_unsaid", "county", where="state = 'waiting' and not queued"),
    _partial("ix_rescue_open", "county", "latitude", where="state <> 'answered'"),
)

# Every sighting that we heard of, once: in exactly one rescue, or declined with a reason.
SIGHTING = Table(
    "sighting",
    Base.metadata,
    Column("id", ID, primary_key=True),
    Column("rescue", ID, ForeignKey("rescue.id"), index=True),
    Column("declined", WORD),
    _needed("area", CODE),
    _needed("heard_at", Instant),
    _needed("place_in_rescue", Integer),
    _needed("received_at", Instant),
    Column("longitude", Float),
    Column("latitude", Float),
    _needed("approximate", Boolean),
    _needed("people", Integer),
    _needed("signs", JsonText),
    Column("place", Text),
    Column("words", Text),
    Column("road", NAME),
    Column("kilometre", Float),
    Column("closed_at", Instant),
    Column("closed_by", WHO),
    Column("close_reason", Text),
    CheckConstraint("(rescue is null) <> (declined is null)", name="in_one_rescue_or_declined"),
)

TEAM = Table(
    "team",
    Base.metadata,
    Column("id", ID, primary_key=True),
    _needed("name", NAME),
    _needed("area", CODE, index=True),
    _needed("county", CODE, index=True),
    Column("vehicle", NAME),
    Column("members", Text),
    _needed("shifts", JsonText),
    _needed("answering", Boolean),
    _needed("stock", JsonText),
    _needed("drill", Boolean),
    _needed("version", Integer),
)

# Where a team was last; apart from the team, because it moves without the team changing. `moves` counts how often.
TEAM_POSITION = Table(
    "team_position",
    Base.metadata,
    Column("team", ID, ForeignKey("team.id"), primary_key=True),
    _needed("longitude", Float),
    _needed("latitude", Float),
    _needed("received_at", Instant, index=True),
    Column("device_at", Instant),
    _needed("moves", Integer, server_default="1"),
)

OFFER = Table(
    "offer",
    Base.metadata,
    Column("id", ID, primary_key=True),
    _needed("rescue", ID, ForeignKey("rescue.id"), index=True),
    _needed("team", ID, ForeignKey("team.id"), index=True),
    _needed("team_name", NAME),
    _needed("round", Integer),
    _needed("state", WORD),
    _needed("live", Boolean),
    _needed("offered_at", Instant),
    _needed("lapses_at", Instant),
    _needed("estimated_seconds", Integer),
    _needed("promised_at", Instant),
    Column("override_reason", Text),
    Column("offered_by", WHO),
    Column("accepted_at", Instant),
    Column("accepted_device_at", Instant),
    Column("departed_at", Instant),
    Column("departed_device_at", Instant),
    Column("arrived_at", Instant),
    Column("arrived_device_at", Instant),
    Column("ended_at", Instant),
    Column("end_reason", Text),
    _partial("one_live_offer_per_team", "team", where="live", unique=True),
    _partial("one_live_offer_per_rescue", "rescue", where="live", unique=True),
)

PLACE = Table(
    "place",
    Base.metadata,
    Column("id", ID, primary_key=True),
    _needed("kind", String(40)),
    _needed("name", NAME),
    _needed("area", CODE, index=True),
    Column("longitude", Float),
    Column("latitude", Float),
    _needed("beds", Integer),
    _needed("taken", Integer),
    CheckConstraint("taken >= 0 and taken <= beds", name="nothing_overfilled"),
)

# What an area has decided: promises, grade rules, travel. Every version is kept.
AREA_PLAN = Table(
    "area_plan",
    Base.metadata,
    Column("area", CODE),
    Column("version", Integer),
    _needed("current", Boolean),
    _needed("profiles", JsonText),
    _needed("grade_rules", JsonText),
    _needed("travel", JsonText),
    _needed("decided_at", Instant),
    _needed("decided_by", WHO),
    PrimaryKeyConstraint("area", "version"),
    _partial("one_current_plan", "area", where="current", unique=True),
)

# One measured response: what every figure is made of.
SAMPLE = Table(
    "response_sample",
    Base.metadata,
    Column("rescue", ID, ForeignKey("rescue.id"), primary_key=True),
    _needed("area", CODE),
    _needed("profile", NAME),
    _needed("grade", WORD),
    _needed("received_at", Instant, index=True),
    _needed("stopped_at", Instant),
    _needed("stopped_by", WORD),
    _needed("seconds", Float),
    _needed("kept", Boolean),
    Column("handling", Float),
    Column("offer", Float),
    Column("turnout", Float),
    Column("travel", Float),
    _needed("drill", Boolean),
)

# Who has seen an alert: one row for each reader and round.
ALERT_READING = Table(
    "alert_reading",
    Base.metadata,
    Column("rescue", ID, ForeignKey("rescue.id")),
    Column("alert", WORD),
    Column("round", Integer),
    Column("reader", WHO),
    _needed("role", WORD),
    _needed("read_at", Instant),
    PrimaryKeyConstraint("rescue", "alert", "round", "reader"),
)

# Warnings of cold. One stands for each area, and one for its drills: whoever comes second is told so by the index.
WARNING = Table(
    "warning",
    Base.metadata,
    Column("id", ID, primary_key=True),
    _needed("area", CODE),
    _needed("colour", WORD),
    _needed("begins_at", Instant),
    _needed("until", Instant),
    _needed("put_by", WHO),
    Column("lowest_celsius", Integer),
    Column("words", Text),
    _needed("drill", Boolean),
    Column("ended_at", Instant),
    Column("ended_by", WHO),
    _partial("one_warning_in_force", "area", "drill", where="ended_at is null", unique=True),
)

# The conditions of the partial indexes, word for word and without parameters: only then are the indexes used.
IS_WAITING = text("rescue.state = 'waiting'")
IS_UNSAID = text("not rescue.queued")
IS_OPEN = text("rescue.state <> 'answered'")
IS_LIVE = text("offer.live")
IS_IN_FORCE = text("warning.ended_at is null")
