"""People who sign in to the notify of a desk, each with a browser of their own."""

from dataclasses import dataclass
from typing import Any

import httpx2

from tests.support.notify import API, COUNTY, Desk

PASSWORD = "a long enough word"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Browser:
    """Keeps its cookies, and says on its own that a request comes from one of our pages."""

    http: httpx2.AsyncClient

    async def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        said = OWN_PAGE if headers is None else headers
        return await self.http.request(method, f"{API}{path}", json=body, headers=said)

    async def sign_in(self, login: str, password: str = PASSWORD, **more: Any) -> httpx2.Response:
        return await self.ask("POST", "/sessions", {"login": login, "password": password, **more})

    @property
    def token(self) -> str:
        return str(self.http.cookies.get("relief_session"))


def browser(desk: Desk, base_url: str = "http://notify.test", address: str = "192.0.2.1") -> Browser:
    transport = httpx2.ASGITransport(app=desk.app, client=(address, 123))
    return Browser(httpx2.AsyncClient(transport=transport, base_url=base_url))


async def add_person(desk: Desk, login: str, role: str = "operator", area: str = COUNTY, **more: Any) -> Any:
    post = {"role": role, "area": area, **({"team": more.pop("team")} if "team" in more else {})}
    body = {"login": login, "name": f"演示{login}", "posts": [post], "password": PASSWORD, **more}
    return await desk.admin.post("/people", body)


async def signed_in(
    desk: Desk, login: str, role: str = "operator", area: str = COUNTY, **more: Any
) -> Browser:
    await add_person(desk, login, role, area, **more)
    own = browser(desk)
    answer = await own.sign_in(login)
    assert answer.status_code == 201, answer.text
    return own
