"""Who has read an alert, by name, on every board."""

import pytest
from playwright.async_api import expect

from tests.browser.boards import opened, report
from tests.browser.devices import Devices, barriers

pytestmark = pytest.mark.asyncio(loop_scope="module")
UNREAD = "#alert-list [data-unread]"


async def test_an_alert_is_read_by_its_key_and_the_other_board_names_the_reader(devices: Devices) -> None:
    mine, other = await opened(devices), await opened(devices, "wu")
    for number in range(3):  # two teams are on duty
        rescue = await report(devices.town, f"告警{'甲' * number}地")
    await expect(other.locator(UNREAD)).to_have_count(1)
    await mine.bring_to_front()
    await expect(mine.locator(UNREAD)).to_have_count(1)
    await mine.keyboard.press("v")
    told = f"#alert-queue-{rescue}"
    for board in (mine, other):
        await expect(board.locator(told)).to_contain_text("调度员 演示sun 已读")
        await expect(board.locator(UNREAD)).to_have_count(0)
    assert await barriers(mine) == []
    await devices.picture(mine, "board-read")
