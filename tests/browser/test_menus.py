"""The way from page to page."""

import pytest

from services.platform.evening.places import RAILWAY_BRIDGE
from tests.browser.boards import BOARD
from tests.browser.devices import Devices, barriers
from tests.browser.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")
MENU = "nav[aria-label=主要页面] a"


@pytest.mark.parametrize("role", ["operator", "dispatcher", "leader", "auditor", "admin"])
async def test_every_entry_of_every_menu_opens(devices: Devices, town: Town, role: str) -> None:
    await town.enlist(f"menu-{role}", role)
    page = await devices.open(person=f"menu-{role}")
    await page.goto("/notify/sign-in")
    seen, waiting = set[str](), {page.url}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = await page.goto(address)
        assert answer is not None and answer.status == 200, address
        links = await page.locator(MENU).evaluate_all("links => links.map((link) => link.href)")
        assert links, address
        waiting |= set(links) - seen


async def test_a_leader_comes_from_the_board_to_the_messages_and_back(devices: Devices, town: Town) -> None:
    report = {"channel": "phone", "point": RAILWAY_BRIDGE.point.model_dump(), "signs": ["unconscious"]}
    await town.admin.post("/intake/api/v1/sightings", report)  # and no way leads to the emergency partner
    await town.house.settle()
    await town.enlist("zhou", "leader")
    page = await devices.open("board", "zhou")
    await page.goto(BOARD)
    link = page.locator(MENU, has_text="通知")
    await link.locator("[data-count]").wait_for()
    counted = (await town.admin.get("/notify/api/v1/messages/undelivered"))["count"]
    assert counted >= 1
    assert (await link.inner_text()).split() == ["通知", "未送达", str(counted)]
    assert await barriers(page) == []
    await link.click()
    await page.wait_for_url("**/notify/deliveries")
    await page.click(f"{MENU} >> text=调度")
    await page.wait_for_url(f"**{BOARD}")
