"""Who signs in, as an administrator of the county reads and changes it."""

import pytest

from tests.browser.devices import Devices, barriers
from tests.browser.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def staffed(town: Town) -> None:
    for login, role, name in (
        ("admin-he", "admin", "何川"),
        ("zhou", "leader", "周敏"),
        ("ding", "operator", "丁"),
    ):
        await town.enlist(login, role, name=name)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_an_administrator_lands_on_the_people(
    devices: Devices, town: Town, theme: str, language: str
) -> None:
    await staffed(town)
    page = await devices.open(person="admin-he", theme=theme, language=language)
    await page.goto("/notify/sign-in")
    assert page.url.endswith("/notify/people")
    assert await barriers(page) == []
    await page.click("text=周敏")
    await page.wait_for_url("**person=**")
    assert await barriers(page) == []
    if language == "zh-CN":
        await devices.picture(page, "people-dark" if theme == "dark" else "people")


async def test_a_person_is_added_by_keyboard_and_the_password_is_shown(devices: Devices, town: Town) -> None:
    await staffed(town)
    page = await devices.open(person="admin-he")
    await page.goto("/notify/people")
    await page.keyboard.press("n")
    await page.keyboard.type("newcomer")
    await page.keyboard.press("Tab")
    await page.keyboard.type("新来的")
    await page.keyboard.press("Enter")
    await page.locator(".once").wait_for()
    assert len(await page.inner_text(".once")) == 16
    assert await barriers(page) == []
