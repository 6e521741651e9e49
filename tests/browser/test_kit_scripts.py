"""What the kit's scripts do by themselves; the browser's clock is moved, nobody waits."""

import pytest
from playwright.async_api import Page

from tests.browser.devices import Devices

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODULE = """async name => {
  const own = document.querySelector('script[type=module]').src;
  window.kit = await import(own.replace('page.js', name));
}"""
LINK = """
  document.body.insertAdjacentHTML("beforeend",
    '<span data-link data-state="live"><svg><use href="#i-ok"></use></svg><span data-link-text></span></span>');
  window.kit.startLink();
  window.beat = now => document.body.dispatchEvent(
    new CustomEvent("beat", {bubbles: true, detail: {data: JSON.stringify({now})}}));
"""


async def opened(devices: Devices, module: str) -> Page:
    page = await devices.open()
    await page.clock.install()
    await page.goto("/notify/components")
    await page.evaluate(MODULE, module)
    return page


async def test_a_success_can_be_undone_for_ten_seconds(devices: Devices) -> None:
    page = await opened(devices, "toasts.js")
    await page.evaluate("void window.kit.toast('已并入 024', {undo: () => { window.undone = true }})")
    toast = page.locator("#toasts .toast")
    assert await toast.locator("button").inner_text() == "撤销 10"
    await page.clock.run_for(3000)
    assert await toast.locator("button").inner_text() == "撤销 7"
    await page.clock.run_for(8000)
    assert await toast.count() == 0
    await page.evaluate("void window.kit.toast('已并入 024', {undo: () => { window.undone = true }})")
    await toast.locator("button").click()
    assert await page.evaluate("window.undone")
    assert await toast.count() == 0


async def test_a_failure_stays_until_it_was_read(devices: Devices) -> None:
    page = await opened(devices, "toasts.js")
    await page.evaluate("void window.kit.toast('没有存上', {failed: true})")
    await page.clock.run_for(60_000)
    toast = page.locator("#toasts .toast.failed[role=alert]")
    assert await toast.count() == 1
    await toast.locator("button").click()
    assert await toast.count() == 0


async def test_nobody_loses_undo_under_their_hand(devices: Devices) -> None:
    page = await opened(devices, "toasts.js")
    await page.evaluate("void window.kit.toast('已并入 024', {undo: () => {}})")
    await page.focus("#toasts .toast button")
    await page.clock.run_for(60_000)
    assert await page.locator("#toasts .toast").count() == 1


async def test_the_connection_says_live_then_late_then_cut_then_live(devices: Devices) -> None:
    page = await opened(devices, "link.js")
    await page.evaluate(LINK)
    link = page.locator("[data-link]")
    states = []
    for milliseconds in (1000, 12_000, 5000):
        await page.clock.run_for(milliseconds)
        states.append(await link.get_attribute("data-state"))
    assert states == ["live", "late", "cut"]
    assert (await link.inner_text()).startswith("断开，停在 ")
    assert await link.locator("use").get_attribute("href") == "#i-bad"
    await page.evaluate("window.beat('2027-01-14T14:50:00Z')")
    assert await link.get_attribute("data-state") == "live"


async def test_a_session_that_ended_is_said_once_until_somebody_is_let_in_again(devices: Devices) -> None:
    page = await opened(devices, "link.js")
    await page.evaluate(LINK)
    refused = "document.body.dispatchEvent(new CustomEvent('htmx:sse:error', {bubbles: true, detail: {status: %s}}))"
    banner = page.locator("#session-ended")
    await page.evaluate(refused % 503)
    assert await banner.count() == 0
    for _ in range(2):
        await page.evaluate(refused % 401)
    assert "登录已结束" in await banner.inner_text()
    await page.evaluate("window.beat('2027-01-14T14:50:00Z')")
    assert await banner.count() == 0


async def test_clocks_follow_the_servers_heartbeat(devices: Devices) -> None:
    page = await opened(devices, "time.js")
    await page.evaluate("window.kit.heartbeat('2027-01-14T15:00:00Z')")
    await page.clock.run_for(2000)
    told = await page.evaluate("window.kit.officeClock(window.kit.now())")
    assert told == "23:00:02"


async def test_a_heartbeat_that_cannot_be_read_changes_nothing(devices: Devices) -> None:
    page = await opened(devices, "time.js")
    before = await page.evaluate("window.kit.now()")
    await page.evaluate("window.kit.heartbeat('soon')")
    assert await page.evaluate("window.kit.now()") - before < 1000


async def test_a_long_load_says_how_long(devices: Devices) -> None:
    page = await opened(devices, "loading.js")
    await page.evaluate("document.querySelector('.state-of-part .detail').parentElement.dataset.loading = ''")
    await page.clock.run_for(6000)
    assert "还在取，已 5 秒" in await page.locator("[data-loading]").inner_text()


async def test_states_keep_their_frames_in_forced_colours(devices: Devices) -> None:
    page = await devices.open(forced_colors="active")
    await page.goto("/notify/components")
    frames = [
        await page.locator(f".clock.block[data-state={state}]").evaluate(
            "clock => getComputedStyle(clock).borderTopWidth + getComputedStyle(clock).borderTopStyle"
        )
        for state in ("ok", "risk", "bad")
    ]
    assert len(set(frames)) == 3


async def test_nothing_moves_for_those_who_ask_for_stillness(devices: Devices) -> None:
    page = await devices.open()
    await page.emulate_media(reduced_motion="reduce")
    await page.goto("/notify/components")
    before = await page.locator("[data-left-until]").evaluate("bar => bar.value")
    await page.evaluate(MODULE, "clocks.js")
    await page.evaluate("window.kit.tickAll()")
    assert await page.locator("[data-left-until]").evaluate("bar => bar.value") == before
