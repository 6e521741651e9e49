"""`/notify/people`: who signs in, on which posts, for administrators of their area. A password is shown once, on the
answer to the form that made it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from fastapi import Depends, Form, Query, Response
from fastapi.responses import RedirectResponse

from services.chassis.access import EVERYWHERE
from services.chassis.log import Work
from services.chassis.web import Call, page_by, page_of
from services.contracts.words import Role
from services.notify.api.lists import Cursor, time_and_id
from services.notify.domain import errors
from services.notify.domain.addresses import masked
from services.notify.operations import passwords, people
from services.notify.repository import duty as ways
from services.notify.repository import people as repository
from services.notify.repository.people import PersonRow
from services.notify.schemas.people import Language
from services.notify.screens import delivery_words as words
from services.notify.screens.duty import place
from services.notify.screens.kit import PAGES, said_of

PAGE = "/notify/people"
ON_A_PAGE = 50
Admin = Annotated[Call, Depends(page_by(Role.ADMIN))]
Field = Annotated[str, Form(max_length=80)]
Done = Literal["given", "ended", "disabled", "enabled"]
DONE = {"given": "已给岗位", "ended": "已撤岗位", "disabled": "已停用，其登录已退出", "enabled": "已恢复"}
REFUSALS = (
    errors.LoginUnfit,
    errors.LoginTaken,
    errors.ScopeUnfit,
    errors.DivisionUnknown,
    errors.TeamMissing,
    errors.TeamUnwanted,
    errors.LastAdministratorPerson,
)


@PAGES.router.get("/people")
async def show(
    call: Admin,
    person: Annotated[str | None, Query(max_length=40)] = None,
    done: Done | None = None,
    cursor: Cursor = None,
) -> Response:
    return await _page(call, person, cursor, done=DONE[done] if done else None)


@PAGES.router.post("/people")
async def add(
    call: Admin,
    login: Field,
    name: Annotated[str, Form(min_length=1, max_length=80)],
    role: Annotated[Role, Form()],
    area: Field,
    team: Field = "",
    language: Annotated[Language | Literal[""], Form()] = "",
) -> Response:
    password = passwords.made(call.service.ids)
    hashed = await passwords.hashed(password)
    try:
        post = _post(call, role, area, team)
        made = await call.transact(
            lambda work: people.add_person(work, login, name, language or None, [post], hashed)
        )
    except REFUSALS as error:
        typed = {"login": login, "name": name, "role": role, "area": area, "team": team, "language": language}
        return await _page(call, None, refused=error, typed=typed)
    return await _page(call, made.id, password=password)


@PAGES.router.post("/people/{person_id}/password")
async def reset_password(person_id: str, call: Admin) -> Response:
    password = passwords.made(call.service.ids)
    hashed = await passwords.hashed(password)

    async def run(work: Work) -> None:
        await people.set_password(work, await people.manageable(work, call.actor, person_id), hashed)

    await call.transact(run)
    return await _page(call, person_id, password=password)


@PAGES.router.post("/people/{person_id}/posts")
async def give_post(
    person_id: str, call: Admin, role: Annotated[Role, Form()], area: Field, team: Field = ""
) -> Response:
    async def give(work: Work, row: PersonRow) -> None:
        await people.give_post(work, row, _post(call, role, area, team))

    return await _changed(call, person_id, "given", give)


@PAGES.router.post("/people/{person_id}/posts/{post_id}/ending")
async def end_post(person_id: str, post_id: str, call: Admin) -> Response:
    return await _changed(call, person_id, "ended", lambda work, row: people.end_post(work, row, post_id))


@PAGES.router.post("/people/{person_id}/disabling")
async def disable(person_id: str, call: Admin) -> Response:
    return await _changed(call, person_id, "disabled", people.disable)


@PAGES.router.post("/people/{person_id}/enabling")
async def enable(person_id: str, call: Admin) -> Response:
    return await _changed(call, person_id, "enabled", people.enable)


async def _changed(
    call: Call, person_id: str, done: Done, change: Callable[[Work, PersonRow], Awaitable[None]]
) -> Response:
    async def run(work: Work) -> None:
        await change(work, await people.manageable(work, call.actor, person_id))

    try:
        await call.transact(run)
    except REFUSALS as error:
        return await _page(call, person_id, refused=error)
    return RedirectResponse(f"{PAGE}?person={person_id}&done={done}", 303)


def _post(call: Call, role: Role, area: str, team: str) -> people.NewPost:
    """Raises DivisionUnknown: what lies in a foreign area is not there."""
    if not call.actor.may_see(area):
        raise errors.DivisionUnknown(area)
    return people.NewPost(role, area, team or None)


async def _page(
    call: Call,
    chosen: str | None,
    cursor: Cursor = None,
    done: str | None = None,
    refused: Exception | None = None,
    password: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """`password`: shown this once, so the answer is never kept."""
    keyring = call.service.keyring
    async with call.read() as session:
        rows = await repository.listed(session, call.actor, ON_A_PAGE, time_and_id(cursor))
        posts = await repository.posts_of(session, *(row.id for row in rows))
    everybody = [people.shown(keyring, row, [one for one in posts if one.person == row.id]) for row in rows]
    page = page_of(everybody, ON_A_PAGE, lambda one: (one.made_at.isoformat(), one.id))
    response = PAGES.show(
        call.request,
        "people.html",
        422 if refused else 200,
        role=call.actor.role,
        roles=list(Role),
        rows=page.items,
        following=page.next,
        **await _whole(call, chosen),
        place=lambda area: "全部辖区" if area == EVERYWHERE else place(area),
        scope=call.actor.scope,
        typed=typed or {},
        channels=words.CHANNELS,
        done=done,
        password=password,
        refused=said_of(call, refused) if refused else None,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


async def _whole(call: Call, chosen: str | None) -> dict[str, Any]:
    """The person who was chosen, and how they are reached, masked."""
    if chosen is None:
        return {"person": None, "ways": []}
    person_id = chosen

    async def read(work: Work) -> dict[str, Any]:
        row = await people.manageable(work, call.actor, person_id)
        found = await ways.ways_of(work.session, row.id)
        shown = [(one.channel, masked(one.channel, work.keyring.open_or_none(one.address))) for one in found]
        return {"person": await people.whole(work, row), "ways": shown}

    return await call.transact(read)
