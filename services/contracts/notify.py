"""Facts of notify: who may ask, who is who, who was told."""

from typing import ClassVar, Literal

from pydantic import Field

from services.contracts.envelope import Fact
from services.contracts.values import Area, Instant, Name, Sealed
from services.contracts.words import Role


class KeyFact(Fact):
    service: ClassVar[str] = "notify"
    root: ClassVar[str] = "api_key"

    api_key: str = Field(description="id of the key, never the key")


class KeyAdded(KeyFact):
    """A machine may ask. Only the hash of its key travels."""

    hash: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the key")
    name: Name
    role: Role
    scope: str = Field(description="division code whose inside is visible, or `*`")
    team: str | None = Field(default=None, description="the team that a key of role `team` speaks for")


class KeyRevoked(KeyFact):
    """The key opens nothing any more."""


class PersonFact(Fact):
    service: ClassVar[str] = "notify"
    root: ClassVar[str] = "person"

    person: str


class PersonAdded(PersonFact):
    """Somebody may be given posts and sign in."""

    login: Sealed
    name: Sealed
    language: str


class PersonChanged(PersonFact):
    """Name, language: whatever is said is new."""

    name: Sealed | None = None
    language: str | None = None


class PostGiven(PersonFact):
    """What the person may do, and where."""

    post: str
    role: Role
    scope: str = Field(description="division code whose inside is visible, or `*`")
    team: str | None = Field(default=None, description="the team that somebody of role `team` speaks for")


class PostEnded(PersonFact):
    post: str


class PersonDisabled(PersonFact):
    """Nobody signs in as this person any more, until enabled again."""


class PersonEnabled(PersonFact):
    pass


class PasswordChanged(PersonFact):
    """By whom says the envelope."""


class SignOnLinked(PersonFact):
    """Whether the person signs in at the office's own provider."""

    linked: bool


class SessionOpened(PersonFact):
    """Somebody signed in, on one post."""

    session: str
    post: str
    role: Role
    scope: str
    team: str | None = None
    expires_at: Instant


class SessionsRevoked(PersonFact):
    """These sessions open nothing any more."""

    sessions: tuple[str, ...]
    until: Instant = Field(description="by then every one of their tokens has ended by itself")
    because: Literal["signed_out", "disabled", "post_ended", "password_changed", "replaced"]


class DutyFact(Fact):
    service: ClassVar[str] = "notify"
    root: ClassVar[str] = "duty"

    duty: str


class DutyGiven(DutyFact):
    """Somebody leads an area for a while."""

    person: str
    stand_in: str | None = None
    area: Area
    begins_at: Instant
    ends_at: Instant


class DutyChanged(DutyFact):
    """`away`: the stand-in leads in place of the person, until that is changed again."""

    stand_in: str | None = None
    away: bool


class DutyEnded(DutyFact):
    """Before its time."""


class MessageFact(Fact):
    service: ClassVar[str] = "notify"
    root: ClassVar[str] = "story"

    story: str = Field(description="the report that it began with; a reporter's own report")
    message: str
    template: str
    party: str = Field(description="reporter, team, emergency_partner, leader")


class MessageSent(MessageFact):
    """A message left for its recipient; the address is never said."""

    channel: str
    attempts: int
    sent_at: Instant
    person: str | None = Field(default=None, description="who was on duty, where one person was told")


class MessageFailed(MessageFact):
    """Nobody took it."""

    channel: str | None = None
    attempts: int
    reason: str


class MessageAcknowledged(MessageFact):
    """A leader has taken in hand what a message told: until then nobody else is told of it."""

    until: Instant


class MessageReopened(MessageFact):
    """Somebody wants a message sent after all that had failed: under the same id, from the first way on."""

    attempts: int = Field(description="made so far")


class MessageSuperseded(MessageFact):
    """A message was not sent: before it could be, it was no longer true, or of no more use."""

    because: Literal["closed", "answered", "team_withdrawn", "too_late"]
