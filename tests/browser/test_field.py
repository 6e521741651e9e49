"""The phone of a team: an offer comes by itself, all goes by touch, what is pressed offline is sent once."""

from datetime import datetime
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from services.contracts.patrol import TeamArrived
from services.platform.crews.crew import Crew
from services.platform.evening.people import People, gather
from services.platform.evening.places import JIA_START, RAILWAY_BRIDGE
from tests.browser.devices import Devices, barriers
from tests.browser.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")
FIELD = "/patrol/field"
STOCK = {"quilt": 6, "coat": 6, "food": 14, "card": 20}
_settled: dict[int, People] = {}


@pytest.fixture(autouse=True)
def slower() -> None:
    expect.set_options(timeout=20_000)


async def settled(town: Town) -> tuple[People, Crew]:
    """A county with one team on duty, and two of its people with a phone each."""
    if id(town) not in _settled:
        people = await gather(town.admin, town.url)
        jia = people.teams[0]
        await jia.take_on_board(STOCK)
        await jia.on_shift(town.clock.now().replace(hour=23), JIA_START.point)
        warm = {"name": "暖河御寒点", "kind": "warm_point", "area": "990101", "beds": 12}
        await people.leader.post(
            "/patrol/api/v1/places", {**warm, "point": RAILWAY_BRIDGE.point.model_dump()}
        )
        for login in ("zheng", "feng"):
            await town.enlist(login, "team", team=jia.id)
        await town.house.settle()
        _settled[id(town)] = people
    people = _settled[id(town)]
    return people, people.teams[0]


async def phone(devices: Devices, person: str = "zheng", **more: Any) -> Page:
    await settled(devices.town)
    page = await devices.open("phone", person, **more)
    await page.goto(FIELD)
    await expect(page.locator("html")).to_have_attribute("data-shell", "kept")
    return page


async def report(town: Town, landmark: str, metres: int = 0) -> str:
    """Somebody calls; the rescue's id."""
    people, crew = await settled(town)
    await crew.at(JIA_START.point)
    point = RAILWAY_BRIDGE.point.model_dump()
    point["latitude"] += metres / 111_195
    signs = ["elderly", "confused", "wet_clothes"]
    body = {"channel": "phone", "point": point, "landmark": landmark, "people": 1, "signs": signs}
    made = await people.operator.post("/intake/api/v1/sightings", {**body, "words": "坐在地上，穿灰棉衣"})
    await town.house.settle()
    shown = await people.operator.get(f"/intake/api/v1/sightings/{made['id']}")
    return str(shown["rescue"]["id"])


async def rescue_of(town: Town, rescue: str) -> dict[str, Any]:
    people, _ = await settled(town)
    return dict(await people.dispatcher.get(f"/patrol/api/v1/rescues/{rescue}"))


async def press(page: Page, step: str) -> None:
    await page.locator(f"form[data-step={step}] button.next:visible").tap()


async def at_stage(page: Page, stage: str) -> None:
    await expect(page.locator("#field")).to_have_attribute("data-stage", stage)


async def give_a_quilt(page: Page) -> None:
    await page.locator(".tile", has=page.locator("input[value=refused]")).tap()
    await page.locator("[data-forward]").tap()
    quilt = page.locator(".counter", has=page.locator("[name='goods.quilt']"))
    await quilt.locator("[data-more]").tap()
    await press(page, "outcome")


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


async def test_what_is_pressed_without_a_network_is_kept_and_sent_once(devices: Devices) -> None:
    page = await phone(devices, theme="dark")
    rescue = await report(devices.town, "南湖路自助厅", 2100)
    await at_stage(page, "offered")
    await page.context.set_offline(True)
    await expect(page.locator("[data-offline-words]").first).to_be_visible()
    await press(page, "acceptance")
    assert (await rescue_of(devices.town, rescue))["state"] == "offered"
    await page.context.set_offline(False)
    await expect(page.locator("#net")).to_have_attribute("data-state", "ok")
    await press(page, "acceptance")
    await at_stage(page, "accepted")
    await press(page, "departure")
    await at_stage(page, "en_route")
    await expect(page.locator(".steps [data-of=departure]")).to_have_class("done")
    await page.context.set_offline(True)
    await press(page, "arrival")
    await at_stage(page, "arrived")
    row = page.locator(".steps [data-of=arrival] [data-delivery]")
    await expect(row).to_contain_text("待发送，用时")
    told = await page.evaluate(KEPT)
    await page.reload()
    await at_stage(page, "arrived")
    await expect(row).to_contain_text("待发送，用时")
    await expect(page.locator("#offline")).to_contain_text("1 项已存在手机里")
    await page.locator(".tile").first.tap()
    await devices.picture(page, "field-route")
    assert await barriers(page) == []
    assert (await rescue_of(devices.town, rescue))["state"] == "en_route"
    await devices.town.reach(30)
    await page.context.set_offline(False)
    await expect(row).to_have_text("已送达")
    shown = await rescue_of(devices.town, rescue)
    offer = shown["offers"][-1]
    assert shown["state"] == "arrived" and offer["device_arrived_at"] != offer["arrived_at"]
    assert _same_instant(offer["device_arrived_at"], told)
    arrived = await facts_of(devices.town, rescue)
    assert len(arrived) == 1
    await give_a_quilt(page)
    await at_stage(page, "idle")
    devices.forgive("ERR_INTERNET_DISCONNECTED")
    devices.forgive("Failed to fetch")


KEPT = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("relief-field");
  opening.onsuccess = () => {
    const found = opening.result.transaction("steps").objectStore("steps").getAll();
    found.onsuccess = () => { opening.result.close(); resolve(found.result.at(-1).body.device_at); };
  };
  opening.onerror = () => reject(opening.error);
})"""


def _same_instant(one: str, other: str) -> bool:
    return datetime.fromisoformat(one) == datetime.fromisoformat(other.replace("Z", "+00:00"))


async def facts_of(town: Town, rescue: str, fact: str = TeamArrived.__name__) -> list[Any]:
    """Every such fact that patrol has told of this rescue."""
    found = await town.admin.get(f"/notify/api/v1/trace/{rescue}")
    return [item for item in found["items"] if item["fact"] == fact]


async def test_a_second_phone_hears_in_words_what_was_decided_meanwhile(devices: Devices) -> None:
    first = await phone(devices)
    second = await phone(devices, "feng", language="en")
    rescue = await report(devices.town, "北站路口", 2800)
    for page in (first, second):
        await at_stage(page, "offered")
    await press(first, "acceptance")
    await at_stage(first, "accepted")
    await press(first, "departure")
    await at_stage(second, "en_route")
    await second.context.set_offline(True)
    await press(second, "arrival")
    await at_stage(second, "arrived")
    await press(first, "arrival")
    await at_stage(first, "arrived")
    await second.context.set_offline(False)
    conflict = second.locator("#conflicts .conflict")
    await expect(conflict).to_contain_text("was not taken")
    await expect(conflict).to_contain_text("Now: ")
    assert await barriers(second) == []
    await devices.picture(second, "field-conflict")
    await conflict.locator("button").tap()
    await expect(conflict).to_have_count(0)
    await at_stage(second, "arrived")
    await give_a_quilt(second)
    await at_stage(first, "idle")
    assert (await rescue_of(devices.town, rescue))["state"] == "answered"
    devices.forgive("ERR_INTERNET_DISCONNECTED")
    devices.forgive("Failed to fetch")
    devices.forgive("409")


REMEMBER_CLASSES = """row => {
    window.shown = [];
    new MutationObserver(() => shown.push(row.className)).observe(row, { attributeFilter: ["class"] });
}"""


async def test_a_step_whose_answer_was_lost_is_sent_again_and_done_once(devices: Devices) -> None:
    page = await phone(devices)
    rescue = await report(devices.town, "云台路口", 3500)
    await at_stage(page, "offered")
    await press(page, "acceptance")
    await at_stage(page, "accepted")
    keys: list[str | None] = []

    async def lose_the_first_answer(route: Route) -> None:
        keys.append(await route.request.header_value("idempotency-key"))
        if len(keys) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.context.route("**/departure", lose_the_first_answer)
    row = page.locator(".steps [data-of=departure]")
    await row.evaluate(REMEMBER_CLASSES)
    await press(page, "departure")
    await expect(row).to_have_class("waiting")
    await expect(row).to_have_class("done")
    shown = await page.evaluate("shown.filter((one, at) => one !== shown[at - 1])")
    assert shown == ["waiting", "done"], "what is still to be sent is never shown as told"
    assert len(keys) == 2 and keys[0] == keys[1] is not None
    assert (await rescue_of(devices.town, rescue))["state"] == "en_route"
    assert len(await facts_of(devices.town, rescue, "TeamDeparted")) == 1
    await press(page, "arrival")
    await give_a_quilt(page)
    await at_stage(page, "idle")
    devices.forgive("ERR_FAILED")


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
