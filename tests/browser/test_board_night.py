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


LIE_OVER = """(selectors) => {
  const seen = [...document.querySelectorAll(selectors)].filter((one) => getComputedStyle(one).visibility === "visible")
    .map((one) => [one.textContent.trim(), one.getBoundingClientRect()]).filter(([, box]) => box.width);
  const meet = (one, other) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  return seen.flatMap(([name, box], place) =>
    seen.slice(place + 1).filter(([, other]) => meet(box, other)).map(([other]) => `${name} / ${other}`));
}"""
WORDS = "#map :is(.map-label, .sign, .gap .name, .place .name, .place .beds, .base-name > span)"


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("mode", ["desk", "wall"])
async def test_no_word_of_the_map_lies_over_another(
    devices: Devices, size: tuple[int, int], mode: str
) -> None:
    page = await devices.open(size, "sun")
    await page.goto(f"{BOARD}?mode={mode}")
    await expect(page.locator("#map .base-name").first).to_be_attached()
    await expect(page.locator("#map .map-label")).to_have_count(9)
    # Teams stand where they are, also beside one another.
    assert await page.evaluate(LIE_OVER, WORDS.replace(" .sign,", "")) == []
    if mode == "desk":
        await page.click(".leaflet-control-zoom-in")
        assert await page.evaluate(LIE_OVER, WORDS.replace(" .sign,", "")) == []


CUT = """() =>
  [...document.querySelectorAll(":is(.bar, .strip, #wall-list, #wall-figures, #wall-teams, #wall-alert) *")]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || one.closest("svg, .aside")) return false;
    if (getComputedStyle(one).display === "inline") return false;  // its line decides
    const frame = one.closest("li, dl > div, header, .wall-alert, .strip-line")?.getBoundingClientRect();
    const over = (outer) => box.right > outer.right + 1 || box.bottom > outer.bottom + 1 || box.top < outer.top - 1;
    return over({ left: 0, top: 0, right: innerWidth, bottom: innerHeight }) || (frame && over(frame));
  }).map((one) => `${one.className} ${one.textContent.trim()}`)"""


@pytest.mark.parametrize(
    "size", [(1280, 720), (1366, 768), (1440, 900), (1600, 900), (1920, 937), (1920, 1080), (2560, 1440)]
)
async def test_nothing_of_the_wall_is_cut_on_any_screen(devices: Devices, size: tuple[int, int]) -> None:
    page = await devices.open(size, "sun", theme="auto")
    await page.goto(f"{BOARD}?mode=wall")
    await expect(page.locator("#wall-rows > li")).to_have_count(7)
    assert await page.evaluate(CUT) == []
    used = await page.evaluate("document.querySelector('.page').getBoundingClientRect().toJSON()")
    assert (round(used["width"]), round(used["height"])) == size


async def test_the_wall_shows_a_busy_night(devices: Devices) -> None:
    page = await board(devices, "sun", f"{BOARD}?mode=wall", theme="auto")
    await expect(page.locator("#wall-figures")).to_contain_text("38/41")
    await expect(page.locator("#strip")).to_contain_text("御寒点 12 处，余 113 位")
    assert await barriers(page) == []
    assert await page.evaluate(SMALL_LETTERS) == []
    await devices.picture(page, "board-wall")
