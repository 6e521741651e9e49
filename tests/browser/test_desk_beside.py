"""What stands beside a call that is being taken is that call's: nothing of an earlier one, nothing lost by a slip."""

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.desks import opened, press, take
from tests.browser.devices import Devices

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True)
def slower() -> None:
    expect.set_options(timeout=20_000)


async def say_where(page: Page, letters: str) -> None:
    await page.locator("html[data-ready]").wait_for()
    await press(page, "F2")
    await page.keyboard.type(letters)
    await expect(page.locator("#place-1")).to_be_visible()
    await press(page, "Enter")
    await expect(page.locator("#located")).to_be_visible()


async def drop_a_call(devices: Devices) -> Page:
    page = await opened(devices)
    await say_where(page, "nanhuluzizhu")
    await press(page, "F4", "a", "F6")
    await page.keyboard.type("0000-5550007")
    await page.locator("#drop-call").click()
    await expect(page.locator(".toast button")).to_be_visible()
    return page


async def test_a_dropped_call_can_no_longer_come_back_once_the_next_one_has_begun(devices: Devices) -> None:
    page = await drop_a_call(devices)
    await press(page, "F10")
    await expect(page.locator(".toast button")).to_have_count(0, timeout=2_000)
    await press(page, "F7")
    await page.keyboard.type("另一个人的话")
    assert await page.locator("#caller").input_value() == ""
    assert await page.locator("[name=signs]:checked").count() == 0


async def test_a_dropped_call_comes_back_into_an_empty_form_only(devices: Devices) -> None:
    page = await drop_a_call(devices)
    box = await page.locator("#map").bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
    await expect(page.locator("#located")).to_be_visible()
    await expect(page.locator(".toast button")).to_have_count(0, timeout=2_000)
    await expect(page.locator("[data-call-state]")).to_have_text("通话中")
    assert await page.locator("#caller").input_value() == ""


async def test_the_call_after_one_that_was_saved_unseen_and_dropped_is_a_report_of_its_own(
    devices: Devices,
) -> None:
    page = await opened(devices)

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        await route.abort()

    saving = await page.locator("#call").get_attribute("action")
    await page.route(f"**{saving}", lose_the_answer, times=1)
    await take(page)
    await expect(page.locator(".toast")).to_be_visible()
    await page.locator("#drop-call").click()
    await take(page, "nanhuluzizhu")
    await expect(page.locator("#call.saved")).to_be_visible()
    devices.troubles.clear()  # the browser says that the answer was lost


async def earlier_call(devices: Devices, letters: str) -> Page:
    page = await opened(devices)
    await take(page, letters)
    await expect(page.locator("#call.saved")).to_be_visible()
    await press(page, "Control+Enter")
    await expect(page.locator("#answer-call")).to_be_focused()
    return page


async def test_a_slip_in_one_field_hides_nobody_who_may_be_the_same_person(devices: Devices) -> None:
    page = await earlier_call(devices, "nhlzzt")
    await page.locator("#kilometre").fill("abc")
    await say_where(page, "nhlzzt")
    candidate = page.locator("#same [data-candidate]").first
    await expect(candidate).to_be_visible()
    async with page.expect_response("**/desk/same") as asked:
        await press(page, "F4", "a")
    assert "data-candidate" in await (await asked.value).text()
    await expect(candidate).to_be_visible()


async def test_a_refused_call_keeps_what_stood_beside_it(devices: Devices) -> None:
    page = await earlier_call(devices, "nhlzzt")
    await say_where(page, "nhlzzt")
    await press(page, "F4", "q")
    await expect(page.locator("#graded .foreseen")).to_contain_text("呼之不应")
    await expect(page.locator("#same [data-candidate]").first).to_be_visible()
    answer = await page.locator("#answer").inner_text()
    await page.locator("#kilometre").fill("abc")
    await press(page, "Control+Enter")
    await expect(page.locator("#kilometre")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#same [data-candidate]").first).to_be_visible()
    await expect(page.locator("#graded .foreseen")).to_contain_text("呼之不应")
    assert await page.locator("#answer").inner_text() == answer
    await press(page, "F4", "w")
    await expect(page.locator("#graded .foreseen")).to_contain_text("倒地不起")
    await expect(page.locator("#same [data-candidate]").first).to_be_visible()
    devices.forgive("422")


async def test_whoever_may_be_the_same_person_goes_with_the_call_that_is_dropped(devices: Devices) -> None:
    page = await earlier_call(devices, "nhlzzt")
    await say_where(page, "nhlzzt")
    await expect(page.locator("#same [data-candidate]").first).to_be_visible()
    await page.locator("#drop-call").click()
    await expect(page.locator("#same")).to_contain_text("定了地点才能比对")


OVER_ITS_KEY = """() => [...document.querySelectorAll(".sign-row .pick > span")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent.trim())"""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_no_sign_runs_over_its_key(devices: Devices, language: str) -> None:
    page = await opened(devices, language=language)
    assert await page.evaluate(OVER_ITS_KEY) == []
    await press(page, "F4", *"qwerasdfzxcvtghb")
    assert await page.locator("[name=signs]:checked").count() == 16
    assert await page.evaluate(OVER_ITS_KEY) == []
