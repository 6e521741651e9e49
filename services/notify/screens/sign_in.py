"""`/notify/sign-in`: get in, or get help. Whoever is signed in already is led to the page of their role."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from services.chassis.access import Actor, Unknown
from services.chassis.screen import look_of
from services.chassis.screen.look import LANGUAGE_COOKIE
from services.chassis.screen.menu import HOMES
from services.chassis.web import Call, Service, call_by, end_session, give_session
from services.chassis.web.cookies import SIGN_IN, cookie_of, must_not_be_cross_site, own_path
from services.chassis.web.problems import language_of
from services.contracts.words import Role
from services.notify.api.problems import PROBLEMS
from services.notify.api.sessions import begin_session, leave
from services.notify.api.sign_on import PATH as SIGN_ON
from services.notify.domain.errors import SignInLocked, SignInRefused
from services.notify.operations.signing_in import OpenSession
from services.notify.repository import people as repository
from services.notify.screens.device import remember
from services.notify.screens.kit import PAGES

LONGEST = 1000
Field = Annotated[str, Form(max_length=LONGEST)]


@PAGES.router.get("/sign-in")
async def show(request: Request, next: str | None = None) -> Response:
    actor = await _signed_in(request)
    if actor is not None:
        response = RedirectResponse(own_path(next) or HOMES[actor.role], 303)
        if LANGUAGE_COOKIE not in request.cookies:  # they came back from the office's provider
            await _follow_wishes(request, response, actor.id)
        return response
    return _page(request, next)


@PAGES.router.post("/sign-in")
async def sign_in(
    request: Request, login: Field = "", password: Field = "", keep: Field = "", next: Field = ""
) -> Response:
    must_not_be_cross_site(request)
    if not login.strip() or not password:
        return _page(request, next, login, missing=True)
    try:
        opened = await begin_session(request, login, password, None)
    except (SignInRefused, SignInLocked) as error:
        return _refused(request, next, login, error)
    response = RedirectResponse(own_path(next) or HOMES[opened.session.role], 303)
    await _remember(request, response, opened, bool(keep))
    return response


@PAGES.router.post("/sign-out")
async def sign_out(call: Annotated[Call, Depends(call_by(*Role))]) -> Response:
    if call.actor.session is not None:
        await leave(call)
    response = RedirectResponse(SIGN_IN, 303)
    end_session(response, call.request)
    response.headers["Clear-Site-Data"] = (
        '"storage"'  # drafts, and what a phone keeps for when it has no network
    )
    return response


async def _remember(request: Request, response: Response, opened: OpenSession, keep: bool) -> None:
    """The session, and its person's wishes."""
    service: Service = request.app.state.service
    session = opened.session
    give_session(response, request, opened.token, service.clock.now(), session.expires_at, keep)
    await _follow_wishes(request, response, session.person)


async def _follow_wishes(request: Request, response: Response, person: str) -> None:
    """How they want pages, on this device. Who leaves the theme to the device keeps what was chosen on it."""
    service: Service = request.app.state.service
    async with service.database.read() as reading:
        row = await repository.person(reading, person)
    if row is None:
        return
    # In a demonstration the roles are lent: the newcomer's own language stays, as does that of who chose none.
    follows = row.language_chosen and not service.around.office.demonstration
    language = row.language if follows else language_of(request)
    theme = row.theme if row.theme != "auto" else look_of(request).theme
    remember(response, request, language, theme, row.keys)


async def _signed_in(request: Request) -> Actor | None:
    try:
        actor: Actor = await request.app.state.service.keys.actor_of(cookie_of(request))
    except Unknown:
        return None
    return actor


def _refused(request: Request, next: str, login: str, error: Exception) -> Response:
    kind = PROBLEMS[type(error)]
    said = kind.text.spoken(language_of(request), vars(error))
    response = _page(request, next, login, said, status=kind.status)
    if isinstance(error, SignInLocked):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def _page(
    request: Request,
    next: str | None,
    login: str = "",
    refused: str | None = None,
    missing: bool = False,
    status: int = 200,
) -> Response:
    """What was typed stays, but for the password."""
    shown: dict[str, Any] = {
        "next": own_path(next) or "",
        "login": login,
        "refused": refused,
        "missing": missing,
    }
    shown["provider"] = _way_to_the_provider(request, shown["next"])
    return PAGES.show(request, "sign-in.html", 422 if missing else status, **shown)


def _way_to_the_provider(request: Request, next: str) -> str | None:
    """None where the office has no OpenID Connect provider of its own."""
    if request.app.state.provider is None:
        return None
    return f"{SIGN_ON}?next={quote(next, safe='/')}" if next else SIGN_ON
