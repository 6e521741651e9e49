"""Addresses that were mistyped: employees find home, the public finds the hotline, machines a problem."""

import httpx2
import pytest

from tests.browser.devices import Devices, barriers
from tests.browser.town import OFFICE, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")
MISTYPED = (
    "/deliveries",
    "/patrol/bord",
    "/intake/desk/mistyped",
    "/notify/deliverys?state=failed",
    "/payments/batches",
    "/notify/sign-out",
)


@pytest.mark.parametrize("address", MISTYPED)
async def test_a_mistyped_address_says_so_and_leads_home(devices: Devices, town: Town, address: str) -> None:
    await town.enlist("lost", "dispatcher")
    page = await devices.open(person="lost")
    answer = await page.goto(address)
    assert answer is not None and answer.status in (404, 405)
    assert "没有" in await page.inner_text("h1") or "不支持" in await page.inner_text("h1")
    assert await barriers(page) == []
    await page.click("text=回到我的工作页")
    await page.wait_for_url("**/patrol/board")
    devices.forgive("Failed to load resource")


@pytest.mark.parametrize("address", MISTYPED)
@pytest.mark.parametrize("wished", ["application/json", "*/*"])
async def test_who_reads_no_pages_gets_a_problem(town: Town, address: str, wished: str) -> None:
    async with httpx2.AsyncClient(base_url=town.url) as http:
        answer = await http.get(address, headers={"Accept": wished})
        assert answer.status_code in (404, 405)
        assert answer.headers["content-type"] == "application/problem+json"
        api = await http.get("/patrol/api/v1/nothing", headers={"Accept": "text/html"})
        assert api.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_mistyped_reporter_s_address_names_the_hotline(devices: Devices, language: str) -> None:
    page = await devices.open("phone", language=language)
    answer = await page.goto("/intake/reports/mistyped")
    assert answer is not None and answer.status == 404
    assert await page.get_attribute("main a[href^='tel:']", "href") == f"tel:{OFFICE.duty_telephone}"
    assert await page.locator("a[href*=sign-in], dialog").count() == 0
    assert await barriers(page) == []
    if language == "zh-CN":
        await devices.picture(page, "reporter-none")
    devices.forgive("Failed to load resource")
