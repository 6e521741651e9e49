"""Whom messages go to, what they are about, and what came of them."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Index, Table, UniqueConstraint, text
from sqlmodel import Field

from services.chassis.store import Instant, JsonText
from services.notify.tables.base import Base, Versioned

TO_DO = text("state in ('ready', 'unknown', 'sending')")
WAITING = text("state in ('resting', 'no_route')")


class ContactRouteRow(Base, table=True):
    """How a party of an area, or one team, is reached; `team` is empty for everybody of the area. `further`: what is
    tried after the first way, a list of channel, address and secret; addresses and secrets are sealed."""

    __tablename__ = "contact_route"

    party: str = Field(primary_key=True, max_length=20)
    area: str = Field(primary_key=True, max_length=12)
    team: str = Field(primary_key=True, max_length=40)
    channel: str = Field(max_length=20)
    address: str | None = None
    secret: str | None = None
    further: Any = Field(default=(), sa_type=JsonText, sa_column_kwargs={"server_default": "[]"})
    language: str = Field(max_length=10)
    changed_at: datetime = Field(sa_type=Instant)
    changed_by: str = Field(max_length=60)


class ProviderRow(Base, table=True):
    """How a channel's provider is spoken to: a sealed JSON text, since it holds what proves who we are."""

    __tablename__ = "provider"

    channel: str = Field(primary_key=True, max_length=20)
    settings: str
    changed_at: datetime = Field(sa_type=Instant)
    changed_by: str = Field(max_length=60)


class SightingRow(Versioned, Base, table=True):
    """What is known of a sighting, from intake and patrol in any order. `heard` counts the facts, so that two of
    them at once meet at this row."""

    __tablename__ = "sighting"

    id: str = Field(primary_key=True, max_length=40)
    number: str | None = Field(default=None, max_length=40)
    area: str = Field(max_length=12)
    caller: str | None = None
    language: str = Field(default="zh-CN", max_length=35)
    received_at: datetime | None = Field(default=None, sa_type=Instant)
    drill: bool = False
    rescue: str | None = Field(default=None, max_length=40, index=True)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    heard: int = 0
    version: int = 1


class RescueRow(Versioned, Base, table=True):
    """What is known of a rescue, from patrol."""

    __tablename__ = "rescue"

    id: str = Field(primary_key=True, max_length=40)
    number: str = Field(max_length=40)
    area: str = Field(max_length=12)
    grade: str | None = Field(default=None, max_length=20)
    signs: Any = Field(default=(), sa_type=JsonText)
    people: int = 1
    longitude: float | None = None
    latitude: float | None = None
    deadline: datetime | None = Field(default=None, sa_type=Instant)
    offer: str | None = Field(default=None, max_length=40)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    promised_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn: bool = False
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


class MessageRow(Versioned, Base, table=True):
    """One message. What makes it one is unique; its id is derived from the same words."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("template", "about", "round", "party", "recipient"),
        Index("ix_message_to_do", "priority", "made_at", "id", sqlite_where=TO_DO, postgresql_where=TO_DO),
        Index("ix_message_waiting", "party", "area", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_message_listed", "made_at", "id"),
        Index("ix_message_state_template", "state", "template"),
        Index("ix_message_inbox", "channel", "party", "recipient", "sent_at", "id"),
    )

    id: str = Field(primary_key=True, max_length=40)
    template: str = Field(max_length=40)
    about: str = Field(max_length=40)
    round: int
    party: str = Field(max_length=20)
    recipient: str = Field(max_length=40)
    area: str = Field(max_length=12)
    story: str = Field(max_length=40, index=True)
    drill: bool
    variables: Any = Field(sa_type=JsonText)
    priority: int
    made_at: datetime = Field(sa_type=Instant)
    of_use_until: datetime = Field(sa_type=Instant)
    language: str = Field(max_length=10)
    state: str = Field(max_length=20)
    attempts: int
    way: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    ways_left: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    reached: str | None = Field(default=None, max_length=90)
    channel: str | None = Field(default=None, max_length=20)
    lane: str | None = Field(default=None, max_length=40)
    cause: str | None = Field(default=None, max_length=64)
    """The fact that is the trouble, where it climbs."""
    wording: str | None = Field(default=None, max_length=40)
    reason: str | None = Field(default=None, max_length=80)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


MESSAGE = cast(Table, MessageRow.__table__)  # type: ignore[attr-defined]


class EscalationRow(Versioned, Base, table=True):
    """How far a trouble has climbed; `cause`: the fact that it is."""

    __tablename__ = "escalation"

    cause: str = Field(primary_key=True, max_length=64)
    lap: int
    step: int
    firing: int
    acknowledged_at: datetime | None = Field(default=None, sa_type=Instant)
    acknowledged_by: str | None = Field(default=None, max_length=60)
    acknowledged_until: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


class AttemptRow(Base, table=True):
    """One attempt, written before it is made; without `ended_at` nobody has said yet what came of it."""

    __tablename__ = "attempt"

    message: str = Field(primary_key=True, foreign_key="message.id", max_length=40)
    number: int = Field(primary_key=True)
    channel: str = Field(max_length=20)
    started_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    verdict: str | None = Field(default=None, max_length=20)
    detail: str | None = Field(default=None, max_length=80)
    person: str | None = Field(default=None, max_length=40)
    """Who was on duty when it was made."""
