"""What an address of each channel looks like, and how much of it is shown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from services.notify.domain.errors import AddressUnfit, SecretUnfit
from services.notify.domain.message import Channel
from services.notify.domain.signatures import is_secret

PHONE = re.compile(r"\+?\d[\d -]{1,18}\d")
MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
ROBOTS: Mapping[Channel, tuple[str, str]] = {
    Channel.DINGTALK: ("https://oapi.dingtalk.com/robot/send", "access_token"),
    Channel.WECOM: ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "key"),
}
"""The address that DingTalk and WeCom show for a group's robot, and the parameter that is its token."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,100}")
DINGTALK_SECRET = re.compile(r"SEC[A-Za-z0-9]{8,100}")


@dataclass(frozen=True)
class Contact:
    """One way to somebody. `address` and `secret` are sealed where this is kept, and in clear where it is given;
    `secret` signs a webhook or belongs to a DingTalk robot."""

    channel: Channel
    address: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)


def check_contact(contact: Contact) -> None:
    """In clear. Raises AddressUnfit, SecretUnfit."""
    if contact.channel is Channel.IN_APP:
        fits = contact.address is None
    else:
        fits = contact.address is not None and FITS[contact.channel](contact.address)
    if not fits:
        raise AddressUnfit
    if contact.secret is not None and not _fits_secret(contact.channel, contact.secret):
        raise SecretUnfit


def is_web_address(address: str) -> bool:
    """An http(s) URL with a host and without a user and password in it."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    plain = address.isascii() and not any(letter.isspace() for letter in address)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def is_mail_address(address: str) -> bool:
    return len(address) <= 254 and MAIL.fullmatch(address) is not None


def token_of(channel: Channel, address: str) -> str | None:
    """What makes a robot's address its own; None where it is another address."""
    place, parameter = ROBOTS[channel]
    if not is_web_address(address) or address.partition("?")[0] != place:
        return None
    tokens = parse_qs(urlsplit(address).query).get(parameter, [])
    return tokens[0] if len(tokens) == 1 and TOKEN.fullmatch(tokens[0]) else None


def masked(channel: Channel, address: str | None) -> str | None:
    """What those may see who need not know it all: 000****5551, w****@example.org, the host of a URL."""
    if address is None:
        return None
    if channel is Channel.MAIL:
        return f"{address[:1]}****@{address.rpartition('@')[2]}"
    if channel is not Channel.SMS:
        return f"{urlsplit(address).hostname}/…"
    return f"{address[:3]}****{address[-4:]}" if len(address) > 8 else "****"


def _fits_secret(channel: Channel, secret: str) -> bool:
    if channel is Channel.WEBHOOK:
        return is_secret(secret)
    return channel is Channel.DINGTALK and DINGTALK_SECRET.fullmatch(secret) is not None


FITS: Mapping[Channel, Callable[[str], bool]] = {
    Channel.SMS: lambda address: PHONE.fullmatch(address) is not None,
    Channel.WEBHOOK: is_web_address,
    Channel.MAIL: is_mail_address,
    Channel.DINGTALK: lambda address: token_of(Channel.DINGTALK, address) is not None,
    Channel.WECOM: lambda address: token_of(Channel.WECOM, address) is not None,
}
