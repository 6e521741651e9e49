"""`/notify/api/v1/templates`, `/wordings` and `/quiet-hours`: what areas decide about messages."""

from datetime import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from services.chassis.log import Work
from services.chassis.web import Call, Page, call_by, page_of
from services.contracts.words import Role
from services.notify.api.lists import Cursor, Limit, time_and_id
from services.notify.domain.templates import DATA, TEMPLATES
from services.notify.operations import customs
from services.notify.repository import customs as repository
from services.notify.schemas.customs import (
    NewQuietHours,
    NewWording,
    QuietHoursList,
    QuietHoursShown,
    Templates,
    TemplateShown,
    WordingShown,
)

router = APIRouter(prefix="/api/v1", tags=["customs"])
Admin = Annotated[Call, Depends(call_by(Role.ADMIN))]
Staff = Annotated[Call, Depends(call_by(Role.LEADER, Role.DISPATCHER, Role.AUDITOR))]


@router.get("/templates", summary="What messages say where an area has no words of its own")
async def list_templates(call: Staff) -> Templates:
    known = [
        TemplateShown(
            name=one.name,
            party=one.party,
            variables=sorted(one.variables),
            can_wait=one.can_wait,
            text=dict(one.text),
        )
        for one in TEMPLATES.values()
    ]
    return Templates(templates=known)


@router.put("/wordings", response_model=WordingShown, summary="Set an area's own words for a message")
async def set_wording(body: NewWording, call: Admin) -> Response:
    """For messages that are first tried from now on (within five seconds), here and inside; drills and escalations
    still say so before them."""

    async def change(work: Work) -> WordingShown:
        made = await customs.set_wording(work, call.actor, body.area, body.template, body.language, body.text)
        return WordingShown.model_validate(made)

    return await call.answer(change)


@router.get("/wordings", response_model=Page[WordingShown], summary="Words that areas have of their own")
async def list_wordings(call: Staff, limit: Limit = 50, cursor: Cursor = None) -> Response:
    async with call.read() as session:
        found = await repository.in_use(session, call.actor, limit, time_and_id(cursor))
    items = [WordingShown.model_validate(one) for one in found]
    return call.page(page_of(items, limit, lambda one: (one.made_at.isoformat(), one.id)))


@router.delete("/wordings/{wording_id}", status_code=204, summary="Use these words no longer")
async def end_wording(wording_id: Annotated[str, Path(max_length=40)], call: Admin) -> None:
    await call.transact(lambda work: customs.end_wording(work, call.actor, wording_id))


@router.put("/quiet-hours", response_model=QuietHoursShown, summary="Set when what can wait waits")
async def set_quiet_hours(body: NewQuietHours, call: Admin) -> Response:
    async def change(work: Work) -> QuietHoursShown:
        begins, ends = time.fromisoformat(body.begins), time.fromisoformat(body.ends)
        row = await customs.set_quiet_hours(work, call.actor, body.area, begins, ends)
        return QuietHoursShown.model_validate(row)

    return await call.answer(change)


@router.get("/quiet-hours", summary="When what can wait waits for the morning")
async def list_quiet_hours(call: Staff) -> QuietHoursList:
    async with call.read() as session:
        rows = await repository.hours_of(session, call.actor)
    items = [QuietHoursShown.model_validate(row) for row in rows]
    return QuietHoursList(items=items, usual=DATA["quiet_hours"])


@router.delete("/quiet-hours/{area}", status_code=204, summary="Keep no quiet hours of one's own here")
async def delete_quiet_hours(area: Annotated[str, Path(max_length=12)], call: Admin) -> None:
    await call.transact(lambda work: customs.delete_quiet_hours(work, call.actor, area))
