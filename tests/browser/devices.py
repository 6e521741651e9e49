"""Chromium as people have it before them: a size, a language, a theme, somebody signed in.

Nothing is overlooked: a request to another host, an error on the console, a broken content policy fail the test.
"""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route

from tests.browser.town import PASSWORD, Town

CHROMIUM = shutil.which("chromium")
MISSING = "chromium is not installed: apt-get install chromium fonts-noto-cjk"
# The resolver knows no other host, whoever asks: pages, workers, the browser itself.
ARGUMENTS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
AXE = Path(__file__).parent / "vendored" / "axe.js"
SIZES = {"desk": (1440, 900), "board": (1920, 1080), "components": (1440, 1320), "phone": (390, 844)}
PICTURES = Path(os.environ["RELIEF_SCREENS"]).absolute() if "RELIEF_SCREENS" in os.environ else None


@dataclass
class Devices:
    """`troubles`: what went wrong on any of them; a test that means it `forgives` it by a word of its text."""

    browser: Browser
    town: Town
    pictures: Path
    troubles: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def open(
        self,
        size: str | tuple[int, int] = "desk",
        person: str | None = None,
        language: str = "zh-CN",
        theme: str = "light",
        **more: Any,
    ) -> Page:
        """A fresh browser. `person`: the login of somebody enlisted. `theme`: light, dark, or auto by the system."""
        width, height = SIZES[size] if isinstance(size, str) else size
        context = await self.browser.new_context(
            base_url=self.town.url,
            viewport={"width": width, "height": height},
            locale=language,
            has_touch=size == "phone",
            reduced_motion="no-preference",
            **more,
        )
        self._contexts.append(context)
        await context.route("**/*", self._only_ours)
        chosen = {"relief_theme": theme, "relief_language": language.split("-", 1)[0]}
        await context.add_cookies([{"name": n, "value": v, "url": self.town.url} for n, v in chosen.items()])
        page = await context.new_page()
        self._listen(page)
        if person is not None:
            await sign_in(page, person)
            # The person's own wishes came with the session; the test's go first.
            await context.add_cookies(
                [{"name": n, "value": v, "url": self.town.url} for n, v in chosen.items()]
            )
        return page

    def forgive(self, word: str) -> None:
        self.troubles = [trouble for trouble in self.troubles if word not in trouble]

    async def picture(self, page: Page, name: str, full: bool = False) -> None:
        """A screenshot for people to look at: `make screenshots` keeps them in docs/screens."""
        await page.evaluate("document.fonts.ready")
        await page.screenshot(path=self.pictures / f"{name}.png", full_page=full)

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()

    def _listen(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        if not self._is_ours(request.url):
            self.troubles.append(f"asked another host: {request.url}")

    async def _only_ours(self, route: Route) -> None:
        if self._is_ours(route.request.url):
            await route.continue_()
        else:
            await route.abort()

    def _is_ours(self, address: str) -> bool:
        parts = urlsplit(address)
        return (
            parts.scheme in ("data", "blob", "about") or f"{parts.scheme}://{parts.netloc}" == self.town.url
        )


async def sign_in(page: Page, person: str) -> None:
    answer = await page.request.post(
        "/notify/sign-in", form={"login": person, "password": PASSWORD}, max_redirects=0
    )
    assert answer.status == 303, await answer.text()


async def barriers(page: Page) -> list[str]:
    """What axe finds, each as its rule and the place: empty on a page that everybody can use."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))} {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
