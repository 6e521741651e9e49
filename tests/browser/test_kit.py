"""Every component of the kit, in both themes and both languages."""

from itertools import pairwise

import pytest
from playwright.async_api import Page

from tests.browser.devices import Devices, barriers

pytestmark = pytest.mark.asyncio(loop_scope="module")
COMPONENTS = "/notify/components"


async def opened(devices: Devices, theme: str = "light", **more: str) -> Page:
    page = await devices.open("components", **more)
    await page.goto(f"{COMPONENTS}?theme={theme}")
    return page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everybody_can_use_every_component(devices: Devices, theme: str, language: str) -> None:
    page = await opened(devices, theme, language=language)
    assert await barriers(page) == []
    assert await page.get_attribute("html", "lang") == language
    if language == "zh-CN":
        await devices.picture(page, "components-dark" if theme == "dark" else "components", full=True)


async def test_clocks_tick_and_turn_red_by_themselves(devices: Devices) -> None:
    page = await opened(devices)
    risky = page.locator(".clock.block[data-state=risk]")
    before = await risky.locator(".digits").inner_text()
    await page.wait_for_function(
        "text => document.querySelector('.clock.block[data-state=risk] .digits').textContent !== text",
        arg=before,
    )
    await risky.evaluate("clock => { clock.dataset.due = new Date(0).toISOString(); clock.id = 'late' }")
    late = page.locator("#late[data-state=bad]")
    await late.wait_for()
    assert await late.locator(".word").inner_text() == "已超时"
    assert await late.locator("use").get_attribute("href") == "#i-bad"


async def test_the_three_clocks_differ_without_colour(devices: Devices) -> None:
    page = await opened(devices)
    signs, words, grounds = set(), set(), []
    for state in ("ok", "risk", "bad"):
        clock = page.locator(f".clock.block[data-state={state}]")
        signs.add(await clock.locator("use").get_attribute("href"))
        words.add(await clock.locator(".word").inner_text())
        grounds.append(await clock.evaluate(GREY))
    assert len(signs) == len(words) == 3
    assert all(abs(one - other) > 40 for one, other in pairwise(grounds))


GREY = """clock => {
  const [r, g, b] = getComputedStyle(clock).backgroundColor.match(/[0-9.]+/g).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b;
}"""


COUNT_PRESSES = """
  window.pressed = 0;
  document.querySelector("[data-key=KeyB]").addEventListener("click", () => { window.pressed += 1 });
"""


async def test_the_help_lists_the_keys_and_the_focus_comes_back(devices: Devices) -> None:
    page = await opened(devices)
    opener = page.locator("footer.keys [data-opens=key-help]")
    await opener.focus()
    await page.keyboard.press("Shift+Slash")
    await page.locator("#key-help[open]").wait_for()
    listed = await page.locator("#key-help dt").all_inner_texts()
    assert {"B", "N", "Alt 1"} <= set(listed)
    await page.keyboard.press("Escape")
    assert await opener.evaluate("element => element === document.activeElement")


async def test_letters_do_nothing_in_a_text_field_or_when_they_are_turned_off(devices: Devices) -> None:
    page = await opened(devices)
    await page.evaluate(COUNT_PRESSES)
    await page.focus("#sample-phone")
    await page.keyboard.press("b")
    assert await page.evaluate("window.pressed") == 0
    await page.focus("#main")
    await page.keyboard.press("b")
    assert await page.evaluate("window.pressed") == 1
    await page.evaluate("document.documentElement.dataset.keys = 'off'")
    await page.keyboard.press("b")
    assert await page.evaluate("window.pressed") == 1


async def test_a_question_asks_before_what_cannot_be_undone(devices: Devices) -> None:
    page = await opened(devices)
    await page.click("[data-opens=sample-confirm]")
    await page.locator("#sample-confirm[open]").wait_for()
    assert await page.evaluate("document.activeElement.textContent") == "再看看"
    await page.keyboard.press("Enter")
    assert await page.locator("#sample-confirm[open]").count() == 0
    assert await page.evaluate("document.activeElement.dataset.opens") == "sample-confirm"


TIGHT = [
    (size, zoom, language)
    for size, zoom in (((720, 900), "100%"), ((1440, 900), "200%"), ((360, 800), "100%"))
    for language in ("zh-CN", "en")
]


async def test_nothing_is_clipped_at_twice_the_size_of_letters_or_on_a_narrow_screen(
    devices: Devices,
) -> None:
    for size, zoom, language in TIGHT:
        page = await devices.open(size, language=language)
        await page.goto(COMPONENTS)
        await page.evaluate("size => { document.documentElement.style.fontSize = size }", zoom)
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(wider) <= 0, (size, zoom, language)


async def test_the_page_prints_black_on_white_without_bar_and_buttons(devices: Devices) -> None:
    page = await opened(devices, "dark")
    await page.emulate_media(media="print")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not await page.locator("header.bar").is_visible()
    assert not await page.locator("button.primary").first.is_visible()
    assert await page.locator(".clock.block").first.is_visible()
