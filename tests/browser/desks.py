"""A hotline desk as its tests work it: a county with one team on duty, calls taken by keyboard."""

from playwright.async_api import Page, expect

from services.platform.evening.people import gather
from services.platform.evening.places import JIA_START
from tests.browser.devices import Devices
from tests.browser.town import Town

DESK = "/intake/desk"


async def opened(devices: Devices, **more: str) -> Page:
    await settled(devices.town)
    page = await devices.open("desk", "jie", **more)
    await page.goto(DESK)
    await page.locator("html[data-ready]").wait_for()
    return page


async def settled(town: Town) -> None:
    """A county with one team on duty, and somebody at the desk."""
    if "jie" in town._known:
        return
    await town.enlist("jie", "operator")
    people = await gather(town.admin, town.url)
    await people.teams[0].on_shift(town.clock.now().replace(hour=23), JIA_START.point)
    await town.house.settle()


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def take(page: Page, letters: str = "nhlzzt") -> None:
    """A call as an operator takes it, with no hand off the keyboard. `letters`: the first ones of the place."""
    await page.locator("html[data-ready]").wait_for()
    await press(page, "F10")
    await expect(page.locator("#landmark")).to_be_focused()
    await page.keyboard.type(letters)
    await expect(page.locator("#place-1")).to_be_visible()
    await press(page, "Enter")
    await expect(page.locator("#road")).to_be_focused()
    await press(page, "F4", "a", "f", "F3", "1", "F6")
    await page.keyboard.type("0000-5550007")
    await press(page, "Enter")
    await page.keyboard.type("老人坐在自助厅地上")
    await press(page, "Control+Enter")
