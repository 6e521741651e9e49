"""Who was told what, as the one who audits reads it."""

import pytest

from services.contracts.reference.divisions import full_name
from tests.browser.devices import Devices, barriers
from tests.browser.town import COUNTY, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")
TOWN = "990101001"


async def told(town: Town) -> None:
    """A call that nobody can take on: the leader has a way, the caller has none."""
    route = {"party": "leader", "area": COUNTY, "channel": "in_app"}
    await town.admin.put("/notify/api/v1/contact-routes", route)
    place = {"point": {"longitude": 100.0, "latitude": 40.0}, "landmark": "铁路桥"}
    report = {"channel": "phone", **place, "signs": ["wet_clothes"]}
    await town.admin.post("/intake/api/v1/sightings", report)
    await town.house.settle()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everybody_can_read_the_list(devices: Devices, town: Town, theme: str, language: str) -> None:
    await told(town)
    await town.enlist("auditor", "auditor")
    page = await devices.open(person="auditor", theme=theme, language=language)
    await page.goto("/notify/deliveries")
    assert await barriers(page) == []
    assert await page.locator("tbody tr").count() >= 1
    if language == "zh-CN":
        await devices.picture(page, "deliveries-dark" if theme == "dark" else "deliveries")


async def test_a_count_is_a_filter(devices: Devices, town: Town) -> None:
    await town.enlist("auditor", "auditor")
    page = await devices.open(person="auditor")
    await page.goto("/notify/deliveries")
    view = page.locator(".views a").nth(1)
    count = int(await view.locator("b").inner_text())
    await view.click()
    await page.wait_for_url("**state=**")
    assert await page.locator("tbody tr").count() == count


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_leader_can_read_what_to_do(devices: Devices, town: Town, theme: str, language: str) -> None:
    await told(town)
    await town.enlist("head", "leader")
    page = await devices.open(person="head", theme=theme, language=language)
    await page.goto("/notify/deliveries?done=reopened")
    assert await page.locator("form[action$=acknowledgement]").count() >= 1
    assert await barriers(page) == []
    if language == "zh-CN" and theme == "light":
        await devices.picture(page, "deliveries-leader")


async def test_a_row_says_which_rescue_and_where_and_leads_there(devices: Devices, town: Town) -> None:
    await told(town)
    await town.enlist("head", "leader")
    page = await devices.open(person="head")
    await page.goto("/notify/deliveries")
    row = page.locator("tbody tr").first
    heads = await page.locator("thead th").all_inner_texts()
    cells = dict(zip(heads, await row.locator("th, td").all_inner_texts(), strict=True))
    newest = (await town.admin.get("/patrol/api/v1/rescues"))["items"][0]
    assert f"救助 {newest['number']}" in cells["哪一件"]
    assert full_name(newest["area"]) in cells["哪一件"]
    assert "铁路桥" not in await page.inner_text("main"), "what a caller says of the place is personal"
    assert (cells["办理"], "确认" in cells["原因"]) == ("确认", False)
    await row.locator("a").click()
    await page.wait_for_url(f"**/patrol/board/rescues/{newest['id']}")
    assert await barriers(page) == []
    await page.click("text=回到调度台")
    await page.wait_for_url("**/patrol/board")


async def test_who_audits_reads_which_rescue_and_has_no_way_to_it(devices: Devices, town: Town) -> None:
    await told(town)
    await town.enlist("auditor", "auditor")
    page = await devices.open(person="auditor")
    await page.goto("/notify/deliveries")
    assert "救助 " in await page.locator("tbody tr").first.inner_text()
    assert await page.locator("tbody a").count() == 0


async def test_a_leader_takes_in_hand_by_keyboard_what_climbs(devices: Devices, town: Town) -> None:
    await told(town)
    await town.enlist("head", "leader")
    page = await devices.open(person="head")
    await page.goto("/notify/deliveries")
    before = await page.locator("form[action$=acknowledgement]").count()
    await page.locator("form[action$=acknowledgement] button").first.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**done=acknowledged**")
    assert await page.locator("form[action$=acknowledgement]").count() < before
    assert "已确认" in await page.locator("tbody").inner_text()
    assert await barriers(page) == []
