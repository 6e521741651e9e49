"""`/notify/api/v1/contact-routes` and `/providers/…`: how the parties are reached."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel

from services.chassis.access import EVERYWHERE
from services.chassis.log import Work
from services.chassis.web import Call, Page, call_by, hidden_unless, page_of
from services.contracts.words import Role
from services.notify.api.lists import Cursor, Limit, three_words
from services.notify.domain.outgoing import SmsProvider
from services.notify.operations import contacts
from services.notify.repository import registers
from services.notify.schemas.contacts import (
    ContactRoute,
    ContactRouteShown,
    MailProviderBody,
    MailProviderShown,
    NewSecret,
    SecretMade,
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
    """A webhook that is new gets a secret, which is shown this once; whoever sets it again keeps it."""
    made: list[str | None] = []

    async def change(work: Work) -> ContactRouteShown:
        given = body.contacts()
        route, made[:] = await contacts.set_route(
            work, call.actor, body.party, body.area, body.team or "", given, body.language
        )
        return route_shown(route, work.keyring, in_full=True)

    # What is stored for a repeated request is the answer without secrets.
    answer = await call.answer(change)
    if "Idempotency-Replayed" in answer.headers:
        return answer
    return _once(ContactRouteShown.model_validate_json(bytes(answer.body)).with_secrets(made))


@router.post(
    "/contact-routes/{route_id}/secret", response_model=SecretMade, summary="Change the secret of a webhook"
)
async def change_secret(
    route_id: Annotated[str, Path(max_length=80)], body: NewSecret, call: Admin
) -> Response:
    """Both secrets sign until the old one's hours are over."""
    made: list[str | None] = []

    async def change(work: Work) -> SecretMade:
        holds = timedelta(hours=body.hours)
        kept = await contacts.change_secret(work, call.actor, route_id, body.way, body.secret, holds)
        made[:] = [kept.made]
        return SecretMade()

    answer = await call.answer(change)
    return answer if "Idempotency-Replayed" in answer.headers else _once(SecretMade(secret=made[0]))


@router.get("/contact-routes", response_model=Page[ContactRouteShown], summary="Contact routes of the area")
async def list_routes(call: Staff, limit: Limit = 50, cursor: Cursor = None) -> Response:
    async with call.read() as session:
        routes = await registers.listed_routes(session, call.actor, limit, three_words(cursor))
    in_full, keyring = call.actor.role is Role.ADMIN, call.service.keyring
    items = [route_shown(route, keyring, in_full) for route in routes]
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
async def set_sms_provider(body: SmsProviderBody, call: Admin) -> Response:
    call.actor.must_see(EVERYWHERE)
    provider = body.as_provider()

    async def change(work: Work) -> SmsProviderShown:
        await contacts.set_provider(work, provider)
        return _shown(provider)

    return await call.answer(change)


@router.get("/providers/sms", summary="The SMS gateway that was set here; the secrets stay inside")
async def show_sms_provider(call: Admin) -> SmsProviderShown:
    call.actor.must_see(EVERYWHERE)
    async with call.read() as session:
        return _shown(hidden_unless(await registers.sms_provider(session, call.service.keyring)))


@router.put("/providers/mail", response_model=MailProviderShown, summary="Set the mail server")
async def set_mail_provider(body: MailProviderBody, call: Admin) -> Response:
    """One for the whole platform."""
    call.actor.must_see(EVERYWHERE)
    provider = body.as_provider()

    async def change(work: Work) -> MailProviderShown:
        await contacts.set_provider(work, provider)
        return MailProviderShown.model_validate(provider)

    return await call.answer(change)


@router.get("/providers/mail", summary="The mail server that was set here; the password stays inside")
async def show_mail_provider(call: Admin) -> MailProviderShown:
    call.actor.must_see(EVERYWHERE)
    async with call.read() as session:
        provider = hidden_unless(await registers.mail_provider(session, call.service.keyring))
    return MailProviderShown.model_validate(provider)


def _once(shown: BaseModel) -> Response:
    """With a secret in it: nobody on the way may keep it."""
    headers = {"Cache-Control": "no-store"}
    return Response(shown.model_dump_json(), 200, headers, media_type="application/json")


def _shown(provider: SmsProvider) -> SmsProviderShown:
    return SmsProviderShown(
        url=provider.url,
        method=provider.method,
        encoding=provider.encoding,
        fields=dict(provider.fields),
        headers=sorted(provider.headers),
        accepted=dict(provider.accepted),
    )
