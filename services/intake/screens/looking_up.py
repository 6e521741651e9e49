"""`/intake/desk/reports`: what this desk has open, whom it owes a call, what came in tonight, and one by its number."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import night_begins
from services.chassis.web import Call
from services.intake.domain.looking_up import Numbers, numbers_in
from services.intake.repository.desks import call_backs_of, looked_up, open_reports_of
from services.intake.repository.lists import Found
from services.intake.screens.desk import CLOSED_LISTS, Seer, kinds_for
from services.intake.screens.kit import PAGES
from services.intake.screens.rows import rows_of

MOST = 100
WINTER = timedelta(days=200)
"""Numbers are counted anew each winter: an older one would be another report."""


class View(StrEnum):
    MINE = "mine"
    OWED = "owed"
    TONIGHT = "tonight"


VIEWS = {View.MINE: "我的未办结", View.OWED: "待回访", View.TONIGHT: "今夜全部"}


@PAGES.router.get("/desk/reports")
async def look_up(
    call: Seer, view: View = View.MINE, number: Annotated[str, Query(max_length=12)] = ""
) -> Response:
    """A number goes before a view. Addresses hold numbers of reports and nothing that a caller has said."""
    now, numbers = call.service.clock.now(), numbers_in(number)
    async with call.read() as session:
        found = await _found(session, call, view, numbers, now)
    shown: dict[str, Any] = {
        "address": "/intake/desk/reports",
        "title": "查询",
        "example": "S-0042 / 037",
        "view": None if numbers.asked else view,
        "views": VIEWS,
        "number": number,
    }
    return show_list(call, found, shown)


def show_list(call: Call, found: Sequence[Found], shown: Mapping[str, Any]) -> Response:
    """`shown`: the page's own address, title, views and what was asked of it."""
    rows = rows_of(found, call.actor, call.service.keyring)
    mine: dict[str, Any] = {"rows": rows, "most": MOST, "role": call.actor.role, "me": call.actor.label}
    template = "desk/found-reports.html" if "hx-request" in call.request.headers else "look-up.html"
    return PAGES.show(call.request, template, **CLOSED_LISTS, **shown, **mine)


async def _found(
    session: AsyncSession, call: Call, view: View, numbers: Numbers, now: datetime
) -> Sequence[Found]:
    kinds = kinds_for(call)
    if numbers.asked:
        return await looked_up(session, call.actor, kinds, numbers, now - WINTER, MOST)
    if view is View.MINE:
        return await open_reports_of(session, call.actor, kinds, MOST)
    if view is View.OWED:
        return await call_backs_of(session, call.actor, kinds, MOST)
    return await looked_up(session, call.actor, kinds, numbers, night_begins(now), MOST)
