"""A session that ends while somebody works: they sign in over the page, lose nothing, and what they pressed is done."""

import pytest
from playwright.async_api import expect

from services.patrol.repository import rescues
from tests.browser.boards import close_all, opened, report
from tests.browser.devices import Devices, barriers
from tests.browser.town import PASSWORD

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_filled_form_is_sent_after_signing_in_over_the_page(devices: Devices, language: str) -> None:
    page = await opened(devices, language=language)
    rescue = await report(devices.town, f"重登{language}")
    await expect(page.locator(f"#row-{rescue}")).to_be_visible()
    await page.focus(f"#r-{rescue}")
    await page.keyboard.press("a")
    await page.fill("#reason", "就近再派")
    await page.context.clear_cookies(name="relief_session")
    await page.keyboard.press("Enter")
    dialog = page.locator("#sign-in-again")
    await expect(dialog).to_be_visible()
    await expect(page.locator("#again-login")).to_be_focused()
    assert await barriers(page) == []
    await page.keyboard.type("sun")
    await page.keyboard.press("Tab")
    await page.keyboard.type("not the password")
    await page.keyboard.press("Enter")
    await expect(page.locator("#sign-in-again-refused")).to_be_visible()
    if language == "zh-CN":
        await devices.picture(page, "signed-out")
    await expect(page.locator("#again-password")).to_be_focused()
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(page.locator("#panel")).to_be_hidden()
    await expect(page.locator("#session-ended")).to_have_count(0)
    async with devices.town.house.service("patrol").database.read() as session:
        found = await rescues.find(session, rescue)
    assert found is not None and len(found.offers) == 2, "sent once, after signing in"
    devices.forgive("401")
    await close_all(devices.town)
