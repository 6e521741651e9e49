"""The hotline desk: a call taken, answered and handed over with the keyboard alone, by day and by night."""

import pytest
from playwright.async_api import expect

from tests.browser.desks import DESK, opened, press, take
from tests.browser.devices import Devices, barriers

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True)
def slower() -> None:
    expect.set_options(timeout=20_000)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_call_is_taken_with_the_keyboard_alone(devices: Devices, language: str) -> None:
    page = await opened(devices, language=language)
    await take(page)
    await expect(page.locator("#call.saved")).to_be_visible()
    await expect(page.locator("#answer h2")).to_contain_text("甲队")
    await expect(page.locator("#graded .decided")).to_contain_text(
        "保护" if language == "zh-CN" else "Protective"
    )
    await devices.picture(page, "hotline-answered" + ("" if language == "zh-CN" else "-en"))
    await press(page, "F9")
    await expect(page.locator("#report [name=to]").first).to_be_focused()
    await press(page, "ArrowDown", "Enter")
    await expect(page.locator("#report")).to_be_hidden()
    handed = "已移交" if language == "zh-CN" else "Handed over"
    await expect(page.locator("#mine")).to_contain_text(handed)
    await expect(page.locator("#report")).to_be_hidden()
    await press(page, "Control+Enter")
    await expect(page.locator("#answer-call")).to_be_focused()


async def test_the_reporter_s_address_is_shown_whole_and_copied_by_a_key(devices: Devices) -> None:
    page = await opened(devices)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await take(page)
    link = page.locator("#follow-address")
    await expect(link).to_contain_text(f"{devices.town.url}/intake/reports/")
    await expect(page.locator("#call.saved")).to_contain_text("短信里没有这个网址")
    await press(page, "Alt+c")
    await expect(page.locator("#toasts")).to_contain_text("网址已复制")
    address = await page.evaluate("navigator.clipboard.readText()")
    assert address == await link.inner_text()
    followed = await devices.open("phone")
    answer = await followed.goto(address)
    assert answer is not None and answer.status == 200
    assert await barriers(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everybody_can_use_the_desk(devices: Devices, theme: str) -> None:
    page = await opened(devices, theme=theme)
    assert await barriers(page) == []
    await press(page, "F10")
    await page.keyboard.type("nh")
    await expect(page.locator("#place-1")).to_be_visible()
    assert await barriers(page) == []
    await press(page, "Enter", "F4", "a", "f", "F6")
    await page.keyboard.type("0000-5550007")
    await press(page, "F7")
    await page.keyboard.type("老人坐在自助厅地上，穿灰棉衣，鞋是湿的。")
    await expect(page.locator("#draft")).to_contain_text("草稿")
    await expect(page.locator("#same")).not_to_contain_text("定了地点才能比对")
    await devices.picture(page, "hotline" + ("-night" if theme == "dark" else ""))
    await press(page, "Control+Enter")
    await expect(page.locator("#answer h2")).to_contain_text("队")
    assert await barriers(page) == []
    await page.locator("#mine [data-look]").first.press("Enter")
    await expect(page.locator("#report .story")).to_be_visible()
    assert await barriers(page) == []


async def test_a_second_call_nearby_is_offered_as_the_same_person_and_others_have_forms_of_their_own(
    devices: Devices,
) -> None:
    page = await opened(devices)
    await take(page)
    await expect(page.locator("#note")).to_be_focused()
    await press(page, "Control+Enter")
    await expect(page.locator("#answer-call")).to_be_focused()
    await take(page)
    await expect(page.locator("#same [data-candidate]").first).to_be_visible()
    assert await barriers(page) == []
    await devices.picture(page, "hotline-same")
    for kind in ("cry_for_relief", "complaint"):
        await page.goto(f"{DESK}?kind={kind}")
        assert await barriers(page) == []
        await devices.picture(page, f"hotline-{kind.replace('_', '-')}")


async def test_a_reporter_s_page_is_for_everybody(devices: Devices) -> None:
    page = await opened(devices)
    await take(page)
    address = await page.locator("#call a[href^='/intake/reports/']").get_attribute("href")
    assert address is not None
    phone = await devices.open("phone")
    await phone.goto(address)
    await expect(phone.locator("h1")).to_be_visible()
    assert await barriers(phone) == []
    await devices.picture(phone, "reporter")
    english = await devices.open("phone", language="en", theme="dark")
    await english.goto(address)
    assert await barriers(english) == []


async def test_a_draft_outlives_a_reload_and_comes_back_when_it_was_dropped(devices: Devices) -> None:
    page = await opened(devices)
    await press(page, "F7")
    await page.keyboard.type("没有写完的话")
    await expect(page.locator("#draft")).to_contain_text("已存")
    answered = await page.locator("[name=received_at]").input_value()
    await page.reload()
    await expect(page.locator("#told")).to_have_value("没有写完的话")
    assert await page.locator("[name=received_at]").input_value() == answered
    kept = await page.evaluate("JSON.stringify({...localStorage})")
    assert kept == "{}"
    await page.locator("#drop-call").press("Enter")
    assert await page.locator("#told").input_value() == ""
    await page.locator(".toast button").press("Enter")
    assert await page.locator("#told").input_value() == "没有写完的话"


async def test_a_call_is_joined_to_the_rescue_of_the_same_person_by_one_key_and_split_by_another(
    devices: Devices,
) -> None:
    page = await opened(devices)
    await take(page)
    await expect(page.locator("#graded .decided")).to_be_visible()
    await press(page, "Control+Enter")
    await expect(page.locator("#answer-call")).to_be_focused()
    await take(page, "nhgyxm")
    await expect(page.locator("#same [data-candidate]").first).to_be_visible()
    await expect(page.locator("#graded .decided")).to_be_visible()
    await press(page, "Alt+1")
    await expect(page.locator("#joined")).to_have_attribute("data-state", "joined")
    await expect(page.locator("#joined")).to_contain_text("已并入同一救助")
    assert await barriers(page) == []
    await devices.picture(page, "hotline-joined")
    await press(page, "Alt+0")
    await expect(page.locator("#joined")).to_have_attribute("data-state", "split")
    await expect(page.locator("#joined")).to_contain_text("已拆回两件救助")


PLACES = [("zh-CN", "nhlbm", 99.9958, 39.9853), ("en", "rmldxtd", 100.0031, 40.0094)]
"""The language; the first letters of a place, and where it is."""


@pytest.mark.parametrize("language,letters,longitude,latitude", PLACES)
async def test_a_call_that_will_be_joined_is_said_to_be_and_is_split_off_by_one_key(
    devices: Devices, language: str, letters: str, longitude: float, latitude: float
) -> None:
    page = await opened(devices, language=language)
    town, spot = devices.town, {"longitude": longitude, "latitude": latitude + 30 / 111_195}
    earlier = {"channel": "phone", "point": spot, "people": 3, "signs": ["minor"], "landmark": "门口"}
    number = (await town.admin.post("/intake/api/v1/sightings", earlier))["number"]
    await town.house.settle()
    await press(page, "F10")
    await page.keyboard.type(letters)
    await expect(page.locator("#place-1")).to_be_visible()
    await press(page, "Enter", "F4", "a")
    await expect(page.locator("#same .will-join")).to_be_visible()
    await expect(page.locator("#same [data-candidate]").first).to_contain_text("门口")
    assert await barriers(page) == []
    suffix = "" if language == "zh-CN" else "-en"
    await devices.picture(page, f"hotline-will-join{suffix}")
    await press(page, "Control+Enter")
    joined = page.locator("#joined")
    await expect(joined).to_have_attribute("data-state", "joined")
    await expect(joined).to_contain_text(number)
    await expect(joined).to_contain_text("说 3 人" if language == "zh-CN" else "says 3")
    assert await barriers(page) == []
    await devices.picture(page, f"hotline-joined-by-itself{suffix}")
    await press(page, "Alt+0")
    await expect(joined).to_have_attribute("data-state", "split")
    await expect(page.locator("#same [data-candidate]").first).to_contain_text("门口")
    await expect(page.locator("#same .will-join")).to_have_count(0)


ROWS_COVERED = """() => {
  const box = (one) => one.getBoundingClientRect();
  const [list, button] = ["dl", "button"].map((one) => box(document.querySelector(`#key-help ${one}`)));
  const inside = [...document.querySelectorAll("#key-help dl > div")].filter((row) => {
    const { top, bottom, height } = box(row);
    return height && top >= list.top - 1 && bottom <= list.bottom + 1 && bottom <= button.top && bottom < innerHeight;
  });
  return document.querySelectorAll("#key-help dl > div").length - inside.length;
}"""


async def test_the_list_of_keys_covers_none_of_its_rows(devices: Devices) -> None:
    page = await opened(devices)
    await page.keyboard.press("F1")
    await page.locator("#key-help[open]").wait_for()
    assert await page.locator("#key-help dl > div").count() > 25
    assert await page.evaluate(ROWS_COVERED) == 0
    assert await barriers(page) == []
