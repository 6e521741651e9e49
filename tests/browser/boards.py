"""Boards, and what happens on them."""

from typing import Any

from playwright.async_api import Page

from services.platform.evening.people import People, gather
from services.platform.evening.places import JIA_START, RAILWAY_BRIDGE, YI_START
from tests.browser.devices import Devices
from tests.browser.town import Town

BOARD = "/patrol/board"
SMALL_LETTERS = """[...document.querySelectorAll("main *, header *")]
  .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim()))
  .filter((element) => element.getClientRects().length && !element.closest(".aside, script"))
  .filter((element) => parseFloat(getComputedStyle(element).fontSize) < 24)
  .map((element) => `${element.className} ${element.textContent.trim()}`)"""
_settled: dict[int, tuple[Town, People]] = {}
"""The town is kept beside them: an id may be given to another one only after it is gone."""


async def people_of(town: Town) -> People:
    """A county with two teams on duty and two dispatchers."""
    if id(town) not in _settled:
        await town.enlist("sun", "dispatcher")
        await town.enlist("wu", "dispatcher")
        people = await gather(town.admin, town.url)
        until = town.clock.now().replace(hour=23)
        for crew, place in zip(people.teams, (JIA_START, YI_START), strict=False):
            await crew.on_shift(until, place.point)
        await town.house.settle()
        _settled[id(town)] = town, people
    return _settled[id(town)][1]


async def opened(devices: Devices, person: str = "sun", path: str = BOARD, **more: str) -> Page:
    await people_of(devices.town)
    return await board(devices, person, path, **more)


async def board(devices: Devices, person: str, path: str = BOARD, **more: str) -> Page:
    """Whatever county is behind it."""
    page = await devices.open("board", person, **more)
    await page.goto(path)
    await page.wait_for_function("() => document.querySelector('#map .leaflet-marker-pane')")
    return page


async def report(town: Town, landmark: str, **details: Any) -> str:
    """Somebody calls; the rescue's id, as patrol knows it."""
    people = await people_of(town)
    point = RAILWAY_BRIDGE.point.model_dump()
    north = {"longitude": point["longitude"], "latitude": point["latitude"] + 0.002 * (1 + len(landmark))}
    body = {"channel": "phone", "point": north, "landmark": landmark, "people": 1, **details}
    made = await people.operator.post("/intake/api/v1/sightings", body)
    await town.house.settle()
    shown = await people.operator.get(f"/intake/api/v1/sightings/{made['id']}")
    return str(shown["rescue"]["id"])


async def close_all(town: Town) -> None:
    """Nobody waits any more; whoever was asked is free and answers again."""
    people = await people_of(town)
    found = await people.dispatcher.get("/patrol/api/v1/rescues?open=true&limit=100")
    for rescue in found["items"]:
        body = {"outcome": "false_report", "reason": "试"}
        await people.dispatcher.post(f"/patrol/api/v1/rescues/{rescue['id']}/outcome", body)
    for crew, place in zip(people.teams, (JIA_START, YI_START), strict=False):
        await crew.at(place.point)
    await town.house.settle()
