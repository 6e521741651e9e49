"""How a party is reached: the route of the team itself, else of the smallest area around."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.addresses import Contact, check_contact
from services.notify.domain.errors import NobodyReadsIt, TeamUnwanted
from services.notify.domain.message import Channel, Party

LEVELS = (2, 4, 6, 9, 12)
"""Digits of a division code, from province to village."""


@dataclass(frozen=True)
class Route:
    """`contacts`: sealed, in the order in which they are tried; at least one."""

    party: Party
    area: str
    team: str
    contacts: tuple[Contact, ...]
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


def check_route(party: Party, team: str, *contacts: Contact) -> None:
    """Contacts in clear. Raises TeamUnwanted, NobodyReadsIt, AddressUnfit, SecretUnfit."""
    if team and party is not Party.TEAM:
        raise TeamUnwanted
    for contact in contacts:
        if contact.channel is Channel.IN_APP and party not in (Party.TEAM, Party.LEADER):
            raise NobodyReadsIt
        check_contact(contact)
