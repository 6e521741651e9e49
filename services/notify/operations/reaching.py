"""How the recipient of a message is reached at the moment of sending."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from services.chassis.log import Work
from services.notify.domain.message import Channel, Message, Party
from services.notify.domain.outgoing import SmsProvider
from services.notify.domain.routes import best_route
from services.notify.operations import duty
from services.notify.repository import knowledge, registers
from services.notify.repository.duty import ways_of

NO_ROUTE, NO_PROVIDER = "no_route", "no_provider"


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
    person: str | None = None
    """Who is on duty, where one person is told."""


async def way_to(work: Work, message: Message, sms_by_setting: SmsProvider | None) -> Way:
    """Raises NoWay."""
    if message.party is Party.REPORTER:
        sighting = await knowledge.sighting(work.session, message.about)
        if sighting is None or sighting.caller is None:
            raise NoWay(NO_ROUTE)
        return await _by(work, Channel.SMS, sighting.caller, sighting.language, sms_by_setting)
    if message.party is Party.LEADER and (way := await _to_whoever_leads(work, message, sms_by_setting)):
        return way
    routes = await registers.routes_for(work.session, message.party, message.area, message.recipient)
    route = best_route(routes, message.area, message.recipient)
    if route is None:
        raise NoWay(NO_ROUTE)
    return await _by(work, route.channel, route.address, route.language, sms_by_setting)


async def _to_whoever_leads(work: Work, message: Message, sms_by_setting: SmsProvider | None) -> Way | None:
    """The first of their ways that works; None when nobody is on duty here or none of them does."""
    found = await duty.leading(work.session, message.area, work.now)
    if found is None:
        return None
    for channel, address in await ways_of(work.session, found.acting.id):
        with suppress(NoWay):
            way = await _by(work, channel, address, found.acting.language, sms_by_setting)
            return replace(way, person=found.acting.id)
    return None


async def _by(
    work: Work, channel: Channel, sealed: str | None, language: str, sms_by_setting: SmsProvider | None
) -> Way:
    address = work.keyring.open(sealed) if sealed else ""
    if channel is Channel.SMS:
        provider = await registers.sms_provider(work.session, work.keyring) or sms_by_setting
        if provider is None:
            raise NoWay(NO_PROVIDER)
        return Way(channel, address, language, lane="sms", provider=provider)
    lane = (
        f"webhook:{work.keyring.index('contact', _host(address))[:16]}"
        if channel is Channel.WEBHOOK
        else channel
    )
    return Way(channel, address, language, lane)


def _host(url: str) -> str:
    """The lane is kept with the message, so that not even the host stands there in clear."""
    return urlsplit(url).netloc.lower()
