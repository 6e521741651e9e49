"""Closed by default: every route asks for a key, a role and an area. A new route without a line here fails."""

from itertools import product
from typing import Any

from fastapi.routing import APIRoute

from services.chassis.web.words import ROLES
from services.contracts.words import Kind, Role
from services.intake.api import ROUTERS
from services.intake.api.paths import PATHS
from services.intake.policy import RULES
from tests.support.intake import API, ELSEWHERE, Desk, at_the_desk

NOTE, CLOSING = {"words": "x"}, {"outcome": "false_report", "reason": "x"}
PLACE = {"landmark": "x", "reason": "x"}
INFORMANT = {"phone": "13900000007", "name": "王师傅", "occupation": "taxi driver"}
LANDMARK = {"name": "铁路桥", "point": {"longitude": 100.0, "latitude": 40.0}}
LANDMARKS, OTHER = {"items": [LANDMARK]}, {"other": "no-such-sighting"}
CALL = {"channel": "phone", "road": "x"}
DESK = (Role.OPERATOR, Role.DISPATCHER, Role.LEADER)
KEEPERS = (Role.DISPATCHER, Role.LEADER)
FOREIGN = ({"area": "990101001"}, {"point": {"longitude": 100.0, "latitude": 40.0}}, {"area": "990101"})
NO_KEY: list[dict[str, str]] = [
    {},
    {"Authorization": "Bearer wrong"},
    {"X-API-Key": "wrong"},
    {"Authorization": "Basic x"},
]
Line = tuple[str, str, Any, tuple[Role, ...]]


def lines() -> list[Line]:
    """Method, path, a good body, and the roles that may (the administrator always)."""
    wanted: list[Line] = [
        ("GET", "/informants", None, DESK),
        ("PUT", "/informants", INFORMANT, DESK),
        ("DELETE", "/informants/{id}", None, DESK),
        ("GET", "/landmarks", None, DESK),
        ("PUT", "/landmarks", LANDMARKS, KEEPERS),
        ("DELETE", "/landmarks/{id}", None, KEEPERS),
        *(
            ("POST", f"/sightings/{{id}}/{step}", OTHER, RULES[Kind.SIGHTING].handled_by)
            for step in ("join", "split")
        ),
    ]
    for kind in Kind:
        here, rule = f"/{PATHS[kind]}", RULES[kind]
        wanted += [
            ("POST", here, CALL, rule.taken_by),
            ("GET", here, None, rule.read_by),
            ("GET", f"{here}/{{id}}", None, rule.read_by),
            ("POST", f"{here}/{{id}}/notes", NOTE, rule.handled_by),
            ("POST", f"{here}/{{id}}/hand-over", {"to": "operator"}, rule.handled_by),
            ("POST", f"{here}/{{id}}/hand-over/acceptance", {}, rule.handled_by),
            ("POST", f"{here}/{{id}}/place", PLACE, rule.handled_by),
            ("POST", f"{here}/{{id}}/closing", CLOSING, rule.handled_by),
            ("POST", f"{here}/{{id}}/call-back", {"result": "told"}, rule.handled_by),
        ]
    return wanted


@at_the_desk
async def test_every_route_of_the_app_has_a_line_here(desk: Desk) -> None:
    described = {
        (method.upper(), path)
        for path, methods in (await desk.http.get("/intake/openapi.json")).json()["paths"].items()
        for method in methods
        if path.startswith(API)
    }
    assert described == {(method, f"{API}{path}") for method, path, _, _ in lines()}
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert len(routes) == len(lines()), "one of them is hidden from the document"


@at_the_desk
async def test_nobody_gets_in_without_a_key(desk: Desk) -> None:
    before = await desk.rows()
    for method, path, body, _ in lines():
        for headers in NO_KEY:
            answer = await desk.http.request(
                method, API + path.format(id="anything"), json=body, headers=headers
            )
            assert answer.status_code == 401, f"{method} {path}: {answer.text}"
            assert answer.headers["content-type"] == "application/problem+json"
    assert await desk.rows() == before


@at_the_desk
async def test_a_role_that_is_not_entitled_is_told_who_is(desk: Desk) -> None:
    askers = {
        role: await desk.key(f"some-{role}", role, team="jia" if role is Role.TEAM else None) for role in Role
    }
    for method, path, body, roles in lines():
        for role, asker in askers.items():
            answer = await asker.ask(method, API + path.format(id="anything"), body)
            case = f"{role} {method} {path}: {answer.text}"
            if role in (*roles, Role.ADMIN):
                assert answer.status_code in (200, 201, 404), case
            else:
                assert answer.status_code == 403, case
                assert answer.json()["code"] == "denied", case
                assert ROLES[roles[0]].zh in answer.json()["title"], case


@at_the_desk
async def test_a_foreign_area_is_as_if_it_did_not_exist(desk: Desk) -> None:
    resources = {path.split("/")[1] for _, path, _, _ in lines()}
    made = {resource: await _made(desk, resource) for resource in resources}
    strangers = {role: await desk.key(f"stranger-{role}", role, ELSEWHERE) for role in Role}
    before = await desk.rows()
    for method, path, body, roles in lines():
        if "{id}" not in path:
            continue
        for identity in (made[path.split("/")[1]], "01a245dc-0000-7000-8000-000000000000", "x"):
            answer = await strangers[roles[0]].ask(method, API + path.format(id=identity), body)
            assert answer.status_code == 404, f"{method} {path}: {answer.text}"
            assert answer.json()["code"] == "not-found"
    assert await desk.rows() == before


async def _made(desk: Desk, resource: str) -> str:
    if resource == "informants":
        return str((await desk.operator.ask("PUT", f"{API}/informants", INFORMANT)).json()["id"])
    if resource == "landmarks":
        keeper = await desk.key("keeper", Role.DISPATCHER, "990101")
        return str((await keeper.ask("PUT", f"{API}/landmarks", LANDMARKS)).json()["items"][0]["id"])
    return str((await desk.operator.post(f"{API}/{resource}", CALL))["id"])


@at_the_desk
async def test_a_report_of_one_kind_is_not_found_under_another(desk: Desk) -> None:
    admin = await desk.key("admin", "admin", "*")
    for kind, other in product(Kind, Kind):
        taken = await desk.operator.post(f"{API}/{PATHS[kind]}", CALL)
        answer = await admin.ask("GET", f"{API}/{PATHS[other]}/{taken['id']}")
        noted = await admin.ask("POST", f"{API}/{PATHS[other]}/{taken['id']}/notes", NOTE)
        found = (200, 201) if other is kind else (404, 404)
        assert (answer.status_code, noted.status_code) == found, f"{kind} as {other}"


@at_the_desk
async def test_nobody_reports_into_a_foreign_area(desk: Desk) -> None:
    stranger = await desk.key("stranger", "operator", ELSEWHERE)
    before = await desk.rows()
    for kind, where in product(Kind, FOREIGN):
        answer = await stranger.ask("POST", f"{API}/{PATHS[kind]}", {**CALL, **where})
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), f"{kind} {where}"
    assert await desk.rows() == before


@at_the_desk
async def test_a_town_sees_its_own_and_the_county_all_of_it(desk: Desk) -> None:
    town, hills = (
        await desk.key("town", "operator", "990101001"),
        await desk.key("hills", "operator", "990101002"),
    )
    for asker in (town, hills):
        await asker.post(f"{API}/sightings", CALL)

    async def areas(asker: Any) -> list[str]:
        return sorted(item["area"] for item in (await asker.get(f"{API}/sightings"))["items"])

    assert await areas(town) == ["990101001"]
    assert await areas(hills) == ["990101002"]
    assert await areas(desk.operator) == ["990101001", "990101002"]
    assert await areas(await desk.key("stranger", "operator", ELSEWHERE)) == []
    assert await areas(await desk.key("none", "operator", "")) == []
