"""What goes over the wire to a provider, and what its answer means. Providers differ by data, not by code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from services.notify.domain.message import Channel, Result, Verdict
from services.notify.domain.signatures import signatures

PLACEHOLDERS = frozenset({"to", "text", "id"})
RETRYABLE = frozenset({408, 425, 429})
"""Statuses below 500 that mean `not now`: request timeout, too early, too many requests."""


@dataclass(frozen=True)
class SmsProvider:
    """An SMS gateway that speaks HTTP.

    `fields`: name → value with the placeholders `{to}`, `{text}`, `{id}`, sent as `encoding` json or form.
    `headers`: also those that prove who we are. `accepted`: fields that its JSON answer must have, as text;
    gateways often say 200 to what they refuse.
    """

    url: str
    method: str = "POST"
    encoding: str = "json"
    fields: Mapping[str, str] = field(default_factory=lambda: {"to": "{to}", "text": "{text}", "id": "{id}"})
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    accepted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MailProvider:
    """A mail server. `mode`: insecure, starttls or ssl; `sender`: the address that a mail comes from."""

    host: str
    sender: str
    port: int = 587
    mode: str = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Providers:
    """Those that are named by a setting, for where none was set through the API."""

    sms: SmsProvider | None = None
    mail: MailProvider | None = None


@dataclass(frozen=True)
class Parcel:
    """One attempt, ready to go. Holds a person's address in clear, so it is never shown or kept."""

    message: str
    attempt: int
    lane: str
    channel: Channel
    address: str = field(repr=False)
    text: str
    body: Mapping[str, Any]
    """For machines on the other side of a webhook: what happened, when, with the message's variables."""
    provider: SmsProvider | None = None
    mail: MailProvider | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """In clear: those that sign a webhook, the newest first; the one of a robot."""


@dataclass(frozen=True)
class Outgoing:
    """`content`: ready bytes, or fields to be sent as JSON or as a form."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    content: bytes | Mapping[str, Any] = field(repr=False)
    as_form: bool = False


def outgoing(parcel: Parcel, timestamp: int) -> Outgoing:
    """The request that carries the parcel. `timestamp`: Unix seconds of the attempt."""
    if parcel.provider is None:
        return _webhook(parcel, timestamp)
    provider = parcel.provider
    values = {"to": parcel.address, "text": parcel.text, "id": parcel.message}
    content = {name: value.format_map(values) for name, value in provider.fields.items()}
    as_form = provider.encoding == "form"
    return Outgoing(provider.method, provider.url, provider.headers, content, as_form)


def _webhook(parcel: Parcel, timestamp: int) -> Outgoing:
    """As Standard Webhooks has it: the receiver deduplicates by webhook-id. Every attempt has the same bytes."""
    said = {**parcel.body, "text": parcel.text}
    content = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    headers = {
        "content-type": "application/json",
        "webhook-id": parcel.message,
        "webhook-timestamp": str(timestamp),
    }
    if parcel.secrets:
        headers["webhook-signature"] = signatures(parcel.secrets, parcel.message, timestamp, content)
    return Outgoing("POST", parcel.address, headers, content)


def unknown_placeholders(template: str) -> set[str]:
    """What a field's template asks for that we do not have; also anything cleverer than a bare name."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return {template}
    return {name for _, name, *rest in parts if name is not None and (name not in PLACEHOLDERS or any(rest))}


def judge(status: int, body: bytes, accepted: Mapping[str, str]) -> Result:
    """What the other side's answer means. 3xx is refused: a message does not go where nobody decided."""
    if status >= 500 or status in RETRYABLE:
        return Result(Verdict.BROKEN, f"http_{status}")
    if not 200 <= status < 300:
        return Result(Verdict.REFUSED, f"http_{status}")
    # Said with a 200, a refusal may be about the number or about an empty balance: worth another try.
    return Result(Verdict.SENT) if _accepts(body, accepted) else Result(Verdict.BROKEN, "provider_refused")


def _accepts(body: bytes, accepted: Mapping[str, str]) -> bool:
    if not accepted:
        return True
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and all(
        str(answer.get(name)) == value for name, value in accepted.items()
    )
