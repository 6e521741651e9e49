"""The phone of a team: an offer comes by itself, all goes by touch."""

from typing import Any

import pytest
from playwright.async_api import expect

from services.platform.crews.crew import Crew
from tests.browser.devices import Devices, barriers
from tests.browser.phones import (
    at_stage,
    give_a_quilt,
    phone,
    press,
    report,
    rescue_of,
    settled,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_rescue_is_done_by_touch_alone(devices: Devices, language: str) -> None:
    theme = "dark" if language == "zh-CN" else "light"
    page = await phone(devices, language=language, theme=theme)
    await at_stage(page, "idle")
    before = await (await settled(devices.town))[1].api.get("/patrol/api/v1/teams")
    rescue = await report(devices.town, "铁路桥下", 700 if language == "en" else 1400)
    await at_stage(page, "offered")
    await expect(page.locator("#offer-said")).to_contain_text("铁路桥下")
    assert await barriers(page) == []
    await devices.picture(page, "field" if language == "zh-CN" else "field-en")
    small = await page.evaluate(SMALL)
    assert small == []
    for step, stage in (("acceptance", "accepted"), ("departure", "en_route"), ("arrival", "arrived")):
        await press(page, step)
        await at_stage(page, stage)
        assert await barriers(page) == []
        assert await page.evaluate(SMALL) == []
        if stage == "en_route" and language == "zh-CN":
            await page.evaluate("document.documentElement.dataset.theme = 'light'")
            assert await barriers(page) == []
            await devices.picture(page, "field-arrive")
    await give_a_quilt(page)
    await at_stage(page, "idle")
    answered = await rescue_of(devices.town, rescue)
    assert (answered["outcome"]["outcome"], answered["outcome"]["handed_out"]) == ("refused", {"quilt": 1})
    after = await (await settled(devices.town))[1].api.get("/patrol/api/v1/teams")
    assert before["items"][0]["stock"]["quilt"] - after["items"][0]["stock"]["quilt"] == 1
    assert await barriers(page) == []


SMALL = """() => [...document.querySelectorAll('main a, main button, main select, main textarea, main .tile')]
  .filter(one => one.getClientRects().length && one.getBoundingClientRect().height < 59.5)
  .map(one => one.outerHTML.slice(0, 80))"""


async def test_the_phone_says_where_it_is_once_its_owner_allows_it(devices: Devices) -> None:
    _, crew = await settled(devices.town)
    here = {"longitude": 100.01, "latitude": 40.012}
    page = await phone(devices, geolocation=here, permissions=["geolocation"])
    assert (await _position(crew)) != here
    async with page.expect_response(lambda answer: answer.url.endswith("/position")) as told:
        await page.locator("#where").tap()
    assert (await told.value).status == 200
    assert await _position(crew) == here
    await expect(page.locator("#where")).to_have_attribute("aria-pressed", "true")
    await page.locator("#where").tap()
    await expect(page.locator("#where")).to_have_attribute("aria-pressed", "false")


async def _position(crew: Crew) -> Any:
    return (await crew.api.get(f"/patrol/api/v1/teams/{crew.id}"))["position"]["point"]


async def test_a_team_that_did_not_answer_says_that_it_is_there(devices: Devices) -> None:
    page = await phone(devices)
    rescue = await report(devices.town, "东环路口", 4200)
    await at_stage(page, "offered")
    await devices.town.reach(95)
    await at_stage(page, "idle")
    await expect(page.locator("#idle")).to_contain_text("没有应答")
    await page.locator("[data-here]").tap()
    await at_stage(page, "offered")  # nobody else was free: it is asked again
    assert await page.get_attribute("#field", "data-rescue") == rescue
    await press(page, "acceptance")
    await at_stage(page, "accepted")
    await press(page, "departure")
    await press(page, "arrival")
    await give_a_quilt(page)
    await at_stage(page, "idle")


@pytest.mark.parametrize("button", ["[data-sign-out] button", "form[action='/notify/sign-out'] button"])
async def test_nothing_stays_on_the_phone_after_sign_out(devices: Devices, button: str) -> None:
    page = await phone(devices)
    assert "relief-field" in await page.evaluate("caches.keys()")
    if "notify" in button:  # from another page, which knows nothing of the phone's
        await page.goto("/notify/profile")
    await page.locator(button).tap()
    await page.wait_for_url("**/notify/sign-in**")
    assert await page.evaluate("caches.keys()") == []
    assert await page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))") == []
    assert await page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_phone_shows_what_each_call_has_said_and_that_the_place_is_outside(
    devices: Devices, language: str
) -> None:
    town = devices.town
    page = await phone(devices, language=language)
    people, crew = await settled(town)
    spot = {"longitude": 100.2, "latitude": 39.95}
    first = {"channel": "phone", "point": spot, "landmark": "河东桥", "people": 1, "signs": ["elderly"]}
    second = {**first, "people": 3, "signs": ["minor"], "words": "还有两个孩子，都没穿棉衣"}
    for call in (first, second):
        made = await people.operator.post("/intake/api/v1/sightings", call)
        await town.house.settle()
    offer = page.locator("section.part:visible")
    await expect(offer).to_contain_text("还有两个孩子")
    await expect(offer).to_contain_text("另一来电说 1 人" if language == "zh-CN" else "another call says 1")
    await expect(offer).to_contain_text("位置在县外" if language == "zh-CN" else "Outside the county")
    assert await barriers(page) == []
    await devices.picture(page, "field-calls" + ("" if language == "zh-CN" else "-en"), full=True)
    await crew.accept()
    await crew.arrive()
    await crew.answer("not_found")
    await town.house.settle()
    assert (await people.operator.get(f"/intake/api/v1/sightings/{made['id']}"))["status"] == "closed"
