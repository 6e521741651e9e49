"""`/notify/api/v1/sessions`, `/me`, `/session-keys`: signing in and out, and one's own profile."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.chassis.access import Unknown
from services.chassis.log import Work
from services.chassis.web import Call, Service, call_by, end_session, give_session
from services.chassis.web.cookies import cookie_of, must_not_be_cross_site
from services.contracts.words import Role
from services.notify.domain.errors import NotAPerson, SignInRefused
from services.notify.operations import people, signing_in
from services.notify.operations.signing_in import Attempt, OpenSession
from services.notify.repository import people as repository
from services.notify.repository.people import PersonRow
from services.notify.schemas.people import (
    Me,
    MeChange,
    PasswordChange,
    PostChoice,
    PostShown,
    PublicKeySet,
    SessionShown,
    SignInBody,
)

router = APIRouter(prefix="/api/v1", tags=["sessions"])


async def _signed_in(call: Annotated[Call, Depends(call_by(*Role))]) -> Call:
    if call.actor.session is None:
        raise NotAPerson
    return call


SignedIn = Annotated[Call, Depends(_signed_in)]


@router.post(
    "/sessions",
    status_code=201,
    response_model=SessionShown,
    summary="Sign in: a cookie that every service knows",
    openapi_extra={"security": []},
)
async def sign_in(body: SignInBody, request: Request) -> Response:
    must_not_be_cross_site(request)
    opened = await begin_session(request, body.login, body.password, body.post)
    return _answer(request, opened)


async def begin_session(request: Request, login: str, password: str, post: str | None) -> OpenSession:
    """For the page as well. Raises SignInLocked, SignInRefused, NoSuchPost."""
    service: Service = request.app.state.service
    address = request.client.host if request.client else ""
    attempt = Attempt(login, password, post, address)
    return await signing_in.sign_in(
        service.units, request.state.request_id, attempt, replacing=await _session_before(request)
    )


@router.delete("/sessions/current", status_code=204, summary="Sign out; the session ends everywhere")
async def sign_out(call: SignedIn) -> Response:
    await leave(call)
    response = Response(status_code=204)
    end_session(response, call.request)
    return response


async def leave(call: Call) -> None:
    """End the session of the call. For the page as well."""
    person, session = call.actor.id, call.actor.session
    assert session is not None, "asked before"
    await call.transact(lambda work: people.revoke(work, person, [session], "signed_out"))
    call.service.keys.forget()


@router.put(
    "/sessions/current/post",
    response_model=SessionShown,
    summary="Go on with another of one's posts",
    openapi_extra={"x-once": False},
)
async def change_post(body: PostChoice, call: SignedIn) -> Response:
    person, session = call.actor.id, call.actor.session
    assert session is not None, "asked before"
    opened = await call.transact(lambda work: signing_in.change_post(work, person, session, body.post))
    call.service.keys.forget()
    return _answer(call.request, opened, 200)


@router.get("/me", summary="Who I am, what I may do, how I want my pages")
async def show_me(call: SignedIn) -> Me:
    return await call.transact(lambda work: _me(work, call))


@router.patch("/me", summary="Change language, theme, keys", openapi_extra={"x-once": False})
async def change_me(body: MeChange, call: SignedIn) -> Me:
    async def change(work: Work) -> Me:
        row = await _myself(work, call)
        if body.language is not None:
            await people.change_language(work, row, body.language)
        row.theme = body.theme or row.theme
        row.keys = row.keys if body.keys is None else body.keys
        return await _me(work, call)

    return await call.transact(change)


@router.put("/me/password", status_code=204, summary="Change one's password; one's other sessions end")
async def change_password(body: PasswordChange, call: SignedIn) -> Response:
    person, session = call.actor.id, call.actor.session
    assert session is not None, "asked before"
    address = call.request.client.host if call.request.client else ""
    async with call.read() as reading:
        row = await repository.person(reading, person)
    if row is None:
        raise Unknown
    attempt = Attempt(call.service.keyring.open(row.login), body.old, None, address)
    await signing_in.change_password(call.service.units, call.origin, person, attempt, body.new, session)
    return Response(status_code=204)


@router.get(
    "/session-keys",
    summary="Public keys of the sessions, as a JSON Web Key Set",
    openapi_extra={"security": []},
)
async def session_keys(request: Request) -> PublicKeySet:
    service: Service = request.app.state.service
    return PublicKeySet(keys=service.around.session_keys.as_set())


async def _me(work: Work, call: Call) -> Me:
    person = await people.whole(work, await _myself(work, call))
    actor = call.actor
    return Me(
        person=person.id,
        login=person.login,
        name=person.name,
        role=actor.role,
        area=actor.scope,
        team=actor.team,
        posts=[PostShown.model_validate(post) for post in person.posts],
        language=person.language,
        theme=person.theme,
        keys=person.keys,
    )


async def _myself(work: Work, call: Call) -> PersonRow:
    row = await repository.person(work.session, call.actor.id)
    if row is None:
        raise SignInRefused
    return row


async def _session_before(request: Request) -> str | None:
    """A session that is left behind when somebody signs in again in the same browser."""
    service: Service = request.app.state.service
    try:
        return (await service.keys.actor_of(cookie_of(request))).session
    except Unknown:
        return None


def _answer(request: Request, opened: OpenSession, status: int = 201) -> Response:
    session, service = opened.session, request.app.state.service
    shown = SessionShown(
        id=session.id,
        person=session.person,
        post=opened.post.id,
        role=session.role,
        area=session.scope,
        team=session.team,
        expires_at=session.expires_at,
    )
    response = Response(shown.model_dump_json(), status, media_type="application/json")
    give_session(response, request, opened.token, service.clock.now(), session.expires_at)
    return response
