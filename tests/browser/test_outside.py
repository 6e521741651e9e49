"""A point outside of the county: the desk warns before it saves, the board's map stays with the county."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.boards import BOARD, close_all, opened, report
from tests.browser.devices import Devices, barriers

pytestmark = pytest.mark.asyncio(loop_scope="module")
FAR = {"longitude": 116.4, "latitude": 39.9}
WORDS = {"zh-CN": "位置在县外，请核实", "en": "Outside the county"}
WIDTH_OF_THE_TOWN = "document.querySelector('#map .base-urban').getBoundingClientRect().width"
"""In pixels, of the map's drawing."""

STANDS_INSIDE = """(rescue) => {
  const label = document.querySelector(`#map [data-rescue-id="${rescue}"] .map-label`)?.getBoundingClientRect();
  const frame = document.querySelector("#map").getBoundingClientRect();
  return label?.width && label.left >= frame.left && label.right <= frame.right
    && label.top >= frame.top && label.bottom <= frame.bottom;
}"""


@pytest.fixture(autouse=True)
def slower() -> None:
    expect.set_options(timeout=30_000)


async def inside(page: Page, rescue: str) -> None:
    """Its label stands within the frame of the map, which is drawn anew with every change."""
    await page.wait_for_function(STANDS_INSIDE, arg=rescue)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_map_stays_with_the_county_and_the_far_rescue_stands_at_its_edge(
    devices: Devices, language: str
) -> None:
    page = await opened(devices, language=language)
    near = await report(devices.town, "北桥头")
    await inside(page, near)
    await page.keyboard.press("0")
    before = await page.evaluate(WIDTH_OF_THE_TOWN)
    far = await report(devices.town, "很远的桥", point=FAR)
    row = page.locator(f"#row-{far}")
    await expect(row).to_contain_text(WORDS[language])
    await inside(page, far)
    await inside(page, near)
    await page.keyboard.press("0")
    assert await page.evaluate(WIDTH_OF_THE_TOWN) == pytest.approx(before, rel=0.02)
    assert await barriers(page) == []
    suffix = "" if language == "zh-CN" else "-en"
    await devices.picture(page, f"board-outside{suffix}")
    await page.locator(f"#r-{far}").press("Enter")
    await expect(page.locator("#panel .detail")).to_contain_text(WORDS[language])
    await page.keyboard.press("Escape")
    wall = await opened(devices, path=f"{BOARD}?mode=wall", language=language)
    await inside(wall, far)
    await devices.picture(wall, f"wall-outside{suffix}")
    await close_all(devices.town)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_desk_warns_before_it_saves_and_saves_all_the_same(devices: Devices, language: str) -> None:
    await devices.town.enlist(f"desk-{language}", "operator")
    page = await devices.open("desk", f"desk-{language}", language=language)
    await page.goto("/intake/desk")
    await page.locator("html[data-ready]").wait_for()
    await page.keyboard.press("F10")
    await page.keyboard.type("nhlzzt")
    await expect(page.locator("#place-1")).to_be_visible()
    await page.keyboard.press("Enter")
    warning = page.locator("#outside")
    await expect(warning).to_be_hidden()
    for _ in range(9):
        await page.locator(".leaflet-control-zoom-out").click()
    await page.locator("#map").click(position={"x": 20, "y": 40})
    await expect(warning).to_be_visible()
    await expect(warning).to_contain_text(WORDS[language])
    assert await barriers(page) == []
    suffix = "" if language == "zh-CN" else "-en"
    await devices.picture(page, f"hotline-outside{suffix}")
    await page.reload()
    await expect(warning).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#call.saved")).to_contain_text(WORDS[language])
