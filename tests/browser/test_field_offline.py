"""The phone of a team on a bad net: what is pressed is kept, sent once, and never shown as told before it was."""

from datetime import datetime

import pytest
from playwright.async_api import Route, expect

from tests.browser.devices import Devices, barriers
from tests.browser.phones import (
    at_stage,
    facts_of,
    give_a_quilt,
    phone,
    press,
    report,
    rescue_of,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


async def test_a_double_tap_is_one_step_and_no_conflict(devices: Devices) -> None:
    page = await phone(devices)
    rescue = await report(devices.town, "南关路口", 4900)
    await at_stage(page, "offered")
    await press(page, "acceptance")
    await at_stage(page, "accepted")
    button = page.locator("form[data-step=departure] button.next:visible")
    await button.evaluate("button => { button.click(); button.click(); }")
    await at_stage(page, "en_route")
    await expect(page.locator(".steps [data-of=departure]")).to_have_class("done")
    await press(page, "arrival")
    await give_a_quilt(page)
    await at_stage(page, "idle")
    await expect(page.locator("#conflicts .conflict")).to_have_count(0)
    assert len(await facts_of(devices.town, rescue, "TeamDeparted")) == 1


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


async def test_a_half_filled_outcome_outlives_a_reload_and_nothing_of_it_outlives_the_sending(
    devices: Devices,
) -> None:
    page = await phone(devices)
    rescue = await report(devices.town, "东环立交桥洞", 1200)
    await at_stage(page, "offered")
    await press(page, "acceptance")
    await at_stage(page, "accepted")
    await press(page, "departure")
    await press(page, "arrival")
    await at_stage(page, "arrived")
    await page.locator(".tile", has=page.locator("input[value=referred]")).tap()
    await page.locator("[data-forward]").tap()
    await page.locator(".counter", has=page.locator("[name='goods.quilt']")).locator("[data-more]").tap()
    await page.fill("[name=words]", "交给社区值班的人")
    await page.reload()
    await expect(page.locator("[name=words]")).to_have_value("交给社区值班的人")
    await expect(page.locator("[name='goods.quilt']")).to_have_value("1")
    await expect(page.locator("input[value=referred]")).to_be_checked()
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator("[name=words]")).to_have_value("交给社区值班的人")
    await page.context.set_offline(False)
    await press(page, "outcome")
    await at_stage(page, "idle")
    assert (await rescue_of(devices.town, rescue))["outcome"]["outcome"] == "referred"
    assert "社区" not in await page.evaluate(ALL_KEPT)
    devices.forgive("ERR_INTERNET_DISCONNECTED")
    devices.forgive("Failed to fetch")


async def test_what_was_half_filled_goes_with_who_signs_out(devices: Devices) -> None:
    page = await phone(devices)
    await report(devices.town, "汽车站候车厅外", 1500)
    await at_stage(page, "offered")
    for step, stage in (("acceptance", "accepted"), ("departure", "en_route"), ("arrival", "arrived")):
        await press(page, step)
        await at_stage(page, stage)
    await page.locator(".tile", has=page.locator("input[value=refused]")).tap()
    await page.locator("[data-forward]").tap()
    await page.fill("[name=words]", "留了联系卡")
    await page.goto("/notify/profile")
    assert "联系卡" in await page.evaluate(ALL_KEPT)
    await page.click("text=退出登录")
    await page.wait_for_url("**/notify/sign-in")
    assert "联系卡" not in await page.evaluate(ALL_KEPT)
    again = await phone(devices)
    await give_a_quilt(again)
    await at_stage(again, "idle")


ALL_KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("relief-field");
  opening.onsuccess = () => {
    const kept = opening.result;
    if (!kept.objectStoreNames.contains("steps")) { kept.close(); resolve("nothing"); return; }
    const found = kept.transaction("steps").objectStore("steps").getAll();
    found.onsuccess = () => { kept.close(); resolve(JSON.stringify(found.result)); };
  };
})"""
