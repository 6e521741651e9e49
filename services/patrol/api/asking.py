"""What the routes share: who may ask, pages, and sealed words for those who may read them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from services.chassis.clock import utc
from services.chassis.web import Call, Page, call_by, decode_cursor
from services.chassis.web.paging import BadCursor
from services.contracts.words import Role
from services.patrol.operations import crews
from services.patrol.repository import teams
from services.patrol.schemas.bodies import AreaCode
from services.patrol.schemas.showing import Opener, closed

EVERYBODY = (Role.OPERATOR, Role.DISPATCHER, Role.TEAM, Role.LEADER, Role.AUDITOR)
READS_WORDS = (Role.OPERATOR, Role.DISPATCHER, Role.TEAM, Role.LEADER, Role.ADMIN)


async def _heard(call: Call) -> Call:
    """A team that calls about anything is heard from, whether or not what it asks for can be done."""
    team = call.actor.team
    if team is not None:
        async with call.read() as session:
            answering = await teams.is_answering(session, team)
        if answering is False:
            await call.transact(lambda work: crews.hear(work, team))
    return call


async def _team_call(call: Annotated[Call, Depends(call_by(Role.TEAM, Role.DISPATCHER))]) -> Call:
    return await _heard(call)


Reading = Annotated[Call, Depends(call_by(*EVERYBODY))]
"""Anybody with a key; what is seen depends on area and team."""
Acting = Annotated[Call, Depends(_team_call)]
"""A team for itself, or a dispatcher in a team's name."""
Dispatching = Annotated[Call, Depends(call_by(Role.DISPATCHER))]
Deciding = Annotated[Call, Depends(call_by(Role.DISPATCHER, Role.LEADER))]
Planning = Annotated[Call, Depends(call_by(Role.LEADER))]

Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=400)]
Area = Annotated[AreaCode | None, Query(description="only this division and what lies inside it")]


def opener_of(call: Call) -> Opener:
    if call.actor.role not in READS_WORDS:
        return closed
    return call.service.keyring.open_or_none


def position_in(cursor: str | None, *kinds: Callable[[Any], Any]) -> list[Any] | None:
    """Where the cursor stands in a list whose position has these kinds of values. Raises BadCursor."""
    position = decode_cursor(cursor)
    if position is None:
        return None
    try:
        return [kind(value) for kind, value in zip(kinds, position, strict=True)]
    except (ValueError, TypeError) as error:
        raise BadCursor from error


def instant(text: str) -> datetime:
    return utc(datetime.fromisoformat(text))


def linked(request: Request, response: Response, page: Page[Any]) -> Page[Any]:
    """Say where the next page is also in the header `Link`."""
    if page.next is not None:
        following = request.url.include_query_params(cursor=page.next)
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return page
