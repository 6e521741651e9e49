"""Contact routes and providers; messages that had no way are tried again when one is given."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from services.chassis.access import Actor, Hidden
from services.chassis.log import Work
from services.notify.domain.addresses import Contact, check_contact
from services.notify.domain.errors import NoSuchWay
from services.notify.domain.message import Channel, Party
from services.notify.domain.outgoing import MailProvider, Providers, SmsProvider
from services.notify.domain.routes import Route, check_route, key_of_route
from services.notify.operations import secrets
from services.notify.operations.keys import check_division
from services.notify.operations.reaching import NO_MAIL_SERVER, NO_PROVIDER
from services.notify.operations.secrets import Kept
from services.notify.operations.telling import find_way
from services.notify.repository import messages, registers


async def set_route(
    work: Work,
    actor: Actor,
    party: Party,
    area: str,
    team: str,
    contacts: Sequence[Contact],
    language: str,
) -> tuple[Route, list[str | None]]:
    """`contacts` in clear, the first to be tried first. Also gives the secrets that were made for them, in clear.
    Raises TeamUnwanted, NobodyReadsIt, AddressUnfit, SecretUnfit, DivisionUnknown, Hidden."""
    actor.must_see(area)
    check_division(area)
    check_route(party, team, *contacts)
    known = await registers.route(work.session, (party, area, team))
    kept = [secrets.keep(work, one, known.contacts if known else ()) for one in contacts]
    sealed = tuple(one.contact for one in kept)
    route = Route(party, area, team, sealed, language, work.now, actor.label)
    await registers.keep_route(work.session, route)
    for message in await messages.waiting_for_a_way(work.session, messages.reached_by(route)):
        await find_way(work, message)
    return route, [one.made for one in kept]


async def change_secret(
    work: Work, actor: Actor, route_id: str, way: int, given: str | None, holds: timedelta
) -> Kept:
    """Of the webhook that is tried as `way`, counted from 0. Raises Hidden, NoSuchWay, SecretUnfit."""
    route = await registers.route(work.session, key_of_route(route_id))
    if route is None or not actor.may_see(route.area):
        raise Hidden
    if way >= len(route.contacts) or route.contacts[way].channel is not Channel.WEBHOOK:
        raise NoSuchWay
    known = route.contacts[way]
    check_contact(Contact(known.channel, work.keyring.open_or_none(known.address), given))
    kept = secrets.changed(work, known, given, holds)
    contacts = tuple(kept.contact if place == way else one for place, one in enumerate(route.contacts))
    changed = replace(route, contacts=contacts, changed_at=work.now, changed_by=actor.label)
    await registers.keep_route(work.session, changed)
    return kept


async def delete_route(work: Work, actor: Actor, route_id: str) -> None:
    """From now on the next wider route leads there, if any; otherwise messages wait for a way. Raises Hidden."""
    if not await registers.delete_route(work.session, actor, key_of_route(route_id)):
        raise Hidden


async def set_provider(work: Work, provider: SmsProvider | MailProvider) -> None:
    await registers.keep_provider(work.session, work.keyring, provider, work.now, work.origin.actor)
    await _try_again(work, NO_PROVIDER if isinstance(provider, SmsProvider) else NO_MAIL_SERVER)


async def providers_were_found(work: Work, by_setting: Providers) -> None:
    for provider, lacking in ((by_setting.sms, NO_PROVIDER), (by_setting.mail, NO_MAIL_SERVER)):
        if provider is not None:
            await _try_again(work, lacking)


async def _try_again(work: Work, lacking: str) -> None:
    for message in await messages.waiting_for_a_way(work.session, messages.lacking(lacking)):
        await find_way(work, message)
