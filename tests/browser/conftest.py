"""What tests in a browser stand on. A file of them begins with

    pytestmark = pytest.mark.asyncio(loop_scope="module")

since the platform, its clock and the browser live as long as the file. `town` is the platform, `devices.open(…)` a
browser before somebody; when the test is over, nothing may have gone wrong on any of them (`devices.troubles`).
Screenshots go to RELIEF_SCREENS, or to the test's own folder.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.devices import ARGUMENTS, CHROMIUM, MISSING, PICTURES, Devices
from tests.browser.town import Town, town_in


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(MISSING)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town_in(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def devices(chromium: Browser, town: Town, tmp_path: Path) -> AsyncIterator[Devices]:
    pictures = PICTURES or tmp_path
    pictures.mkdir(parents=True, exist_ok=True)
    devices = Devices(chromium, town, pictures)
    yield devices
    await devices.close()
    assert devices.troubles == []
