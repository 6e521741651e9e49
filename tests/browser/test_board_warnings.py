"""A warning of cold is put in force and lifted with the keyboard alone, and every board shows it by itself."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.boards import opened
from tests.browser.devices import Devices, barriers

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(("language", "chip"), [("zh-CN", "寒潮红色预警"), ("en", "Cold wave, red")])
async def test_a_warning_comes_and_goes_by_keys_on_every_board(
    devices: Devices, language: str, chip: str
) -> None:
    mine, other = await opened(devices, language=language), await opened(devices, "wu", theme="dark")
    await expect(mine.locator("#strip")).to_be_hidden()
    await below(mine, "#alerts", "#rescues-title")
    await mine.bring_to_front()
    await mine.keyboard.press("e")
    await expect(mine.locator("#warning-form [value=red]")).to_be_focused()
    assert await barriers(mine) == []
    await mine.keyboard.press("Space")
    await mine.focus("#lowest_celsius")
    await mine.keyboard.type("-18")
    await mine.focus("#note")
    await mine.keyboard.type("多带棉被")
    await mine.keyboard.press("Enter")
    await expect(mine.locator("#panel")).to_be_hidden()
    await expect(mine.locator("#strip")).to_contain_text(chip)
    await below(mine, "#alerts", "#rescues-title")
    await below(mine, "#rescues-title", "#strip")
    await expect(other.locator("#strip")).to_contain_text("至 01-15 08:00，最低 −18 ℃")
    await expect(other.locator("#strip")).to_contain_text("多带棉被")
    for page in (mine, other):
        assert await barriers(page) == []
    await mine.keyboard.press("e")
    await expect(mine.locator("#panel [data-lift]")).to_be_focused()
    await mine.keyboard.press("Enter")
    await expect(mine.locator("#panel")).to_be_hidden()
    for page in (mine, other):
        await expect(page.locator("#strip")).to_be_hidden()


async def below(page: Page, lower: str, upper: str) -> None:
    """Whether or not there is a warning, each part has its place."""
    low, high = [await page.locator(one).bounding_box() for one in (lower, upper)]
    assert low and high and low["y"] >= high["y"] + high["height"]


async def test_whoever_comes_second_is_told_why_and_keeps_what_they_typed(devices: Devices) -> None:
    one, other = await opened(devices), await opened(devices, "wu")
    for page in (one, other):
        await page.bring_to_front()
        await page.keyboard.press("e")
        await page.fill("#note", "多带棉被")
    await one.locator("#warning-form [type=submit]").click()
    await expect(one.locator("#strip")).to_be_visible()
    await other.locator("#warning-form [type=submit]").click()
    await expect(other.locator("#warning-refused")).to_contain_text("请先解除")
    assert await other.input_value("#note") == "多带棉被"
    devices.forgive("409")
    await other.keyboard.press("Escape")
    await other.keyboard.press("e")
    await expect(other.locator("#panel [data-lift]")).to_be_focused()
    await other.keyboard.press("Enter")
    await expect(one.locator("#strip")).to_be_hidden()
