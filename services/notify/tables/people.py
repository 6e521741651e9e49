"""People, what they may do, how they sign in and are reached; keys of machines."""

from datetime import datetime
from typing import cast

from sqlalchemy import Index, Table, false
from sqlmodel import Field

from services.chassis.store import Instant
from services.notify.tables.base import Base, Versioned


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
    language_chosen: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """By the person, or for them; until then their pages speak as the browser asks."""
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
