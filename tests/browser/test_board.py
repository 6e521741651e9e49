"""The dispatch board: what changes comes by itself, nothing moves under anybody's hands, all goes by keyboard."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from services.platform.evening.places import JIA_START
from tests.browser.boards import BOARD, SMALL_LETTERS, close_all, opened, people_of, report
from tests.browser.devices import Devices, barriers

pytestmark = pytest.mark.asyncio(loop_scope="module")
PUSHES = 100
FOCUSED = "document.activeElement.id"
STREAM = "document.querySelector('#stream')._htmx?.sse"


@pytest.fixture(autouse=True)
def slower() -> None:
    expect.set_options(timeout=30_000)


async def test_a_rescue_appears_by_itself_and_the_team_s_answer_too(devices: Devices) -> None:
    page = await opened(devices)
    rescue = await report(devices.town, "北桥头")
    row = page.locator(f"#row-{rescue}")
    await expect(row).to_contain_text("北桥头")
    await expect(row.locator(".clock.block")).to_have_attribute("data-state", "ok")
    await expect(page.locator("#offers")).to_contain_text("北桥头")
    people = await people_of(devices.town)
    team = (await people.dispatcher.get(f"/patrol/api/v1/rescues/{rescue}"))["team"]["id"]
    (crew,) = [crew for crew in people.teams if crew.id == team]
    await crew.accept()
    await expect(row).to_contain_text("已接单")
    await crew.depart()
    await expect(row).to_contain_text("途中")
    await expect(page.locator(f'#map [data-rescue-id="{rescue}"] .map-label')).to_be_visible()
    await close_all(devices.town)
    await expect(row).to_have_count(0)


async def test_a_team_is_sent_with_the_keyboard_alone(devices: Devices) -> None:
    page = await opened(devices)
    rescue = await report(devices.town, "西桥头")
    await expect(page.locator(f"#row-{rescue}")).to_be_visible()
    await page.keyboard.press("j")
    assert await page.evaluate(FOCUSED) == f"r-{rescue}"
    await page.keyboard.press("a")
    await expect(page.locator("#dispatch-form")).to_be_visible()
    checked = page.locator("#dispatch-form [name=team]:checked")
    await expect(checked).to_be_focused()
    team = await checked.get_attribute("data-name")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # without a reason nobody is sent
    await expect(page.locator("#reason-missing")).to_be_visible()
    await page.keyboard.type("离得近，路熟")
    await page.keyboard.press("Enter")
    await expect(page.locator("#panel")).to_be_hidden()
    await expect(page.locator("#toasts")).to_contain_text(f"已派 {team}")
    await expect(page.locator(f"#row-{rescue}")).to_contain_text(str(team))
    assert await page.evaluate(FOCUSED) == f"r-{rescue}"
    await page.keyboard.press("Enter")
    await expect(page.locator("#panel .detail")).to_contain_text("离得近，路熟")
    await page.keyboard.press("Escape")
    await close_all(devices.town)


async def test_the_dialog_shows_what_each_call_has_said_and_parts_two_persons_by_keyboard(
    devices: Devices,
) -> None:
    page = await opened(devices)
    await report(devices.town, "东桥头", signs=["elderly"], words="一个老人坐在桥边，没有棉衣")
    rescue = await report(devices.town, "桥头东", people=3, signs=["minor"], words="三个人，有孩子")
    row = page.locator(f"#row-{rescue}")
    await expect(row).to_contain_text("3 人（另一来电说 1 人）")
    await page.locator(f"#r-{rescue}").press("Enter")
    calls = page.locator("#panel .calls li")
    await expect(calls).to_have_count(2)
    await expect(calls.nth(1)).to_contain_text("3 人，未成年：三个人，有孩子")
    assert await barriers(page) == []
    await devices.picture(page, "board-calls")
    await calls.nth(1).locator("button").press("Enter")
    await expect(page.locator("#toasts")).to_contain_text("已拆回两件救助")
    await expect(calls).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.locator("#rescues > li")).to_have_count(2)
    await close_all(devices.town)


async def test_the_focus_stays_through_a_hundred_pushes(devices: Devices) -> None:
    page = await opened(devices)
    town = devices.town
    for name in ("南门", "南门外", "南门外边"):
        rescue = await report(town, name)
    await expect(page.locator(f"#row-{rescue}")).to_be_visible()
    await page.focus(f"#r-{rescue}")
    await page.evaluate(
        "window.taken = 0; document.addEventListener('board:changed', () => { window.taken += 1 })"
    )
    people = await people_of(town)
    for push in range(PUSHES):
        await people.teams[2].at(JIA_START.point)
        await page.evaluate("document.dispatchEvent(new CustomEvent('team'))")
        if push % 10 == 0:
            await page.wait_for_function("count => window.taken > count", arg=push // 10)
    await page.wait_for_function("() => window.taken >= 10")
    assert await page.evaluate(FOCUSED) == f"r-{rescue}"
    await close_all(town)


async def test_the_row_under_somebody_s_hands_keeps_its_place(devices: Devices) -> None:
    page = await opened(devices)
    town = devices.town
    first = await report(town, "东门")
    await expect(page.locator(f"#row-{first}")).to_be_visible()
    await page.focus(f"#r-{first}")
    calling = asyncio.ensure_future(report(town, "东门外", signs=["unconscious"]))
    while not calling.done() or await page.locator("#rescues > li").count() < 2:
        await page.keyboard.press("Shift")  # somebody is at work here
        await asyncio.sleep(0.2)
    urgent = calling.result()
    assert await order(page) == [first, urgent]
    await expect(page.locator("#order-changed")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.wait_for_function(
        "id => document.querySelector('#rescues > li').id === id", arg=f"row-{urgent}"
    )
    assert await page.evaluate(FOCUSED) == f"r-{first}"
    await close_all(town)


async def order(page: Page) -> list[str]:
    return await page.eval_on_selector_all("#rescues > li", "rows => rows.map((row) => row.dataset.rescue)")


async def test_after_a_cut_it_goes_on_where_it_was_and_marks_what_changed(devices: Devices) -> None:
    page = await opened(devices)
    asked: list[str | None] = []
    page.on("request", lambda request: _note(request, asked))
    before = await report(devices.town, "老桥")
    await expect(page.locator(f"#row-{before}")).to_be_visible()
    await page.wait_for_function(f"() => {STREAM}?.lastEventId")
    await page.evaluate(f"{STREAM}.reader.cancel()")
    rescue = await report(devices.town, "新老桥")
    row = page.locator(f"#row-{rescue}")
    await expect(row).to_be_visible()
    await expect(page.locator("#again-banner")).to_be_visible()
    await expect(page.locator("#again-banner")).to_contain_text("补了")
    assert asked and asked[-1], "the stream was asked from where it ended"
    await close_all(devices.town)


def _note(request: Any, asked: list[str | None]) -> None:
    if request.url.endswith("/stream"):
        asked.append(request.headers.get("last-event-id"))


async def test_the_one_who_comes_second_sees_both_sides(devices: Devices) -> None:
    one, other = await opened(devices, "sun"), await opened(devices, "wu")
    rescue = await report(devices.town, "桥南")
    for page in (one, other):
        await expect(page.locator(f"#row-{rescue}")).to_be_visible()
        await page.focus(f"#r-{rescue}")
        await page.keyboard.press("a")
        await expect(page.locator("#dispatch-form")).to_be_visible()
        await page.fill("#reason", "就近")
    await one.keyboard.press("Enter")
    await expect(one.locator("#panel")).to_be_hidden()
    await other.keyboard.press("Enter")
    await expect(other.locator("#conflict")).to_contain_text("另一位调度员")
    await expect(other.locator("#conflict [data-person]")).to_have_text("演示sun")
    await expect(other.locator("#conflict")).to_contain_text("我要派")
    assert await other.input_value("#reason") == "就近"
    devices.forgive("409")
    await close_all(devices.town)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everybody_can_use_the_board(devices: Devices, theme: str) -> None:
    page = await opened(devices, theme=theme)
    assert await barriers(page) == []
    for name, signs in (("甲地", []), ("乙地点", ["unconscious"]), ("丙地点边", ["minor"])):
        rescue = await report(devices.town, name, signs=signs)
    await expect(page.locator(f"#row-{rescue}")).to_be_visible()
    await page.keyboard.press("j")
    assert await barriers(page) == []
    await page.keyboard.press("a")
    await expect(page.locator("#dispatch-form")).to_be_visible()
    assert await barriers(page) == []
    await page.keyboard.press("Escape")
    await close_all(devices.town)


async def test_everybody_can_read_the_wall(devices: Devices) -> None:
    page = await opened(devices, path=f"{BOARD}?mode=wall", theme="auto")
    rescue = await report(devices.town, "墙上")
    await expect(page.locator(f"#row-{rescue}")).to_be_visible()
    assert await page.get_attribute("html", "data-theme") == "dark"
    assert await barriers(page) == []
    small = await page.evaluate(SMALL_LETTERS)
    assert small == []
    await close_all(devices.town)


async def test_a_command_goes_to_the_row_or_opens_its_dispatch(devices: Devices) -> None:
    page = await opened(devices)
    rescue = await report(devices.town, "桥北")
    row = page.locator(f"#row-{rescue}")
    await expect(row).to_be_visible()
    number = await row.get_attribute("data-number")
    await page.keyboard.press("/")
    await page.keyboard.type(f"{number} 乙")
    await page.keyboard.press("Enter")
    await expect(page.locator("#dispatch-form")).to_be_visible()
    await page.keyboard.press("Escape")
    assert await page.evaluate(FOCUSED) == f"r-{rescue}"
    await close_all(devices.town)


async def test_an_offer_is_passed_on_by_its_key(devices: Devices) -> None:
    page = await opened(devices)
    rescue = await report(devices.town, "桥西")
    row = page.locator(f"#row-{rescue}")
    await expect(row).to_be_visible()
    asked = str(await row.get_attribute("data-asked"))
    await page.focus(f"#r-{rescue}")
    await page.keyboard.press("n")
    await expect(page.locator("#toasts")).to_contain_text(f"{asked} →")
    await expect(row).not_to_have_attribute("data-asked", asked)
    assert await page.evaluate(FOCUSED) == f"r-{rescue}"
    await close_all(devices.town)


async def test_a_breach_asks_for_its_reason_until_it_has_one(devices: Devices) -> None:
    page = await opened(devices)
    rescue = await report(devices.town, "桥东")
    await expect(page.locator(f"#row-{rescue}")).to_be_visible()
    await devices.town.reach(31 * 60)
    alert = page.locator(f"#alert-breach-{rescue}")
    await expect(alert).to_contain_text("原因待填")
    await expect(page.locator(f"#row-{rescue} .clock")).to_have_attribute("data-state", "bad")
    await alert.locator("[data-act=breach]").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#breach-form [name=reason]")).to_be_focused()
    await page.keyboard.type("道路结冰")
    await page.keyboard.press("Enter")
    await expect(page.locator("#panel")).to_be_hidden()
    await expect(alert).not_to_contain_text("原因待填")
    await close_all(devices.town)


async def test_the_stream_begins_however_late_its_script_arrives(devices: Devices) -> None:
    await people_of(devices.town)
    page = await devices.open("board", "sun")

    async def late(route: Route) -> None:
        await asyncio.sleep(0.5)
        await route.continue_()

    await page.route("**/vendored/hx-sse.js", late)
    await page.goto(BOARD)
    await page.wait_for_function(f"() => {STREAM}?.lastEventId")
