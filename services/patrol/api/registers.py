"""What an area has decided, places to stay, and the figures."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from services.chassis.access import EVERYWHERE
from services.chassis.log import Work
from services.chassis.web import Page, WrittenTime, page_of
from services.patrol.api.asking import Area, Cursor, Deciding, Limit, Planning, Reading, linked, position_in
from services.patrol.domain.figures import figures_of
from services.patrol.operations import deciding
from services.patrol.repository import lists, registers
from services.patrol.repository.lists import Part
from services.patrol.repository.registers import AreaPlan
from services.patrol.repository.samples import Period
from services.patrol.schemas import bodies, shown
from services.patrol.schemas.showing import figures_shown, place_shown, plan_shown

router = APIRouter(prefix="/api/v1", tags=["registers"])
InThisAge = Annotated[
    WrittenTime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))
]
"""No time zone carries these over the ends of the calendar."""
PlanArea = Annotated[
    str, Path(pattern=r"^(\*|\d{2,12})$", description="a division code, or `*` for everywhere")
]


@router.get("/profiles/{area}", response_model=shown.PlanShown)
async def read_plan(area: PlanArea, call: Reading) -> shown.PlanShown:
    """What this area itself has decided; version 0 and nothing where the areas around it decide."""
    if area != EVERYWHERE:
        call.actor.must_see(area)
    async with call.read() as session:
        plan = await registers.plan_of(session, area)
    return plan_shown(plan or AreaPlan(area, 0))


@router.put("/profiles/{area}", response_model=shown.PlanShown)
async def put_plan(area: PlanArea, body: bodies.PlanBody, call: Planning) -> Response:
    """Replace what this area has decided. Rescues that are open keep the promise they were opened with."""

    async def run(work: Work) -> shown.PlanShown:
        profiles = [profile.value(area) for profile in body.profiles]
        rules = [rule.value(area) for rule in body.grade_rules]
        travel = [rule.value(area) for rule in body.travel]
        return plan_shown(await deciding.put_plan(work, call.actor, area, profiles, rules, travel))

    return await call.answer(run)


@router.post("/places", status_code=201, response_model=shown.PlaceShown)
async def add_place(body: bodies.PlaceBody, call: Deciding) -> Response:
    async def run(work: Work) -> shown.PlaceShown:
        point = body.point.value() if body.point else None
        made = await deciding.add_place(work, call.actor, body.kind, body.name, body.area, body.beds, point)
        return place_shown(made)

    return await call.answer(run, 201, location=lambda place: f"/patrol/api/v1/places/{place.id}")


@router.get("/places", response_model=Page[shown.PlaceShown])
async def list_places(
    call: Reading, request: Request, response: Response, limit: Limit = 50, cursor: Cursor = None
) -> Page[shown.PlaceShown]:
    async with call.read() as session:
        found = await lists.place_page(session, call.actor, Part(limit, position_in(cursor, str)))
    items = [place_shown(place) for place in found]
    return linked(request, response, page_of(items, limit, lambda item: [item.id]))


@router.put("/places/{place_id}", response_model=shown.PlaceShown)
async def count_beds(
    place_id: Annotated[str, Path(max_length=40)], body: bodies.BedsBody, call: Deciding
) -> Response:
    """What a person counted there: people leave as well as come."""

    async def run(work: Work) -> shown.PlaceShown:
        return place_shown(await deciding.count_beds(work, call.actor, place_id, body.beds, body.taken))

    return await call.answer(run)


@router.get("/figures", response_model=shown.FiguresShown)
async def read_figures(
    call: Reading,
    begins: Annotated[InThisAge | None, Query(alias="from", description="first receipt not before")] = None,
    until: Annotated[InThisAge | None, Query(description="first receipt before")] = None,
    area: Area = None,
    profile: Annotated[str | None, Query(max_length=80)] = None,
) -> shown.FiguresShown:
    """Exact percentiles and compliance, from the measured responses; drills are left out."""
    if area is not None:
        call.actor.must_see(area)
    async with call.read() as session:
        samples = await lists.samples_of(session, call.actor, Period(begins, until, profile), area)
    return figures_shown(figures_of(samples))
