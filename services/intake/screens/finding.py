"""Where it is: places found by name, the division of a point, the map. What is asked goes in the body: an address of
ours is kept in logs, and what a caller says about a place may be about a person."""

from typing import Annotated, Any

from fastapi import Form, Response
from fastapi.responses import JSONResponse

from services.chassis.clock import office_day
from services.contracts.reference.base_map import base_map
from services.contracts.reference.divisions import division_at, full_name, is_outside_county
from services.intake.domain.gazetteer import PlaceKind
from services.intake.domain.taking import COUNTY_DIGITS, Spot
from services.intake.operations.places import find_places
from services.intake.screens.desk import Seer
from services.intake.screens.kit import PAGES

MOST = 3
KINDS = {
    PlaceKind.KEY_AREA: "重点区域",
    PlaceKind.LANDMARK: "地标",
    PlaceKind.MAP: "地图",
    PlaceKind.ROAD: "道路",
    PlaceKind.DIVISION: "区划",
}


@PAGES.router.post("/desk/places")
async def find(call: Seer, asked: Annotated[str, Form(max_length=120)] = "") -> Response:
    day = office_day(call.service.clock.now())
    async with call.read() as session:
        found = await find_places(session, call.actor, asked, day, MOST)
    return PAGES.show(call.request, "desk/found.html", found=found, place_kinds=KINDS)


@PAGES.router.post("/desk/where")
async def where(
    call: Seer,
    longitude: Annotated[float, Form(ge=-180, le=180)] = 0.0,
    latitude: Annotated[float, Form(ge=-90, le=90)] = 0.0,
) -> Response:
    """The division that holds the point, in full; empty where none that the caller may see does. `outside`: of the
    county that the caller takes calls for, as far as that is one."""
    spot, day, own = Spot(longitude, latitude), office_day(call.service.clock.now()), call.actor.scope
    drawn = division_at(spot, day)
    mine = drawn is not None and call.actor.may_see(drawn.code)
    code = drawn.code if drawn is not None and mine else ""
    outside = len(own) >= COUNTY_DIGITS and is_outside_county(own, spot, day)
    return JSONResponse({"area": code, "name": full_name(code) if code else "", "outside": outside})


@PAGES.router.get("/desk/map")
async def map_of_the_desk(call: Seer) -> dict[str, Any]:
    """Our own drawing; no tiles from anybody."""
    return base_map()
