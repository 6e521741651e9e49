"""Request and response models of contact routes and of providers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from services.chassis.store import Keyring
from services.chassis.web import Body, Shown
from services.notify.domain.addresses import Contact, is_mail_address, is_web_address, masked
from services.notify.domain.message import Channel, Party
from services.notify.domain.outgoing import MailProvider, SmsProvider, unknown_placeholders
from services.notify.domain.routes import Route
from services.notify.schemas.sending import Area, Id, Name

Line = Annotated[str, StringConstraints(max_length=500)]
Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{1,253}$")]
Secret = Annotated[str, StringConstraints(min_length=8, max_length=200)]
ADDRESS = (
    "telephone number for sms, http(s) URL for webhook, mail address for mail; for dingtalk and wecom the address that "
    "they show for a group's robot; none for in_app"
)
SECRET = "`whsec_…` of a webhook, made here when none is given; `SEC…` of a DingTalk robot that asks for signatures"


class Way(Body):
    channel: Channel
    address: Annotated[str, StringConstraints(min_length=3, max_length=500)] | None = Field(
        default=None, description=ADDRESS
    )
    secret: Secret | None = Field(default=None, description=SECRET)

    def as_contact(self) -> Contact:
        return Contact(self.channel, self.address, self.secret)


class WayShown(Shown):
    channel: Channel
    address: str | None = Field(description="in full only for an administrator, masked for others")
    secret: str | None = Field(default=None, description="shown this once, where it was made here")


class ContactRoute(Way):
    party: Literal[Party.LEADER, Party.EMERGENCY_PARTNER, Party.TEAM]
    area: Area
    team: Id | None = Field(default=None, description="one team's own route; otherwise for all of the area")
    then: list[Way] = Field(
        default=[], max_length=4, description="what is tried when the first way does not take it, in order"
    )
    language: Literal["zh-CN", "en"] = "zh-CN"

    def contacts(self) -> list[Contact]:
        return [self.as_contact(), *(way.as_contact() for way in self.then)]


class ContactRouteShown(WayShown):
    id: str = Field(description="`leader:990101`, `team:990101:<team>`")
    party: Party
    area: str
    team: str | None
    then: list[WayShown]
    language: str
    changed_at: datetime
    changed_by: str

    def with_secrets(self, made: Sequence[str | None]) -> "ContactRouteShown":
        """`made`: of each way, in order."""
        then = [way.model_copy(update={"secret": one}) for way, one in zip(self.then, made[1:], strict=True)]
        return self.model_copy(update={"secret": made[0], "then": then})


class NewSecret(Body):
    way: int = Field(
        default=0, strict=True, ge=0, le=4, description="which of the route's ways, counted from 0"
    )
    secret: Secret | None = Field(default=None, description="made here when none is given")
    hours: int = Field(
        default=24, strict=True, ge=0, le=720, description="how long the old one signs beside it"
    )


class SecretMade(Shown):
    secret: str | None = Field(default=None, description="shown this once, where it was made here")


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


class MailProviderBody(Body):
    """A mail server."""

    host: Host
    sender: Annotated[str, StringConstraints(max_length=254)] = Field(
        description="address that mails come from"
    )
    port: int = Field(default=587, strict=True, ge=1, le=65535)
    mode: Literal["starttls", "ssl", "insecure"] = "starttls"
    user: Name | None = None
    password: Line | None = None

    @field_validator("sender")
    @classmethod
    def _is_mail_address(cls, sender: str) -> str:
        if not is_mail_address(sender):
            raise ValueError("a mail address is needed")
        return sender

    def as_provider(self) -> MailProvider:
        return MailProvider(**self.model_dump())


class MailProviderShown(Shown):
    """The password stays inside."""

    host: str
    sender: str
    port: int
    mode: str
    user: str | None


def route_shown(route: Route, keyring: Keyring, in_full: bool) -> ContactRouteShown:
    """Nobody but an administrator gets addresses `in_full`."""
    ways = [_way_shown(contact, keyring, in_full) for contact in route.contacts]
    return ContactRouteShown(
        id=route.id,
        party=route.party,
        area=route.area,
        team=route.team or None,
        channel=ways[0].channel,
        address=ways[0].address,
        then=ways[1:],
        language=route.language,
        changed_at=route.changed_at,
        changed_by=route.changed_by,
    )


def _way_shown(contact: Contact, keyring: Keyring, in_full: bool) -> WayShown:
    address = keyring.open_or_none(contact.address)
    return WayShown(channel=contact.channel, address=address if in_full else masked(contact.channel, address))
