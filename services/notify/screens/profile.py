"""`/notify/profile`: who I am here, and how I want my pages."""

from typing import Annotated, Literal

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from services.chassis.web import Call, give_session, page_by
from services.contracts.reference.divisions import full_name
from services.contracts.words import Role
from services.notify.api.sessions import SignedIn, change_me, show_me
from services.notify.api.sessions import change_password as change_own_password
from services.notify.domain.errors import NotAPerson, PasswordUnfit, SignInLocked, SignInRefused
from services.notify.operations import signing_in
from services.notify.schemas.people import Language, Me, MeChange, PasswordChange
from services.notify.screens.device import remember
from services.notify.screens.kit import PAGES, said_of

PAGE = "/notify/profile"
Field = Annotated[str, Form(max_length=1000)]


async def _reader(call: Annotated[Call, Depends(page_by(*Role))]) -> Call:
    if call.actor.session is None:
        raise NotAPerson
    return call


@PAGES.router.get("/profile")
async def profile(
    call: Annotated[Call, Depends(_reader)], saved: Literal["wishes", "password", "post"] | None = None
) -> Response:
    return _page(call.request, await show_me(call), saved)


@PAGES.router.post("/profile")
async def change_wishes(
    call: SignedIn,
    language: Annotated[Language, Form()],
    theme: Annotated[Literal["auto", "light", "dark"], Form()],
    keys: Annotated[Literal["on", "off"], Form()] = "off",
) -> Response:
    me = await change_me(MeChange(language=language, theme=theme, keys=keys == "on"), call)
    response = RedirectResponse(f"{PAGE}?saved=wishes", 303)
    remember(response, call.request, me.language, me.theme, me.keys)
    return response


@PAGES.router.post("/profile/post")
async def change_post(call: SignedIn, post: Field) -> Response:
    person, session = call.actor.id, call.actor.session
    assert session is not None, "asked before"
    opened = await call.transact(lambda work: signing_in.change_post(work, person, session, post))
    call.service.keys.forget()
    response = RedirectResponse(f"{PAGE}?saved=post", 303)
    now = call.service.clock.now()
    give_session(response, call.request, opened.token, now, opened.session.expires_at, keep=False)
    return response


@PAGES.router.post("/profile/password")
async def change_password(call: SignedIn, old: Field = "", new: Field = "") -> Response:
    try:
        body = PasswordChange.model_construct(old=old, new=new)
        await change_own_password(body, call)
    except (PasswordUnfit, SignInRefused, SignInLocked) as error:
        said = said_of(call, error)
        field = "new" if isinstance(error, PasswordUnfit) else "old"
        return _page(call.request, await show_me(call), None, {field: said}, 422)
    return RedirectResponse(f"{PAGE}?saved=password", 303)


def _page(
    request: Request,
    me: Me,
    saved: str | None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    areas = {post.area: full_name(post.area) if post.area != "*" else "全部辖区" for post in me.posts}
    shown = {
        "me": me,
        "areas": areas,
        "saved": saved,
        "errors": errors or {},
    }
    return PAGES.show(request, "profile.html", status, **shown)
