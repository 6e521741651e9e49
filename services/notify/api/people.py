"""`/notify/api/v1/people`: who there is, for administrators of their area."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.chassis.access import Hidden
from services.chassis.log import Work
from services.chassis.web import Call, Page, call_by, page_of
from services.contracts.words import Role
from services.notify.api.lists import Cursor, Limit, time_and_id
from services.notify.domain.people import check_password
from services.notify.operations import passwords, people
from services.notify.repository import people as repository
from services.notify.schemas.people import (
    NewPerson,
    PasswordMade,
    PersonChange,
    PersonMade,
    PersonShown,
    PostBody,
    PostShown,
    SubjectBody,
)

router = APIRouter(prefix="/api/v1/people", tags=["people"])
Admin = Annotated[Call, Depends(call_by(Role.ADMIN))]


@router.post("", status_code=201, response_model=PersonMade, summary="Add a person with their posts")
async def add_person(body: NewPerson, call: Admin) -> Response:
    for post in body.posts:
        call.actor.must_see(post.area)
    password = body.password or passwords.made(call.service.ids)
    check_password(password, body.login)
    hashed = await passwords.hashed(password)
    chosen = body.language if "language" in body.model_fields_set else None
    posts = [people.NewPost(post.role, post.area, post.team) for post in body.posts]

    async def add(work: Work) -> PersonShown:
        made = await people.add_person(work, body.login, body.name, chosen, posts, hashed)
        return PersonShown.model_validate(made)

    # What is stored for a repeated request is the answer without the password, which therefore stands nowhere.
    answer = await call.answer(add, 201, lambda person: f"/notify/api/v1/people/{person.id}")
    if body.password or "Idempotency-Replayed" in answer.headers:
        return answer
    made = PersonMade(**json.loads(bytes(answer.body)), password=password)
    headers = {"Location": answer.headers["Location"], "Cache-Control": "no-store"}
    return Response(made.model_dump_json(), 201, headers, media_type="application/json")


@router.get("", response_model=Page[PersonShown], summary="People of the area, oldest first")
async def list_people(call: Admin, limit: Limit = 50, cursor: Cursor = None) -> Response:
    async with call.read() as session:
        rows = await repository.listed(session, call.actor, limit, time_and_id(cursor))
        posts = await repository.posts_of(session, *(row.id for row in rows))
    keyring = call.service.keyring
    items = [
        PersonShown.model_validate(
            people.shown(keyring, row, [post for post in posts if post.person == row.id])
        )
        for row in rows
    ]
    return call.page(page_of(items, limit, lambda person: (person.made_at.isoformat(), person.id)))


@router.get("/{person_id}", summary="One person")
async def show_person(person_id: str, call: Admin) -> PersonShown:
    async def read(work: Work) -> PersonShown:
        row = await people.manageable(work, call.actor, person_id)
        return PersonShown.model_validate(await people.whole(work, row))

    return await call.transact(read)


@router.patch("/{person_id}", response_model=PersonShown, summary="Change name or language")
async def change_person(person_id: str, body: PersonChange, call: Admin) -> Response:
    async def change(work: Work) -> PersonShown:
        row = await people.manageable(work, call.actor, person_id)
        if body.name is not None:
            await people.change_name(work, row, body.name)
        if body.language is not None:
            await people.change_language(work, row, body.language)
        return PersonShown.model_validate(await people.whole(work, row))

    return await call.answer(change)


@router.post("/{person_id}/posts", status_code=201, response_model=PostShown, summary="Give a post")
async def give_post(person_id: str, body: PostBody, call: Admin) -> Response:
    call.actor.must_see(body.area)

    async def give(work: Work) -> PostShown:
        row = await people.manageable(work, call.actor, person_id)
        post = people.NewPost(body.role, body.area, body.team)
        return PostShown.model_validate(await people.give_post(work, row, post))

    return await call.answer(give, 201)


@router.delete(
    "/{person_id}/posts/{post_id}", status_code=204, summary="End a post and the sessions that are open on it"
)
async def end_post(person_id: str, post_id: str, call: Admin) -> Response:
    async def end(work: Work) -> None:
        await people.end_post(work, await people.manageable(work, call.actor, person_id), post_id)

    await call.transact(end)
    return Response(status_code=204)


@router.put(
    "/{person_id}/disabling", status_code=204, summary="Nobody signs in as this person; their sessions end"
)
async def disable(person_id: str, call: Admin) -> Response:
    async def run(work: Work) -> None:
        await people.disable(work, await people.manageable(work, call.actor, person_id))

    await call.transact(run)
    return Response(status_code=204)


@router.delete("/{person_id}/disabling", status_code=204, summary="This person may sign in again")
async def enable(person_id: str, call: Admin) -> Response:
    async def run(work: Work) -> None:
        await people.enable(work, await people.manageable(work, call.actor, person_id))

    await call.transact(run)
    return Response(status_code=204)


@router.post(
    "/{person_id}/password",
    summary="A new password, shown this once; the person's sessions end",
    openapi_extra={"x-once": False},
)
async def reset_password(person_id: str, call: Admin, response: Response) -> PasswordMade:
    password = passwords.made(call.service.ids)
    hashed = await passwords.hashed(password)

    async def run(work: Work) -> None:
        await people.set_password(work, await people.manageable(work, call.actor, person_id), hashed)

    await call.transact(run)
    response.headers["Cache-Control"] = "no-store"
    return PasswordMade(password=password)


@router.put(
    "/{person_id}/subject", status_code=204, summary="Let a person sign in at the provider as this subject"
)
async def link(person_id: str, body: SubjectBody, call: Admin) -> Response:
    return await _linked(person_id, body.subject, call)


@router.delete(
    "/{person_id}/subject", status_code=204, summary="The provider's word no longer counts for a person"
)
async def unlink(person_id: str, call: Admin) -> Response:
    return await _linked(person_id, None, call)


async def _linked(person_id: str, subject: str | None, call: Call) -> Response:
    provider = call.request.app.state.provider
    if provider is None:
        raise Hidden

    async def run(work: Work) -> None:
        row = await people.manageable(work, call.actor, person_id)
        await people.link(work, row, provider.provider.issuer, subject)

    await call.transact(run)
    return Response(status_code=204)
