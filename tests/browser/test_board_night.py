"""The board and its wall on a busy night: everything that an office has on record is on them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.boards import BOARD, SMALL_LETTERS, board
from tests.browser.busy_night import BEGINS, BusyNight
from tests.browser.devices import Devices, barriers
from tests.browser.town import Town, town_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town_in(tmp_path_factory.mktemp("town"), BEGINS) as town:
        await BusyNight(town).play()
        yield town


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_board_shows_a_busy_night(devices: Devices, theme: str) -> None:
    page = await board(devices, "sun", theme=theme)
    await expect(page.locator("#circle-head")).to_contain_text("38/41")
    await expect(page.locator("[data-leader]")).to_contain_text("演示周 20:00—08:00，22:40 已读告警")
    await expect(page.locator("#team-rows tr").first).to_contain_text("南湖公园长廊附近")
    strip = page.locator("#strip")
    await expect(strip).to_contain_text("寒潮橙色预警")
    await expect(strip).to_contain_text("至 01-16 08:00，最低 −14 ℃")
    await expect(strip).to_contain_text("御寒点 12 处，已用 187/300")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    assert await barriers(page) == []
    await devices.picture(page, "board" + ("-night" if theme == "dark" else ""))


async def test_the_wall_shows_a_busy_night(devices: Devices) -> None:
    page = await board(devices, "sun", f"{BOARD}?mode=wall", theme="auto")
    await expect(page.locator("#wall-figures")).to_contain_text("38/41")
    await expect(page.locator("#strip")).to_contain_text("御寒点 12 处，余 113 位")
    assert await barriers(page) == []
    assert await page.evaluate(SMALL_LETTERS) == []
    await devices.picture(page, "board-wall")
