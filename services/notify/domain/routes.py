"""How a party is reached: the route of the team itself, else of the smallest area around."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from services.notify.domain.errors import AddressUnfit, NobodyReadsIt, TeamUnwanted
from services.notify.domain.message import Channel, Party

LEVELS = (2, 4, 6, 9, 12)
"""Digits of a division code, from province to village."""
PHONE = re.compile(r"\+?\d[\d -]{1,18}\d")


@dataclass(frozen=True)
class Route:
    """`address` is sealed: a telephone number or a URL; None for what is shown in the platform itself."""

    party: Party
    area: str
    team: str
    channel: Channel
    address: str | None
    language: str
    changed_at: datetime
    changed_by: str

    @property
    def id(self) -> str:
        """What makes it one: `leader:990101`, `team:990101:<team>`."""
        return ":".join((self.party, self.area, self.team) if self.team else (self.party, self.area))


def key_of_route(id: str) -> tuple[str, str, str]:
    """Party, area and team of a route's id, whatever they say."""
    party, _, rest = id.partition(":")
    area, _, team = rest.partition(":")
    return party, area, team


def areas_around(area: str) -> tuple[str, ...]:
    """The codes of the area itself and of everything around it."""
    return tuple(area[:digits] for digits in LEVELS if digits <= len(area))


def best_route(routes: Iterable[Route], area: str, team: str) -> Route | None:
    """Of the routes of one party, the one for this team and area; None when nobody said how to reach it."""
    around = areas_around(area)
    fitting = [route for route in routes if (route.team == team if route.team else route.area in around)]
    return max(
        fitting, key=lambda route: (bool(route.team), route.area in around, len(route.area)), default=None
    )


def check_route(party: Party, team: str, channel: Channel, address: str | None) -> None:
    """Raises TeamUnwanted, NobodyReadsIt, AddressUnfit. `address` in clear."""
    if team and party is not Party.TEAM:
        raise TeamUnwanted
    if channel is Channel.IN_APP and party not in (Party.TEAM, Party.LEADER):
        raise NobodyReadsIt
    if not _fits(channel, address):
        raise AddressUnfit


def _fits(channel: Channel, address: str | None) -> bool:
    if channel is Channel.IN_APP:
        return address is None
    if address is None:
        return False
    return bool(PHONE.fullmatch(address)) if channel is Channel.SMS else is_web_address(address)


def is_web_address(address: str) -> bool:
    """An http(s) URL with a host and without a user and password in it."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    plain = address.isascii() and not any(letter.isspace() for letter in address)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def masked(channel: Channel, address: str | None) -> str | None:
    """What those may see who need not know it all: 000****5551, the host of a URL."""
    if address is None:
        return None
    if channel is Channel.WEBHOOK:
        return f"{urlsplit(address).hostname}/…"
    return f"{address[:3]}****{address[-4:]}" if len(address) > 8 else "****"
