"""How the recipient of a message is reached at the moment of sending."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from services.chassis.log import Work
from services.notify.domain.addresses import Contact
from services.notify.domain.escalation import Rank, rank_of
from services.notify.domain.message import Channel, Message, Party, Place
from services.notify.domain.outgoing import MailProvider, Providers, SmsProvider
from services.notify.domain.routes import best_route
from services.notify.operations import duty, secrets
from services.notify.operations.leaders import Target, whom
from services.notify.repository import knowledge, registers
from services.notify.repository.duty import ways_of

FIRST = Place(0, 0, "reporter")
NO_ROUTE, NO_PROVIDER, NO_MAIL_SERVER = "no_route", "no_provider", "no_mail_server"


class NoWay(Exception):
    """The recipient cannot be reached now; `reason` says what is lacking."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Way:
    """`address` in clear, for the length of one attempt. `lane`: what shares a way out."""

    channel: Channel
    address: str = field(repr=False)
    language: str
    lane: str
    provider: SmsProvider | None = None
    mail: MailProvider | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)
    person: str | None = None
    """Who is on duty, where one person is told."""
    place: Place = FIRST


async def way_to(work: Work, message: Message, by_setting: Providers) -> Way:
    """The one of the recipient's ways whose turn it is. Raises NoWay."""
    if message.party is Party.REPORTER:
        sighting = await knowledge.sighting(work.session, message.about)
        if sighting is None or sighting.caller is None:
            raise NoWay(NO_ROUTE)
        return await _by(work, Contact(Channel.SMS, sighting.caller), sighting.language, by_setting)
    target = await _target(work, message) if message.party is Party.LEADER else None
    if target is not None and (way := await _to_person(work, message, target, by_setting)):
        return way
    area = target.area if target is not None and target.area else message.area
    who, ways = await _by_route(work, message, area, by_setting)
    return _whose_turn_it_is(message, who, ways)


async def _target(work: Work, message: Message) -> Target | None:
    """Whoever leads; of an escalation's step the one who is meant by it now, if there still is one."""
    rank = rank_of(message.recipient)
    if rank is not Rank.ON_DUTY and (found := await whom(work.session, message.area, rank, work.now)):
        return found
    leads = await duty.leading(work.session, message.area, work.now)
    return Target(leads.acting, message.area, "") if leads else None


async def _to_person(work: Work, message: Message, target: Target, by_setting: Providers) -> Way | None:
    """By one of their own ways, after those by the area's route; None where none of theirs works."""
    if target.person is None:
        return None
    person, who = target.person.id, f"person:{target.person.id}"
    ways = []
    for contact in await ways_of(work.session, person):
        with suppress(NoWay):
            way = await _by(work, contact, target.person.language, by_setting)
            ways.append(replace(way, person=person))
    if not ways:
        return None
    if target.area is not None and _turn(message, who) < len(
        ways
    ):  # the route is asked for when its turn comes
        way = _whose_turn_it_is(message, who, ways)
        return replace(way, place=replace(way.place, ways_left=way.place.ways_left + 1))
    if target.area is not None:
        with suppress(NoWay):
            ways += (await _by_route(work, message, target.area, by_setting))[1]
    return _whose_turn_it_is(message, who, ways)


async def _by_route(work: Work, message: Message, area: str, by_setting: Providers) -> tuple[str, list[Way]]:
    """Those that work, at least one. Raises NoWay."""
    team = message.recipient if message.party is Party.TEAM else ""
    route = best_route(await registers.routes_for(work.session, message.party, area, team), area, team)
    lacking, ways = NoWay(NO_ROUTE), []
    for contact in route.contacts if route else ():
        try:
            ways.append(await _by(work, contact, route.language if route else "", by_setting))
        except NoWay as reason:
            lacking = reason
    if not ways or route is None:
        raise lacking
    return f"route:{route.id}", ways


def _turn(message: Message, who: str) -> int:
    return message.way if message.reached == who else 0


def _whose_turn_it_is(message: Message, who: str, ways: Sequence[Way]) -> Way:
    turn = min(_turn(message, who), len(ways) - 1)
    return replace(ways[turn], place=Place(turn, len(ways) - 1 - turn, who))


async def _by(work: Work, contact: Contact, language: str, by_setting: Providers) -> Way:
    channel, address = contact.channel, work.keyring.open(contact.address) if contact.address else ""
    if channel is Channel.SMS:
        sms = await registers.sms_provider(work.session, work.keyring) or by_setting.sms
        if sms is None:
            raise NoWay(NO_PROVIDER)
        return Way(channel, address, language, lane="sms", provider=sms)
    if channel is Channel.MAIL:
        mail = await registers.mail_provider(work.session, work.keyring) or by_setting.mail
        if mail is None:
            raise NoWay(NO_MAIL_SERVER)
        return Way(channel, address, language, lane="mail", mail=mail)
    lane = (
        f"webhook:{work.keyring.index('contact', _host(address))[:16]}"
        if channel is Channel.WEBHOOK
        else channel
    )
    return Way(channel, address, language, lane, secrets=secrets.valid(work, contact))


def _host(url: str) -> str:
    """The lane is kept with the message, so that not even the host stands there in clear."""
    return urlsplit(url).netloc.lower()
