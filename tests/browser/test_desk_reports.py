"""The hotline desk beside the call: what is known before it is saved, call-backs, reports found by their number."""

import pytest
from playwright.async_api import expect

from tests.browser.desks import DESK, opened, press, take
from tests.browser.devices import Devices, barriers

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True)
def slower() -> None:
    expect.set_options(timeout=20_000)


async def test_grade_and_nearest_teams_are_known_while_the_caller_still_speaks(devices: Devices) -> None:
    page = await opened(devices)
    await press(page, "F10")
    await page.keyboard.type("nhlzzt")
    await expect(page.locator("#place-1")).to_be_visible()
    await press(page, "Enter")
    await expect(page.locator("#graded .foreseen")).to_contain_text("劝导")
    await press(page, "F4", "q")
    await expect(page.locator("#graded .foreseen")).to_contain_text("危重")
    await expect(page.locator("#graded .foreseen")).to_contain_text("呼之不应")
    await expect(page.locator("#answer h2")).to_contain_text("甲队约 2 分钟到")
    await expect(page.locator("#map .team-label")).to_have_text("甲队")
    await devices.picture(page, "hotline-foreseen")
    assert await barriers(page) == []
    sent = await devices.town.admin.get("/intake/api/v1/sightings?limit=1")
    await page.locator("#drop-call").press("Enter")
    await expect(page.locator("#graded .foreseen")).to_have_count(0)
    assert await devices.town.admin.get("/intake/api/v1/sightings?limit=1") == sent


async def test_whoever_reported_is_called_back_when_it_is_over_with_the_keyboard_alone(
    devices: Devices,
) -> None:
    page = await opened(devices)
    await page.goto(f"{DESK}?kind=service_request")
    await page.locator("html[data-ready]").wait_for()
    await press(page, "F6")
    await page.keyboard.type("0000-5550008")
    await press(page, "F7")
    await page.keyboard.type("想问救助站怎么去")
    await press(page, "Control+Enter")
    await expect(page.locator("#call.saved")).to_be_visible()
    await press(page, "F9")
    await page.locator("#report [data-act=closing] [name=reason]").focus()
    await page.keyboard.type("已告诉怎么走")
    await press(page, "Enter")
    row = page.locator("#mine tr", has_text="待回访来电人")
    await expect(row).to_contain_text("前")
    await row.locator("[data-look]").press("Enter")
    await expect(page.locator("#report [name=result]").first).to_be_focused()
    assert await barriers(page) == []
    await devices.picture(page, "hotline-call-back")
    await press(page, "Enter")
    await expect(page.locator("#report")).to_be_hidden()
    await expect(row).to_have_count(0)
    await expect(page.locator("#mine .tonight")).to_contain_text("回访 1 条")


async def test_a_report_is_found_by_the_number_that_its_caller_says(devices: Devices) -> None:
    page = await opened(devices)
    await take(page)
    await expect(page.locator("#call.saved .done")).to_contain_text("S-")
    said = (await page.locator("#call.saved .done").text_content() or "").split("S-")[1].strip()
    await page.goto("/intake/desk/reports?view=tonight")
    await page.locator("html[data-ready]").wait_for()
    assert await barriers(page) == []
    await devices.picture(page, "hotline-look-up")
    await press(page, "/")
    await expect(page.locator("#number")).to_be_focused()
    await page.keyboard.type(f"s{int(said)}")
    await press(page, "Enter")
    await page.wait_for_url("**/reports?number=*")
    await page.locator("html[data-ready]").wait_for()
    await expect(page.locator("#found-reports tbody tr")).to_have_count(1)
    await page.locator("#found-reports [data-look]").press("Enter")
    await expect(page.locator("#report-title")).to_contain_text(f"S-{said}")
    await press(page, "Escape")
    await page.goto("/intake/desk/reports?number=9999")
    await expect(page.locator("#found-reports")).to_contain_text("没有编号是 9999 的")
    assert await barriers(page) == []


IN_SIGHT = """(one) => {
  const box = one.getBoundingClientRect(), frame = one.closest("dialog").getBoundingClientRect();
  return box.top >= frame.top && box.bottom <= frame.bottom;
}"""


async def test_a_report_opens_at_its_top_and_no_first_key_closes_it(devices: Devices) -> None:
    page = await opened(devices)
    await take(page)
    await expect(page.locator("#call.saved .done")).to_contain_text("S-")
    said = (await page.locator("#call.saved .done").text_content() or "").split("S-")[1].strip()
    await expect(page.locator("#graded .decided")).to_be_visible()
    for _ in range(6):
        await page.locator("#note").fill("又来问了一次，人还在那里，已经请他再等一等。")
        await press(page, "Control+s")
        await expect(page.locator("#note")).to_have_value("")
    await page.goto(f"/intake/desk/reports?number=S-{said}")
    await page.locator("html[data-ready]").wait_for()
    await page.locator("#found-reports [data-look]").press("Enter")
    title = page.locator("#report-title")
    await expect(title).to_be_focused()
    assert await title.evaluate(IN_SIGHT)
    assert await page.locator("#report blockquote").first.evaluate(IN_SIGHT)
    await devices.picture(page, "hotline-report")
    await press(page, "Enter")
    await expect(title).to_be_visible()
    await press(page, "Escape")
    await expect(page.locator("#report")).to_be_hidden()
