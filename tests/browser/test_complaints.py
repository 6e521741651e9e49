"""An auditor and the complaints of their area: found after signing in, opened, taken and closed."""

import pytest
from playwright.async_api import expect

from tests.browser.desks import press
from tests.browser.devices import Devices, barriers
from tests.browser.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_an_auditor_closes_a_complaint_with_the_keyboard(
    devices: Devices, town: Town, language: str
) -> None:
    said = {"channel": "phone", "words": "值班的人骂人", "area": "990101"}
    number = (await town.admin.post("/intake/api/v1/complaints", said))["number"]
    await town.enlist("shen", "auditor")
    page = await devices.open(person="shen", language=language)
    await page.goto("/notify/sign-in")
    await page.wait_for_url("**/intake/desk/complaints")
    await page.locator("html[data-ready]").wait_for()
    row = page.locator("#found-reports tr", has_text=number)
    await expect(row).to_be_visible()
    assert await barriers(page) == []
    suffix = "" if language == "zh-CN" else "-en"
    await devices.picture(page, f"complaints{suffix}")
    await row.locator("[data-look]").press("Enter")
    await expect(page.locator("#report blockquote")).to_have_text("值班的人骂人")
    await page.locator("#report [data-act=accept] button").press("Enter")
    await expect(page.locator("#report")).to_be_hidden()
    await row.locator("[data-look]").press("Enter")
    await page.locator("#report [data-act=closing] [name=reason]").focus()
    await page.keyboard.type("已批评教育")
    assert await barriers(page) == []
    await devices.picture(page, f"complaint{suffix}")
    await press(page, "Enter")
    await expect(row).to_have_count(0)
