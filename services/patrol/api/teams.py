"""Teams: the register, duty, position, stock."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.chassis.log import Work
from services.chassis.web import Call, Page, hidden_unless, page_of
from services.patrol.api.asking import (
    Acting,
    Area,
    Cursor,
    Dispatching,
    Limit,
    Reading,
    linked,
    opener_of,
    position_in,
)
from services.patrol.domain.team import Position, Shift, Team
from services.patrol.operations import crews
from services.patrol.repository import lists
from services.patrol.repository.lists import Part
from services.patrol.schemas import bodies, shown
from services.patrol.schemas.showing import team_shown

router = APIRouter(prefix="/api/v1/teams", tags=["teams"])
TeamId = Annotated[str, Path(max_length=40)]


@router.post("", status_code=201, response_model=shown.TeamShown)
async def register(body: bodies.TeamBody, call: Dispatching) -> Response:
    members = "、".join(body.members) or None
    new = crews.NewTeam(body.name, body.area, body.stock, body.vehicle, members, body.drill)
    return await _act(call, lambda work: crews.register(work, call.actor, new), created=True)


@router.get("", response_model=Page[shown.TeamShown])
async def list_teams(
    call: Reading,
    request: Request,
    response: Response,
    area: Area = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[shown.TeamShown]:
    """In the order in which they were registered."""
    async with call.read() as session:
        found = await lists.team_page(session, call.actor, area, Part(limit, position_in(cursor, str)))
    items = [team_shown(team, call.service.clock.now(), opener_of(call)) for team in found]
    return linked(request, response, page_of(items, limit, lambda item: [item.id]))


@router.get("/{team_id}", response_model=shown.TeamShown)
async def read_team(team_id: TeamId, call: Reading) -> shown.TeamShown:
    async with call.read() as session:
        team = hidden_unless(await lists.team_seen(session, call.actor, team_id))
    return team_shown(team, call.service.clock.now(), opener_of(call))


@router.put("/{team_id}/stock", response_model=shown.TeamShown)
async def set_stock(team_id: TeamId, body: bodies.Stock, call: Acting) -> Response:
    """What is on board now, counted: `{"quilt": 6}`."""
    return await _act(call, lambda work: crews.set_stock(work, call.actor, team_id, body))


@router.post("/{team_id}/shift", response_model=shown.TeamShown)
async def begin_shift(team_id: TeamId, body: bodies.ShiftBody, call: Acting) -> Response:
    """A window of duty, from now or later; windows that it overlaps give way."""

    async def begin(work: Work) -> Team:
        shift = Shift(body.begins or work.now, body.until)
        position = Position(body.point.value(), work.now) if body.point else None
        return await crews.begin_shift(work, call.actor, team_id, shift, position, body.stock)

    return await _act(call, begin)


@router.delete("/{team_id}/shift", response_model=shown.TeamShown)
async def end_shift(team_id: TeamId, call: Acting) -> Response:
    """Off duty now; a team that is not on duty gives up the windows to come."""
    return await _act(call, lambda work: crews.end_shift(work, call.actor, team_id))


@router.put("/{team_id}/position", response_model=shown.TeamShown)
async def move(team_id: TeamId, body: bodies.PositionBody, call: Acting) -> Response:
    async def moved(work: Work) -> Team:
        position = Position(body.point.value(), work.now, body.device_at)
        return await crews.move(work, call.actor, team_id, position)

    return await _act(call, moved)


async def _act(call: Call, operation: Callable[[Work], Awaitable[Team]], created: bool = False) -> Response:
    async def run(work: Work) -> shown.TeamShown:
        return team_shown(await operation(work), work.now, opener_of(call))

    if created:
        return await call.answer(run, 201, location=lambda team: f"/patrol/api/v1/teams/{team.id}")
    return await call.answer(run)
