"""Request and response models of keys, contacts and messages."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from services.chassis.web import Body, Shown
from services.contracts.words import Role
from services.notify.domain.message import Channel, Message, Party, Verdict
from services.notify.domain.outgoing import SmsProvider, unknown_placeholders
from services.notify.domain.routes import Route, is_web_address, masked
from services.notify.domain.states import State
from services.notify.domain.templates import rendered

CODE = r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?"
Area = Annotated[str, StringConstraints(pattern=rf"^{CODE}$")]
Scope = Annotated[str, StringConstraints(pattern=rf"^(\*|{CODE})$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Line = Annotated[str, StringConstraints(max_length=500)]


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


class ContactRoute(Body):
    party: Literal[Party.LEADER, Party.EMERGENCY_PARTNER, Party.TEAM]
    area: Area
    team: Id | None = Field(default=None, description="one team's own route; otherwise for all of the area")
    channel: Channel
    address: Annotated[str, StringConstraints(min_length=3, max_length=500)] | None = Field(
        default=None, description="telephone number for sms, http(s) URL for webhook, none for in_app"
    )
    language: Literal["zh-CN", "en"] = "zh-CN"


class ContactRouteShown(Shown):
    id: str = Field(description="`leader:990101`, `team:990101:<team>`")
    party: Party
    area: str
    team: str | None
    channel: Channel
    address: str | None = Field(description="in full only for an administrator, masked for others")
    language: str
    changed_at: datetime
    changed_by: str


class SmsProviderBody(Body):
    """An SMS gateway over HTTP; values of `fields` may use {to}, {text}, {id}."""

    url: Annotated[str, StringConstraints(max_length=500)]
    method: Literal["POST", "PUT"] = "POST"
    encoding: Literal["json", "form"] = "json"
    fields: dict[Name, Line] = Field(
        default={"to": "{to}", "text": "{text}", "id": "{id}"}, min_length=1, max_length=30
    )
    headers: dict[Name, Line] = Field(
        default={}, max_length=30, description="also those that prove who we are"
    )
    accepted: dict[Name, Line] = Field(
        default={}, max_length=10, description="fields that its JSON answer has when it took the message"
    )

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        if not is_web_address(url):
            raise ValueError("an http(s) URL is needed")
        return url

    @field_validator("fields")
    @classmethod
    def _knows_its_placeholders(cls, fields: dict[str, str]) -> dict[str, str]:
        if any(unknown_placeholders(value) for value in fields.values()):
            raise ValueError("only {to}, {text} and {id} are known")
        return fields

    @field_validator("headers")
    @classmethod
    def _is_one_line_of_ascii(cls, headers: dict[str, str]) -> dict[str, str]:
        if not all(
            f"{name}{value}".isascii() and f"{name}{value}".isprintable() for name, value in headers.items()
        ):
            raise ValueError("headers are one line of ASCII")
        return headers

    def as_provider(self) -> SmsProvider:
        return SmsProvider(**self.model_dump())


class SmsProviderShown(Shown):
    """Headers by name only: their values are secrets."""

    url: str
    method: str
    encoding: str
    fields: dict[str, str]
    headers: list[str]
    accepted: dict[str, str]


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


def route_shown(route: Route, address: str | None, in_full: bool) -> ContactRouteShown:
    """`address` in clear; nobody but an administrator gets it so."""
    shown = address if in_full else masked(route.channel, address)
    return ContactRouteShown(
        id=route.id,
        party=route.party,
        area=route.area,
        team=route.team or None,
        channel=route.channel,
        address=shown,
        language=route.language,
        changed_at=route.changed_at,
        changed_by=route.changed_by,
    )


def message_values(message: Message) -> dict[str, Any]:
    names = set(MessageShown.model_fields) - {"team"}
    return {name: getattr(message, name) for name in names} | {"team": message.recipient or None}


def text_of(message: Message) -> str:
    return rendered(message.template, message.variables, message.language, message.drill)
