"""`/patrol/board`: every open rescue inside its clock; who is about to be late, and whom can I send? And its wall."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse

from services.chassis.access import EVERYWHERE
from services.chassis.screen import look_of
from services.chassis.web import Call, page_by
from services.contracts.reference.base_map import base_map
from services.contracts.words import Role
from services.patrol.screens.board_map import drawn
from services.patrol.screens.board_teams import LOW_STOCK, items_on_board
from services.patrol.screens.board_view import gather
from services.patrol.screens.kit import PAGES

Watching = Annotated[Call, Depends(page_by(Role.DISPATCHER, Role.LEADER))]
Mode = Literal["desk", "wall"]
A_DAY = "private, max-age=86400"


@PAGES.router.get("/board")
async def board(call: Watching, mode: Mode = "desk") -> Response:
    """A wall is dark unless this device chose otherwise."""
    shown = await _shown(call)
    if mode == "wall" and look_of(call.request).theme == "auto":
        shown["theme"] = "dark"
    return PAGES.show(call.request, "board/page.html", mode=mode, **shown)


@PAGES.router.get("/board/main")
async def main(call: Watching, mode: Mode = "desk") -> Response:
    """The parts that change, for the page to take over what differs."""
    template = "board/wall.html" if mode == "wall" else "board/main.html"
    return PAGES.show(call.request, template, **await _shown(call))


@PAGES.router.get("/board/map.geojson")
async def base(request: Request, call: Watching) -> Response:
    """The base map under the board's own."""
    return JSONResponse(base_map(), headers={"Cache-Control": A_DAY}, media_type="application/geo+json")


async def _shown(call: Call) -> dict[str, Any]:
    shown = await gather(call)
    return {
        "board": shown,
        "drawn": drawn(shown),
        "items": items_on_board(row.team for row in shown.teams),
        "low_stock": LOW_STOCK,
        "role": call.actor.role,
        "area": "" if call.actor.scope == EVERYWHERE else call.actor.scope,
    }
