"""Contact routes and providers; messages that had no way are tried again when one is given."""

from services.chassis.access import Actor, Hidden
from services.chassis.log import Work
from services.notify.domain.message import Channel, Party
from services.notify.domain.outgoing import SmsProvider
from services.notify.domain.routes import Route, check_route, key_of_route
from services.notify.operations.reaching import NO_PROVIDER
from services.notify.operations.telling import find_way
from services.notify.repository import messages, registers


async def set_route(
    work: Work,
    actor: Actor,
    party: Party,
    area: str,
    team: str,
    channel: Channel,
    address: str | None,
    language: str,
) -> Route:
    """`address` in clear. Raises TeamUnwanted, NobodyReadsIt, AddressUnfit, Hidden."""
    actor.must_see(area)
    check_route(party, team, channel, address)
    sealed = work.keyring.seal_or_none("contact", address)
    route = Route(party, area, team, channel, sealed, language, work.now, actor.label)
    await registers.keep_route(work.session, route)
    for message in await messages.waiting_for_a_way(work.session, messages.reached_by(route)):
        await find_way(work, message)
    return route


async def delete_route(work: Work, actor: Actor, route_id: str) -> None:
    """From now on the next wider route leads there, if any; otherwise messages wait for a way. Raises Hidden."""
    if not await registers.delete_route(work.session, actor, key_of_route(route_id)):
        raise Hidden


async def set_sms_provider(work: Work, provider: SmsProvider) -> SmsProvider:
    await registers.keep_sms_provider(work.session, work.keyring, provider, work.now, work.origin.actor)
    await provider_was_found(work)
    return provider


async def provider_was_found(work: Work) -> None:
    for message in await messages.waiting_for_a_way(work.session, messages.lacking(NO_PROVIDER)):
        await find_way(work, message)
