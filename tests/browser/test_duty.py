"""Who leads, and the roster, as a leader and a dispatcher read it."""

from datetime import timedelta

import pytest

from tests.browser.devices import Devices, barriers
from tests.browser.town import COUNTY, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAGE = "/notify/duty"


async def rostered(town: Town) -> None:
    """Two leaders share this night and the next."""
    known = (await town.admin.get("/notify/api/v1/duty"))["items"]
    if known:
        return
    for login, name in (("head", "周敏"), ("deputy", "何川")):
        await town.enlist(login, "leader", name=name)
    leaders = (await town.admin.get(f"/notify/api/v1/duty/leaders?area={COUNTY}"))["items"]
    head, deputy = (next(one["id"] for one in leaders if one["name"] == name) for name in ("周敏", "何川"))
    begins = town.clock.now() - timedelta(hours=3)
    for night, (person, stand_in) in enumerate(((head, deputy), (deputy, head))):
        times = {
            "from": (begins + timedelta(days=night)).isoformat(),
            "until": (begins + timedelta(days=night, hours=14)).isoformat(),
        }
        await town.admin.post(
            "/notify/api/v1/duty", {"area": COUNTY, "person": person, "stand_in": stand_in, **times}
        )


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_leader_reads_who_leads_and_who_will(
    devices: Devices, town: Town, theme: str, language: str
) -> None:
    await rostered(town)
    page = await devices.open(person="head", theme=theme, language=language)
    await page.goto(PAGE)
    assert await barriers(page) == []
    assert "周敏" in await page.inner_text(".now-leading")
    assert await page.locator("tbody tr").count() == 2
    if language == "zh-CN":
        await devices.picture(page, "duty-dark" if theme == "dark" else "duty")


async def test_a_dispatcher_reads_it_without_a_button(devices: Devices, town: Town) -> None:
    await rostered(town)
    await town.enlist("ding", "dispatcher")
    page = await devices.open(person="ding")
    await page.goto(PAGE)
    assert await barriers(page) == []
    assert await page.locator("main button, main form").count() == 0


async def test_a_leader_puts_somebody_on_duty_and_ends_it_by_keyboard(devices: Devices, town: Town) -> None:
    await rostered(town)
    page = await devices.open(person="head")
    await page.goto(PAGE)
    before = await page.locator("tbody tr").count()
    await page.keyboard.press("n")
    assert await page.evaluate("document.activeElement.id") == "person"
    await page.locator("#ends_at").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**done=given**")
    assert await page.locator("tbody tr").count() == before + 1
    assert await barriers(page) == []
    await page.locator("form[action$=ending] button").last.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**done=ended**")
    assert await page.locator("tbody tr").count() == before
