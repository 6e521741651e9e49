"""`/notify/api/v1/contact-routes` and `/providers/sms`: how the parties are reached."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from services.chassis.access import EVERYWHERE
from services.chassis.log import Work
from services.chassis.web import Call, Page, call_by, hidden_unless, page_of
from services.contracts.words import Role
from services.notify.api.lists import Cursor, Limit, three_words
from services.notify.domain.outgoing import SmsProvider
from services.notify.operations import contacts
from services.notify.repository import registers
from services.notify.schemas.sending import (
    ContactRoute,
    ContactRouteShown,
    SmsProviderBody,
    SmsProviderShown,
    route_shown,
)

router = APIRouter(prefix="/api/v1", tags=["contacts"])
Admin = Annotated[Call, Depends(call_by(Role.ADMIN))]
Staff = Annotated[Call, Depends(call_by(Role.LEADER, Role.DISPATCHER))]


@router.put(
    "/contact-routes",
    response_model=ContactRouteShown,
    summary="Set how a party of an area, or one team, is reached",
)
async def set_route(body: ContactRoute, call: Admin) -> Response:
    async def change(work: Work) -> ContactRouteShown:
        route = await contacts.set_route(
            work,
            call.actor,
            body.party,
            body.area,
            body.team or "",
            body.channel,
            body.address,
            body.language,
        )
        return route_shown(route, body.address, in_full=True)

    return await call.answer(change)


@router.get("/contact-routes", response_model=Page[ContactRouteShown], summary="Contact routes of the area")
async def list_routes(call: Staff, limit: Limit = 50, cursor: Cursor = None) -> Response:
    async with call.read() as session:
        routes = await registers.listed_routes(session, call.actor, limit, three_words(cursor))
    in_full, keyring = call.actor.role is Role.ADMIN, call.service.keyring
    items = [route_shown(route, keyring.open_or_none(route.address), in_full) for route in routes]
    return call.page(page_of(items, limit, lambda route: (route.party, route.area, route.team or "")))


@router.delete("/contact-routes/{route_id}", status_code=204, summary="Reach them so no longer")
async def delete_route(route_id: Annotated[str, Path(max_length=80)], call: Admin) -> None:
    """Messages to them go by the next wider route, or wait until there is one."""
    await call.transact(lambda work: contacts.delete_route(work, call.actor, route_id))


@router.put(
    "/providers/sms",
    response_model=SmsProviderShown,
    summary="Set the SMS gateway; one for the whole platform",
)
async def set_provider(body: SmsProviderBody, call: Admin) -> Response:
    call.actor.must_see(EVERYWHERE)
    provider = body.as_provider()

    async def change(work: Work) -> SmsProviderShown:
        await contacts.set_sms_provider(work, provider)
        return _shown(provider)

    return await call.answer(change)


@router.get("/providers/sms", summary="The SMS gateway that was set here; the secrets stay inside")
async def show_provider(call: Admin) -> SmsProviderShown:
    call.actor.must_see(EVERYWHERE)
    async with call.read() as session:
        return _shown(hidden_unless(await registers.sms_provider(session, call.service.keyring)))


def _shown(provider: SmsProvider) -> SmsProviderShown:
    return SmsProviderShown(
        url=provider.url,
        method=provider.method,
        encoding=provider.encoding,
        fields=dict(provider.fields),
        headers=sorted(provider.headers),
        accepted=dict(provider.accepted),
    )
