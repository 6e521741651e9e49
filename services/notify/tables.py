"""Notify's rows. People's names and logins, telephone numbers, addresses and the secrets of providers are sealed text,
purpose `contact`."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Index, Table, UniqueConstraint, text
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from services.chassis.store import Instant, JsonText
from services.chassis.store.metadata import service_registry
from services.chassis.web import common_tables


class Base(SQLModel, registry=service_registry()):
    __abstract__ = True


COMMON = common_tables(Base.metadata)
TO_DO = text("state in ('ready', 'unknown', 'sending')")
WAITING = text("state in ('resting', 'no_route')")


class Versioned:
    """A row that two units of work cannot change at once: the later one runs again."""

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the class is what it is called with
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class ApiKeyRow(Base, table=True):
    """The register of keys. What opens a door, the hash, stands in `access_key` alone."""

    __tablename__ = "api_key"

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    role: str = Field(max_length=20)
    scope: str = Field(max_length=12)
    team: str | None = Field(default=None, max_length=40)
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(max_length=60)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_by: str | None = Field(default=None, max_length=60)


class PersonRow(Versioned, Base, table=True):
    """Somebody who signs in. `area`: whose person it is, a division code or `*`. `said` counts the facts about it, so
    that two units of work that say one meet at this row."""

    __tablename__ = "person"

    id: str = Field(primary_key=True, max_length=40)
    login: str
    login_index: str = Field(max_length=64, unique=True)
    name: str
    area: str = Field(max_length=12, index=True)
    language: str = Field(max_length=10)
    theme: str = Field(default="auto", max_length=10)
    keys: bool = True
    password: str | None = Field(default=None, max_length=200)
    subject_index: str | None = Field(default=None, max_length=64, unique=True)
    """Blind index of who they are to the provider at whose door they sign in."""
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(max_length=60)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)
    disabled_by: str | None = Field(default=None, max_length=60)
    said: int = 0
    version: int = 1


class PostRow(Base, table=True):
    """What a person may do, and where. The first that has not ended is the one of a new session."""

    __tablename__ = "post"

    id: str = Field(primary_key=True, max_length=40)
    person: str = Field(foreign_key="person.id", max_length=40, index=True)
    role: str = Field(max_length=20)
    scope: str = Field(max_length=12)
    team: str | None = Field(default=None, max_length=40)
    given_at: datetime = Field(sa_type=Instant)
    given_by: str = Field(max_length=60)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str | None = Field(default=None, max_length=60)


class SessionRow(Base, table=True):
    """A session that was opened, kept until its token's own end."""

    __tablename__ = "session"

    id: str = Field(primary_key=True, max_length=40)
    person: str = Field(foreign_key="person.id", max_length=40, index=True)
    post: str = Field(max_length=40)
    opened_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class PersonRouteRow(Base, table=True):
    """How a person is reached, the first to be tried first. `address` and `secret` are sealed."""

    __tablename__ = "person_route"

    person: str = Field(primary_key=True, foreign_key="person.id", max_length=40)
    position: int = Field(primary_key=True)
    channel: str = Field(max_length=20)
    address: str | None = None
    secret: str | None = None


class DutyRow(Versioned, Base, table=True):
    """Who leads an area for a while, and who stands in when that person is away."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_area_ends_at", "area", "ends_at"),)

    id: str = Field(primary_key=True, max_length=40)
    area: str = Field(max_length=12)
    person: str = Field(foreign_key="person.id", max_length=40)
    stand_in: str | None = Field(default=None, foreign_key="person.id", max_length=40)
    away: bool = False
    begins_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(max_length=60)
    version: int = 1


class GuessRow(Base, table=True):
    """Attempts to sign in that were not right, by login and by address; `subject` is a blind index of either."""

    __tablename__ = "guess"

    subject: str = Field(primary_key=True, max_length=64)
    count: int
    last_at: datetime | None = Field(sa_type=Instant, index=True)
    locked_until: datetime | None = Field(default=None, sa_type=Instant)


GUESS = cast(Table, GuessRow.__table__)  # type: ignore[attr-defined]


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
    reason: str | None = Field(default=None, max_length=80)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


MESSAGE = cast(Table, MessageRow.__table__)  # type: ignore[attr-defined]


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
