"""Request and response models of keys and messages."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from services.chassis.web import Body, Shown
from services.contracts.words import Role
from services.notify.domain.message import Channel, Message, Party, Verdict
from services.notify.domain.states import State
from services.notify.domain.templates import rendered

CODE = r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?"
Area = Annotated[str, StringConstraints(pattern=rf"^{CODE}$")]
Scope = Annotated[str, StringConstraints(pattern=rf"^(\*|{CODE})$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class NewKey(Body):
    name: Name
    role: Role
    area: Scope = Field(description="division code whose inside the key sees, or `*`")
    team: Id | None = Field(default=None, description="the team that a key of role team speaks for")


class KeyShown(Shown):
    id: str
    name: str
    role: Role
    area: str
    team: str | None = None
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None


class KeyMade(KeyShown):
    key: str | None = Field(
        default=None,
        description="shown this once; absent when the answer is replayed to the same Idempotency-Key",
    )


class MessageShown(Shown):
    id: str
    template: str
    party: Party
    team: str | None
    about: str = Field(description="id of the sighting, offer or rescue that it tells of")
    round: int
    story: str
    area: str
    drill: bool
    state: State
    reason: str | None = Field(description="why it is in this state, in a word")
    channel: Channel | None
    language: str
    attempts: int
    made_at: datetime
    of_use_until: datetime
    sent_at: datetime | None


class AttemptShown(Shown):
    number: int
    channel: str
    started_at: datetime
    ended_at: datetime | None
    verdict: Verdict | None = Field(description="none while it is under way")
    detail: str | None
    person: str | None = Field(default=None, description="who was on duty, where one person was told")


class WholeMessage(MessageShown):
    text: str
    tries: list[AttemptShown]


class InboxItem(Shown):
    id: str
    template: str
    text: str
    story: str
    about: str
    area: str
    drill: bool
    sent_at: datetime


def message_values(message: Message) -> dict[str, Any]:
    names = set(MessageShown.model_fields) - {"team"}
    return {name: getattr(message, name) for name in names} | {"team": message.recipient or None}


def text_of(message: Message) -> str:
    return rendered(message.template, message.variables, message.language, message.drill)
