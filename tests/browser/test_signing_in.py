"""Getting in at three in the morning, by keyboard and by touch."""

import pytest

from tests.browser.devices import Devices, barriers
from tests.browser.town import PASSWORD, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everybody_can_use_the_sign_in_page(devices: Devices, theme: str) -> None:
    page = await devices.open("phone", theme=theme)
    await page.goto("/")
    assert page.url.endswith("/notify/sign-in")
    assert await barriers(page) == []
    await devices.picture(page, f"signin{'-dark' if theme == 'dark' else ''}")


async def test_the_offices_own_provider_stands_first(devices: Devices, town: Town) -> None:
    notify = town.house.apps["notify"]
    before, notify.state.provider = notify.state.provider, object()
    page = await devices.open("phone")
    await page.goto("/notify/sign-in")
    assert await barriers(page) == []
    assert (
        await page.locator("main a.button, main button[type=submit]").first.inner_text()
        == "用政务统一身份登录"
    )
    await devices.picture(page, "signin-provider")
    notify.state.provider = before


async def test_one_signs_in_with_the_keyboard_alone_and_lands_where_one_wanted(
    devices: Devices, town: Town
) -> None:
    await town.enlist("geng.dui", "leader")
    page = await devices.open()
    await page.goto("/notify/profile")
    assert "/notify/sign-in?next=" in page.url
    await page.keyboard.type("geng.dui")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/notify/profile")
    assert await page.locator("h1").inner_text() == "演示geng.dui"


async def test_a_wrong_password_says_so_and_keeps_the_account(devices: Devices, town: Town) -> None:
    await town.enlist("mistyper", "leader")
    page = await devices.open("phone")
    await page.goto("/notify/sign-in")
    await page.fill("#login", "mistyper")
    await page.fill("#password", "not the right one")
    await page.keyboard.press("Enter")
    await page.locator("[role=alert]").wait_for()
    assert "不对" in await page.locator("[role=alert]").inner_text()
    assert await page.input_value("#login") == "mistyper"
    assert await page.input_value("#password") == ""
    assert await page.evaluate("document.activeElement.id") == "password"
    assert await barriers(page) == []
    devices.forgive("401")


async def test_an_empty_form_names_each_field(devices: Devices) -> None:
    page = await devices.open("phone")
    await page.goto("/notify/sign-in")
    await page.click("button.primary, button.outline")
    await page.locator("#login-error").wait_for()
    assert await page.locator("#password-error").is_visible()
    assert await barriers(page) == []
    devices.forgive("422")


async def test_what_is_being_mended_is_no_longer_called_wrong(devices: Devices) -> None:
    page = await devices.open(language="en")
    await page.goto("/notify/sign-in")
    await page.keyboard.press("Enter")
    wrong = page.locator("#login[aria-invalid]")
    await wrong.wait_for()
    await page.wait_for_load_state("load")
    await page.fill("#login", "g")
    assert await wrong.count() == 0 and await page.locator("#login-error").is_hidden()
    assert await page.locator("#password[aria-invalid]").count() == 1
    devices.forgive("422")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_sign_in_page_follows_the_device_by_night_too(devices: Devices, scheme: str) -> None:
    page = await devices.open(theme="auto", color_scheme=scheme)
    await page.goto("/notify/sign-in")  # at 22:47
    assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme


async def test_the_password_can_be_shown(devices: Devices) -> None:
    page = await devices.open("phone")
    await page.goto("/notify/sign-in")
    await page.click("[data-reveal]")
    assert await page.get_attribute("#password", "type") == "text"
    assert await page.locator("[data-reveal]").inner_text() == "隐藏"


async def test_language_and_theme_are_changed_before_anybody_is_known(devices: Devices) -> None:
    page = await devices.open("phone")
    await page.goto("/notify/sign-in")
    await page.click("[data-set-theme]")
    assert await page.get_attribute("html", "data-theme") == "dark"
    async with page.expect_navigation():
        await page.click("[data-set-language]")
    assert await page.get_attribute("html", "lang") == "en"
    assert await page.get_attribute("html", "data-theme") == "dark"
    assert await page.locator("label[for=login]").inner_text() == "Account"
    await devices.picture(page, "signin-en")


@pytest.mark.parametrize(
    "next", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"]
)
async def test_next_leads_to_no_other_place(devices: Devices, town: Town, next: str) -> None:
    await town.enlist("traveller", "admin", "*")
    page = await devices.open()
    await page.goto(f"/notify/sign-in?next={next}")
    await page.fill("#login", "traveller")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/notify/people")
