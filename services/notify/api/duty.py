"""`/notify/api/v1/duty`, `/me/ways`, `/people/{id}/ways`: who leads an area, and how they are reached."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import AwareDatetime
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Hidden
from services.chassis.log import Work
from services.chassis.store import Keyring
from services.chassis.web import Call, Page, call_by, page_of
from services.contracts.words import Role
from services.notify.api.lists import Cursor, Limit, time_and_id
from services.notify.api.people import Admin
from services.notify.api.sessions import SignedIn
from services.notify.domain.duty import Duty
from services.notify.operations import duty, people
from services.notify.repository import duty as repository
from services.notify.repository.people import PersonRow
from services.notify.schemas.contacts import WayShown
from services.notify.schemas.duty import (
    Colleague,
    Colleagues,
    DutyChange,
    DutyShown,
    NewDuty,
    OnDuty,
    Ways,
    WaysShown,
)
from services.notify.schemas.sending import Area

router = APIRouter(prefix="/api/v1", tags=["duty"])
Leader = Annotated[Call, Depends(call_by(Role.LEADER))]
Staff = Annotated[Call, Depends(call_by(Role.OPERATOR, Role.DISPATCHER, Role.LEADER, Role.AUDITOR))]
Moment = Annotated[AwareDatetime | None, Query()]
InArea = Annotated[Area, Query()]


@router.post("/duty", status_code=201, response_model=DutyShown, summary="Put a leader on duty for a while")
async def give_duty(body: NewDuty, call: Leader) -> Response:
    async def give(work: Work) -> DutyShown:
        given = await duty.give_duty(
            work, call.actor, body.area, body.person, body.stand_in, body.begins_at, body.ends_at
        )
        (answer,) = await shown(work.session, work.keyring, [given])
        return answer

    return await call.answer(give, 201)


@router.get("/duty", response_model=Page[DutyShown], summary="The duty roster of the area, by beginning")
async def list_duty(
    call: Staff,
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Moment = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    async with call.read() as session:
        found = await repository.listed(session, call.actor, limit, time_and_id(cursor), since, until)
        items = await shown(session, call.service.keyring, found)
    return call.page(page_of(items, limit, lambda one: (one.begins_at.isoformat(), one.id)))


@router.get("/duty/now", summary="Who leads this area at this moment")
async def on_duty(area: InArea, call: Staff) -> OnDuty:
    call.actor.must_see(area)
    async with call.read() as session:
        found = await duty.leading(session, area, call.service.clock.now())
        told = await shown(session, call.service.keyring, [found.duty] if found else [])
    if found is None:
        return OnDuty(area=area, acting=None, duty=None)
    return OnDuty(area=area, acting=_colleague(call.service.keyring, found.acting), duty=told[0])


@router.get("/colleagues/{person_id}", summary="What somebody is called whom a page names")
async def colleague(person_id: Annotated[str, Path(max_length=40)], call: Staff) -> Colleague:
    async with call.read() as session:
        found = (await repository.people(session, [person_id])).get(person_id)
    if found is None or not call.actor.may_see(found.area):
        raise Hidden
    return _colleague(call.service.keyring, found)


@router.get("/duty/leaders", summary="Who may be put on duty in this area")
async def leaders(area: InArea, call: Leader) -> Colleagues:
    call.actor.must_see(area)
    async with call.read() as session:
        rows = await repository.leaders(session, area)
    return Colleagues(items=[_colleague(call.service.keyring, row) for row in rows])


@router.patch(
    "/duty/{duty_id}",
    summary="Say that the person is away or back, or who stands in",
    openapi_extra={"x-once": False},
)
async def change_duty(duty_id: str, body: DutyChange, call: Leader) -> DutyShown:
    async def change(work: Work) -> DutyShown:
        changed = await duty.change_duty(work, call.actor, duty_id, body.away, body.stand_in)
        (answer,) = await shown(work.session, work.keyring, [changed])
        return answer

    return await call.transact(change)


@router.post("/duty/{duty_id}/ending", summary="End a duty now", openapi_extra={"x-once": False})
async def end_duty(duty_id: str, call: Leader) -> DutyShown:
    async def end(work: Work) -> DutyShown:
        ended = await duty.end_duty(work, call.actor, duty_id)
        (answer,) = await shown(work.session, work.keyring, [ended])
        return answer

    return await call.transact(end)


@router.get("/me/ways", summary="How I am reached when I am on duty")
async def my_ways(call: SignedIn) -> WaysShown:
    return await call.transact(lambda work: _ways(work, call.actor.id))


@router.put("/me/ways", summary="Say how I am reached when I am on duty", openapi_extra={"x-once": False})
async def set_my_ways(body: Ways, call: SignedIn) -> WaysShown:
    async def change(work: Work) -> WaysShown:
        made = await duty.set_ways(work, call.actor.id, [way.as_contact() for way in body.ways])
        return await _ways(work, call.actor.id, made)

    return await call.transact(change)


@router.get("/people/{person_id}/ways", summary="How somebody is reached on duty")
async def ways_of(person_id: str, call: Admin) -> WaysShown:
    async def read(work: Work) -> WaysShown:
        row = await people.manageable(work, call.actor, person_id)
        return await _ways(work, row.id)

    return await call.transact(read)


@router.put(
    "/people/{person_id}/ways", summary="Say how somebody is reached on duty", openapi_extra={"x-once": False}
)
async def set_ways(person_id: str, body: Ways, call: Admin) -> WaysShown:
    async def change(work: Work) -> WaysShown:
        row = await people.manageable(work, call.actor, person_id)
        made = await duty.set_ways(work, row.id, [way.as_contact() for way in body.ways])
        return await _ways(work, row.id, made)

    return await call.transact(change)


async def _ways(work: Work, person: str, made: Sequence[str | None] = ()) -> WaysShown:
    """`made`: secrets to be shown this once."""
    found = await repository.ways_of(work.session, person)
    ways = [
        WayShown(channel=way.channel, address=work.keyring.open_or_none(way.address), secret=secret)
        for way, secret in zip_longest(found, made)
    ]
    return WaysShown(ways=ways)


async def shown(session: AsyncSession, keyring: Keyring, found: Iterable[Duty]) -> list[DutyShown]:
    """With the names of those who lead and stand in."""
    duties = list(found)
    ids = [id for one in duties for id in (one.person, one.stand_in) if id]
    named = {id: _colleague(keyring, row) for id, row in (await repository.people(session, ids)).items()}
    return [
        DutyShown.model_validate(
            {**vars(one), "person": named[one.person], "stand_in": named.get(one.stand_in or "")}
        )
        for one in duties
    ]


def _colleague(keyring: Keyring, row: PersonRow) -> Colleague:
    return Colleague(id=row.id, name=keyring.open(row.name))
