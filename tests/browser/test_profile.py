"""How somebody wants their pages."""

import pytest

from tests.browser.devices import Devices, barriers
from tests.browser.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")
PROFILE = "/notify/profile"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everybody_can_use_the_profile(devices: Devices, town: Town, theme: str, language: str) -> None:
    await town.enlist("reader", "leader")
    page = await devices.open(person="reader", theme=theme, language=language)
    await page.goto(PROFILE)
    assert await barriers(page) == []
    if theme == "light":
        await devices.picture(page, "profile" if language == "zh-CN" else "profile-en")


async def test_wishes_are_kept_for_the_next_device(devices: Devices, town: Town) -> None:
    await town.enlist("wisher", "admin", "*")
    page = await devices.open(person="wisher")
    await page.goto(PROFILE)
    await page.check("[name=language][value=en]")
    await page.check("[name=theme][value=dark]")
    await page.uncheck("[name=keys]")
    await page.click("form[action='/notify/profile'] button")
    await page.wait_for_url("**saved=wishes")
    shown = await page.evaluate(
        "({...document.documentElement.dataset, lang: document.documentElement.lang})"
    )
    assert (shown["theme"], shown["keys"], shown["lang"]) == ("dark", "off", "en")
    other = await devices.open()
    await other.context.clear_cookies()
    await other.goto("/notify/sign-in")
    await other.fill("#login", "wisher")
    await other.fill("#password", "for a winter night")
    await other.keyboard.press("Enter")
    await other.wait_for_url("**/notify/people")
    assert await other.get_attribute("html", "data-theme") == "dark"
    assert await other.get_attribute("html", "lang") == "en"


async def test_who_signs_out_is_out(devices: Devices, town: Town) -> None:
    await town.enlist("leaver", "leader")
    page = await devices.open(person="leaver")
    await page.goto(PROFILE)
    await page.click("text=退出登录")
    await page.wait_for_url("**/notify/sign-in")
    await page.goto(PROFILE)
    assert "/notify/sign-in" in page.url
