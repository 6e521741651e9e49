"""`/intake/desk/complaints`: what the auditor of an area has to answer, and the desk never reads."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.web import Call, page_by
from services.contracts.words import Kind
from services.intake.domain.looking_up import Numbers, numbers_in
from services.intake.policy import RULES
from services.intake.repository.desks import call_backs_of, looked_up
from services.intake.repository.lists import Found
from services.intake.screens.kit import PAGES
from services.intake.screens.looking_up import MOST, WINTER, show_list

ADDRESS = "/intake/desk/complaints"
ONLY = (Kind.COMPLAINT,)
Reader = Annotated[Call, Depends(page_by(*RULES[Kind.COMPLAINT].handled_by))]


class View(StrEnum):
    OPEN = "open"
    OWED = "owed"
    ALL = "all"


VIEWS = {View.OPEN: "未办结", View.OWED: "待回访", View.ALL: "本冬全部"}


@PAGES.router.get("/desk/complaints")
async def complaints(
    call: Reader, view: View = View.OPEN, number: Annotated[str, Query(max_length=12)] = ""
) -> Response:
    """A number goes before a view."""
    numbers = numbers_in(number)
    async with call.read() as session:
        found = await _found(session, call, view, numbers, call.service.clock.now() - WINTER)
    shown: dict[str, Any] = {
        "address": ADDRESS,
        "title": "举报办理",
        "example": "K-0042 / 042",
        "view": None if numbers.asked else view,
        "views": VIEWS,
        "number": number,
    }
    return show_list(call, found, shown)


async def _found(
    session: AsyncSession, call: Call, view: View, numbers: Numbers, since: datetime
) -> Sequence[Found]:
    if view is View.OWED and not numbers.asked:
        return await call_backs_of(session, call.actor, ONLY, MOST)
    still_open = view is View.OPEN and not numbers.asked
    return await looked_up(session, call.actor, ONLY, numbers, since, MOST, still_open)
