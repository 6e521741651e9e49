"""Phones of teams, and what happens to them."""

from typing import Any

from playwright.async_api import Page, expect

from services.contracts.patrol import TeamArrived
from services.platform.crews.crew import Crew
from services.platform.evening.people import People, gather
from services.platform.evening.places import JIA_START, RAILWAY_BRIDGE
from tests.browser.devices import Devices
from tests.browser.town import Town

FIELD = "/patrol/field"
PATIENCE_MILLISECONDS = 20_000
STOCK = {"quilt": 6, "coat": 6, "food": 14, "card": 20}
_settled: dict[int, tuple[Town, People]] = {}
"""The town is kept beside them: an id may be given to another one only after it is gone."""


async def settled(town: Town) -> tuple[People, Crew]:
    """A county with one team on duty, and two of its people with a phone each."""
    if id(town) not in _settled:
        people = await gather(town.admin, town.url)
        jia = people.teams[0]
        await jia.take_on_board(STOCK)
        await jia.on_shift(town.clock.now().replace(hour=23), JIA_START.point)
        warm = {"name": "暖河御寒点", "kind": "warm_point", "area": "990101", "beds": 12}
        await people.leader.post(
            "/patrol/api/v1/places", {**warm, "point": RAILWAY_BRIDGE.point.model_dump()}
        )
        for login in ("zheng", "feng"):
            await town.enlist(login, "team", team=jia.id)
        await town.house.settle()
        _settled[id(town)] = town, people
    _, people = _settled[id(town)]
    return people, people.teams[0]


async def phone(devices: Devices, person: str = "zheng", **more: Any) -> Page:
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    await settled(devices.town)
    page = await devices.open("phone", person, **more)
    await page.goto(FIELD)
    await expect(page.locator("html")).to_have_attribute("data-shell", "kept")
    return page


async def report(town: Town, landmark: str, metres: int = 0) -> str:
    """Somebody calls; the rescue's id."""
    people, crew = await settled(town)
    await crew.at(JIA_START.point)
    point = RAILWAY_BRIDGE.point.model_dump()
    point["latitude"] += metres / 111_195
    signs = ["elderly", "confused", "wet_clothes"]
    body = {"channel": "phone", "point": point, "landmark": landmark, "people": 1, "signs": signs}
    made = await people.operator.post("/intake/api/v1/sightings", {**body, "words": "坐在地上，穿灰棉衣"})
    await town.house.settle()
    shown = await people.operator.get(f"/intake/api/v1/sightings/{made['id']}")
    return str(shown["rescue"]["id"])


async def rescue_of(town: Town, rescue: str) -> dict[str, Any]:
    people, _ = await settled(town)
    return dict(await people.dispatcher.get(f"/patrol/api/v1/rescues/{rescue}"))


async def press(page: Page, step: str) -> None:
    await page.locator(f"form[data-step={step}] button.next:visible").tap()


async def at_stage(page: Page, stage: str) -> None:
    await expect(page.locator("#field")).to_have_attribute("data-stage", stage)


async def give_a_quilt(page: Page) -> None:
    await page.locator(".tile", has=page.locator("input[value=refused]")).tap()
    await page.locator("[data-forward]").tap()
    quilt = page.locator(".counter", has=page.locator("[name='goods.quilt']"))
    await quilt.locator("[data-more]").tap()
    await press(page, "outcome")


async def facts_of(town: Town, rescue: str, fact: str = TeamArrived.__name__) -> list[Any]:
    """Every such fact that patrol has told of this rescue."""
    found = await town.admin.get(f"/notify/api/v1/trace/{rescue}")
    return [item for item in found["items"] if item["fact"] == fact]
