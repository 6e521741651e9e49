"""`/notify/duty`: who leads now, who stands in, and the roster of the coming days. A leader puts somebody on duty, ends
it, and says who stands in."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import Depends, Form, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import EVERYWHERE, Actor
from services.chassis.clock import night_begins, office_day, office_moment, office_time, utc
from services.chassis.log import Work
from services.chassis.web import Call, page_by
from services.contracts.reference.divisions import COUNTY_DIGITS, divisions, full_name
from services.contracts.words import Role
from services.notify.api import duty as api
from services.notify.domain.duty import Duty
from services.notify.domain.errors import DivisionUnknown, DutyUnfit, NotALeader
from services.notify.operations import duty
from services.notify.repository import duty as repository
from services.notify.schemas.duty import Colleague, DutyChange, DutyShown, OnDuty
from services.notify.schemas.sending import Area
from services.notify.screens.kit import PAGES, said_of

PAGE = "/notify/duty"
AHEAD = timedelta(days=7)
MOST = 200
FIRST_HOUR, LAST_HOUR = timedelta(hours=6), timedelta(hours=20)  # after noon: a night from 18:00 to 08:00
Reader = Annotated[Call, Depends(page_by(Role.DISPATCHER, Role.LEADER))]
Leader = Annotated[Call, Depends(page_by(Role.LEADER))]
Field = Annotated[str, Form(max_length=40)]
Done = Literal["given", "ended", "away", "back", "stand_in"]
DONE = {
    "given": "已排班",
    "ended": "已结束值班",
    "away": "已记为不在，由代班人带班",
    "back": "已记为在岗",
    "stand_in": "已定代班人",
}


@PAGES.router.get("/duty")
async def show(
    call: Reader, area: Annotated[Area | None, Query()] = None, done: Done | None = None
) -> Response:
    return await _page(call, area, done=done)


@PAGES.router.post("/duty")
async def give(
    call: Leader,
    area: Annotated[Area, Form()],
    person: Field = "",
    stand_in: Field = "",
    begins_at: Field = "",
    ends_at: Field = "",
) -> Response:
    typed = {"person": person, "stand_in": stand_in, "begins_at": begins_at, "ends_at": ends_at}
    try:
        begins, ends = _moment(begins_at), _moment(ends_at)
        given = Duty("", area, person, stand_in or None, False, begins, ends)
        await call.transact(lambda work: _give_once(work, call.actor, given))
    except (DutyUnfit, NotALeader, DivisionUnknown) as error:
        return await _page(call, area, refused=error, typed=typed)
    return _back(area, "given")


@PAGES.router.post("/duty/{duty_id}/ending")
async def end(duty_id: str, call: Leader) -> Response:
    ended = await api.end_duty(duty_id, call)
    return _back(ended.area, "ended")


@PAGES.router.post("/duty/{duty_id}/standing")
async def change(
    duty_id: str, call: Leader, away: Literal["yes", "no", ""] = Form(""), stand_in: Field = ""
) -> Response:
    """Who stands in, or that the person is away or back."""
    wanted = DutyChange.model_construct(away=away == "yes" if away else None, stand_in=stand_in or None)
    try:
        changed = await api.change_duty(duty_id, wanted, call)
    except (DutyUnfit, NotALeader) as error:
        return await _page(call, None, refused=error)
    return _back(changed.area, {"yes": "away", "no": "back"}.get(away, "stand_in"))


async def _give_once(work: Work, actor: Actor, wanted: Duty) -> None:
    """A form that is sent again, as after going back in a browser, finds its duty."""
    begins, ends = wanted.begins_at, wanted.ends_at
    found = await repository.listed(work.session, actor, MOST, None, begins, ends)
    if wanted not in [replace(one, id="", away=False) for one in found]:
        await duty.give_duty(work, actor, wanted.area, wanted.person, wanted.stand_in, begins, ends)


def place(area: str) -> str:
    """As people call it; a province or city by its own name."""
    return full_name(area, min(COUNTY_DIGITS, len(area)))


async def _page(
    call: Call,
    area: str | None,
    done: Done | None = None,
    refused: Exception | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    now, actor = call.service.clock.now(), call.actor
    may_act = actor.role in (Role.LEADER, Role.ADMIN)
    async with call.read() as session:
        found = await repository.listed(session, actor, MOST, None, now, now + AHEAD)
        rows = await api.shown(session, call.service.keyring, found)
        areas = _areas(actor, now)
        chosen = area or _first(actor, rows, areas)
        actor.must_see(chosen)
        leaders = await _leaders(call, session, {chosen, *(row.area for row in rows)}) if may_act else {}
    holding = {row.area for row in rows if row.begins_at <= now}
    leading = [await api.on_duty(one, call) for one in sorted({chosen, *holding})]
    return PAGES.show(
        call.request,
        "duty.html",
        422 if refused else 200,
        role=actor.role,
        may_act=may_act,
        rows=rows,
        leading=leading,
        acting=_acting(leading),
        leaders=leaders,
        areas=areas,
        chosen=chosen,
        place=place,
        typed=typed or _tonight(now),
        done=DONE[done] if done else None,
        refused=said_of(call, refused) if refused else None,
    )


async def _leaders(call: Call, session: AsyncSession, areas: set[str]) -> dict[str, list[Colleague]]:
    """Who may lead each of the areas."""
    opened = call.service.keyring.open
    return {
        area: [Colleague(id=row.id, name=opened(row.name)) for row in await repository.leaders(session, area)]
        for area in areas
    }


def _areas(actor: Actor, now: datetime) -> list[str]:
    """For which somebody may be put on duty here: the reader's own, and what is in it down to the counties."""
    scope = "" if actor.scope == EVERYWHERE else actor.scope
    inside = divisions(scope, office_day(now))
    smallest = max(COUNTY_DIGITS, len(scope))
    return sorted({*([scope] if scope else []), *(one.code for one in inside if len(one.code) <= smallest)})


def _first(actor: Actor, rows: list[DutyShown], areas: list[str]) -> str:
    if actor.scope != EVERYWHERE:
        return actor.scope
    counties = [area for area in areas if len(area) == COUNTY_DIGITS]
    return rows[0].area if rows else (counties or areas)[0]


def _acting(leading: list[OnDuty]) -> set[str]:
    """The duties that count at this moment."""
    return {one.duty.id for one in leading if one.duty}


def _tonight(now: datetime) -> dict[str, str]:
    noon = night_begins(now)
    begins, ends = max(now, noon + FIRST_HOUR), noon + LAST_HOUR
    if begins >= ends:  # in the morning the coming night is meant
        begins, ends = noon + timedelta(days=1) + FIRST_HOUR, ends + timedelta(days=1)
    return {"person": "", "stand_in": "", "begins_at": _written(begins), "ends_at": _written(ends)}


def _written(moment: datetime) -> str:
    """As a field for date and time has it, by the offices' clocks."""
    return f"{office_time(moment):%Y-%m-%dT%H:%M}"


def _moment(written: str) -> datetime:
    """Raises DutyUnfit."""
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        raise DutyUnfit from None
    return utc(read) if read.tzinfo else office_moment(read)


def _back(area: str, done: str) -> Response:
    return RedirectResponse(f"{PAGE}?area={area}&done={done}", 303)
