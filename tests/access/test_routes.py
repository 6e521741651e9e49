"""Every route and page of every service: no one, the wrong role, another site, a foreign area."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from services.chassis.clock import SteppedClock
from services.chassis.screen.menu import HOMES, MENU
from services.contracts.words import Role
from services.platform.evening.script import START
from tests.access.doors import SAFE
from tests.access.world import COUNTY, ELSEWHERE, HOME, World, settled
from tests.support.stand import InTime, ready, stand

OPEN = {
    *("livez", "readyz", "version", "metrics", "openapi.json"),
    *("docs", "docs/start.js", "docs/swagger-ui-bundle.js", "docs/swagger-ui.css"),
    "static/{stamp}/{folder}/{name}",
    *("api/v1/sessions", "api/v1/session-keys", "api/v1/sign-on", "api/v1/sign-on/callback"),
    *("components", "sign-in"),
    "reports/{token:path}",
    *("field-worker.js", "field.webmanifest"),
}
"""Open to everybody: health and figures for the house's own machines, documents, how to sign in, how pages look, and
what a reporter follows by a secret of their own."""
NOBODY: tuple[dict[str, str], ...] = (
    {},
    {"Authorization": "Bearer nd_guess"},
    {"Authorization": "Bearer a.b.c"},
    {"X-API-Key": "nd_guess"},
    {"Cookie": "relief_session=a.b.c", **HOME},
)
Visit = Callable[[World], Awaitable[None]]


@pytest.fixture
def visit(databases: Any, in_time: InTime, log: Any) -> Callable[[Visit], None]:
    """Runs a visit to a settled county."""

    def run(visiting: Visit) -> None:
        made = ready(databases)

        async def main() -> None:
            clock = SteppedClock(START)
            async with stand(made, log(clock), clock) as here:
                await visiting(await settled(here))

        in_time(main())

    return run


def test_only_what_is_named_here_is_open_to_everybody(visit: Callable[[Visit], None]) -> None:
    async def visiting(world: World) -> None:
        found = {door.path.removeprefix(f"/{door.service}/") for door in world.doors if door.roles is None}
        assert found <= OPEN
        assert len(world.guarded) > 70

    visit(visiting)


def test_a_menu_names_exactly_what_its_reader_may_open(visit: Callable[[Visit], None]) -> None:
    async def visiting(world: World) -> None:
        pages = {door.path: door.roles for door in world.guarded if door.method == "GET" and door.is_page}
        for entry in MENU:
            assert entry.roles == (pages[entry.address] or frozenset()) | {Role.ADMIN}, entry.address
        for role, home in HOMES.items():
            assert home in {entry.address for entry in MENU if role in entry.roles}

    visit(visiting)


def test_nobody_is_let_in_anywhere(visit: Callable[[Visit], None]) -> None:
    async def visiting(world: World) -> None:
        let_in = []
        for door in world.guarded:
            for headers in NOBODY:
                answer = await world.stand.http.request(
                    door.method, world.address(door), **world.sent(door), headers=headers
                )
                led = answer.status_code == 303 and answer.headers["location"].startswith("/notify/sign-in")
                if answer.status_code != 401 and not (door.is_page and led):
                    let_in.append((str(door), headers, answer.status_code))
        assert let_in == []

    visit(visiting)


def test_a_role_that_may_not_is_refused_by_every_route_whatever_it_shows(
    visit: Callable[[Visit], None],
) -> None:
    async def visiting(world: World) -> None:
        let_in = []
        for door in world.guarded:
            for role in door.refuses:
                token = world.token(role)
                for headers in (
                    {"Authorization": f"Bearer {token}"},
                    {"Cookie": f"relief_session={token}", **HOME},
                ):
                    answer = await world.stand.http.request(
                        door.method, world.address(door), **world.sent(door), headers=headers
                    )
                    if answer.status_code != 403:
                        let_in.append((str(door), role, answer.status_code))
        assert let_in == []

    visit(visiting)


def test_no_other_site_makes_a_browser_change_anything(visit: Callable[[Visit], None]) -> None:
    foreign: tuple[dict[str, str], ...] = (
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://nuandong.test"},
    )

    async def visiting(world: World) -> None:
        let_in = []
        for door in world.guarded:
            cookie = {"Cookie": f"relief_session={world.token(door.lets_in)}"}
            for headers in foreign if door.method not in SAFE else ():
                answer = await world.stand.http.request(
                    door.method, world.address(door), **world.sent(door), headers={**cookie, **headers}
                )
                refused = answer.status_code == 403
                if not refused or (not door.is_page and answer.json()["code"] != "cross-site"):
                    let_in.append((str(door), headers, answer.status_code))
        assert let_in == []

    visit(visiting)


@pytest.mark.parametrize("headers", [HOME, {"Origin": "http://nuandong.test"}])
def test_one_s_own_pages_may(visit: Callable[[Visit], None], headers: dict[str, str]) -> None:
    async def visiting(world: World) -> None:
        cookie = {"Cookie": f"relief_session={world.token(Role.OPERATOR)}"}
        note = f"/intake/api/v1/sightings/{world.ids['sightings']}/notes"
        answer = await world.stand.http.post(note, json={"words": "问过"}, headers={**cookie, **headers})
        assert answer.status_code in (200, 201), answer.text

    visit(visiting)


def test_what_lies_in_a_foreign_area_is_not_there(visit: Callable[[Visit], None]) -> None:
    async def visiting(world: World) -> None:
        seen = []
        for door in world.guarded:
            if "{" not in door.path:
                continue
            for role in {door.lets_in, Role.ADMIN}:
                headers = {"Authorization": f"Bearer {world.token(role, ELSEWHERE, team='foreign')}"}
                answer = await world.stand.http.request(
                    door.method, world.address(door), **world.sent(door), headers=headers
                )
                form = door.is_page and door.method not in SAFE and answer.status_code == 422
                if answer.status_code != 404 and not form:
                    seen.append((str(door), role, answer.status_code, answer.text[:300]))
        assert seen == []

    visit(visiting)


def test_lists_show_a_foreigner_nothing(visit: Callable[[Visit], None]) -> None:
    async def visiting(world: World) -> None:
        seen = []
        for door in world.guarded:
            if door.method != "GET" or "{" in door.path or door.is_page or door.path.endswith("/stream"):
                continue
            headers = {"Authorization": f"Bearer {world.token(door.lets_in, ELSEWHERE, team='foreign')}"}
            period = {"from": "2026-12-05T00:00:00+08:00", "until": "2026-12-06T00:00:00+08:00"}
            period |= {"area": COUNTY} if "/duty/" in door.path else {}
            parameters = period if door.path.endswith(("/figures", "/duty/now", "/duty/leaders")) else None
            answer = await world.stand.http.get(door.path, headers=headers, params=parameters)
            if door.path.endswith(
                ("/me", "/me/ways", "/providers/sms", "/providers/mail", "/duty/now", "/duty/leaders")
            ):
                empty = answer.status_code == 200 and answer.json() == {"ways": []}
                assert empty or answer.status_code in (401, 404), str(door)
            elif answer.status_code != 200 or answer.json().get("items", []) != []:
                seen.append((str(door), answer.status_code, answer.text[:300]))
        assert seen == []

    visit(visiting)
