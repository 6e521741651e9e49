"""Closed by default: no key 401, a missing role 403, a foreign area 404, on every route."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.platform.client import Api, Refused
from tests.support.patrol import BRIDGE, COUNTY, HILLS, KEYRING, TOWN, Patrol, at, north

OPEN_TO_ALL = {"livez", "readyz", "version", "metrics"}
PROMISE = {"name": "x", "at_risk_margin_seconds": 1, "offer_lasts_seconds": 1}
BODIES: dict[str, dict[str, Any]] = {
    "alert-readings": {"alert": "queue"},
    "acceptance": {"offer": "x"},
    "refusal": {"offer": "x", "reason": "r"},
    "departure": {"offer": "x"},
    "estimate": {"offer": "x", "arrive_at": "2026-12-05T20:00:00+08:00"},
    "arrival": {"offer": "x"},
    "outcome": {"outcome": "refused", "offer": "x"},
    "dispatch": {"team": "x", "reason": "r"},
    "grade": {"grade": "ordinary", "reason": "r"},
    "clock-stop": {"reason": "r"},
    "breach-reason": {"reason": "r"},
    "stock": {"quilt": 1},
    "shift": {"until": "2026-12-06T02:00:00+08:00"},
    "position": {"point": BRIDGE.model_dump()},
    "foreseen": {"area": "880101", "point": BRIDGE.model_dump()},
    "teams": {"name": "外队", "area": "880101"},
    "places": {"name": "外站", "kind": "warm_point", "area": "880101", "beds": 1},
    "warnings": {"area": "880101", "colour": "red", "until": "2026-12-06T08:00:00+08:00"},
    "place": {"beds": 1, "taken": 0},
    "profiles": {},
}


def routes(p: Patrol) -> list[tuple[str, str]]:
    """(method, path) of every route of the API; path parameters still in braces."""
    found = []
    for path, methods in p.app.openapi()["paths"].items():
        if path.rsplit("/", 1)[-1] not in OPEN_TO_ALL:
            found += [(method.upper(), path) for method in methods]
    assert len(found) > 20
    return found


def body_of(path: str) -> dict[str, Any]:
    if "/places/" in path:
        return BODIES["place"]
    last = path.rsplit("/", 1)[-1]
    return BODIES["profiles"] if "profiles" in path else BODIES.get(last, {})


async def status(p: Patrol, method: str, path: str, key: Api | None) -> int:
    headers = key.headers if key else {}
    body = body_of(path) if method in ("POST", "PUT") else None
    return int((await p.http.request(method, path, headers=headers, json=body)).status_code)


def test_without_a_key_every_route_is_401(play):
    async def story(p: Patrol):
        for method, path in routes(p):
            assert await status(p, method, path, None) == 401, (method, path)
        assert await status(p, "GET", "/patrol/api/v1/rescues", Api(p.http, "wrong")) == 401

    play(story)


def test_a_foreign_area_is_404_on_every_route_that_names_something(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        place = {"name": "站", "kind": "warm_point", "area": TOWN, "beds": 1}
        made = await p.dispatcher.post("/patrol/api/v1/places", place)
        warned = {"area": COUNTY, "colour": "red", "until": "2026-12-06T08:00:00+08:00"}
        warning = await p.dispatcher.post("/patrol/api/v1/warnings", warned)
        names = {
            "warning_id": warning["id"],
            "rescue_id": (await p.rescue())["id"],
            "team_id": crew.id,
            "place_id": made["id"],
            "area": COUNTY,
        }
        strangers = [await p.key(f"stranger {role}", role, "880101") for role in ("dispatcher", "leader")]
        for method, path in [route for route in routes(p) if "{" in route[1]]:
            answers = [await status(p, method, path.format(**names), stranger) for stranger in strangers]
            assert 404 in answers and set(answers) <= {404, 403}, (method, path, answers)

    play(story)


def test_lists_of_a_foreign_area_are_empty(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        place = {"name": "救助站", "kind": "warm_point", "area": COUNTY, "beds": 1}
        await p.dispatcher.post("/patrol/api/v1/places", place)
        await p.report()
        await p.report(north(2_000))
        await crew.go("acceptance", "departure", "arrival")
        stranger = await p.key("stranger", "dispatcher", "880101")
        inside = await p.key("town", "dispatcher", TOWN)
        for path in ("rescues", "offers", "queue", "places", "teams", "rescues?area=990101"):
            assert (await stranger.get(f"/patrol/api/v1/{path}"))["items"] == []
        assert (await stranger.get("/patrol/api/v1/figures"))["rescues"] == 0
        assert (await p.dispatcher.get("/patrol/api/v1/figures"))["rescues"] == 1
        assert len((await inside.get("/patrol/api/v1/rescues"))["items"]) == 2
        assert (await inside.get("/patrol/api/v1/teams"))["items"] == [], (
            "the county's team lies outside a town"
        )

    play(story)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("operator", "rescues/x/acceptance"),
        ("auditor", "rescues/x/outcome"),
        ("leader", "rescues/x/dispatch"),
        ("team", "rescues/x/grade"),
        ("operator", "rescues/x/clock-stop"),
        ("team", "rescues/x/breach-reason"),
        ("operator", "teams"),
        ("auditor", "places"),
    ],
)
def test_a_missing_role_is_403(play, role: str, path: str):
    async def story(p: Patrol):
        key = await p.key("somebody", role, COUNTY, "team-1" if role == "team" else None)
        assert await status(p, "POST", f"/patrol/api/v1/{path}", key) == 403

    play(story)


def test_only_the_office_decides_what_it_promises(play):
    async def story(p: Patrol):
        for role, expected in (("dispatcher", 403), ("operator", 403), ("leader", 200)):
            key = await p.key(role + "-2", role)
            assert await status(p, "PUT", f"/patrol/api/v1/profiles/{COUNTY}", key) == expected
        leader = await p.key("leader-3", "leader")
        assert await status(p, "PUT", "/patrol/api/v1/profiles/*", leader) == 404

    play(story)


def test_a_team_sees_and_answers_only_what_it_was_offered(play):
    async def story(p: Patrol):
        near, other = await p.crew("near", 1_000), await p.crew("other", 9_000)
        await p.report()
        offer = await near.offer()
        assert (await other.api.get("/patrol/api/v1/rescues"))["items"] == []
        assert (await other.api.get(f"/patrol/api/v1/offers?team={near.id}"))["items"] == []
        assert [team["id"] for team in (await other.api.get("/patrol/api/v1/teams"))["items"]] == [other.id]
        path = f"/patrol/api/v1/rescues/{offer['rescue']}"
        for ask in (
            other.api.get(path),
            other.api.post(f"{path}/acceptance", {"offer": offer["id"]}),
            other.api.put(f"/patrol/api/v1/teams/{near.id}/stock", {"quilt": 9}),
        ):
            with pytest.raises(Refused) as hidden:
                await ask
            assert hidden.value.status == 404
        shown = await near.api.get(path)
        assert shown["team"]["id"] == near.id and shown["candidates"] is None

    play(story)


def test_a_teams_key_that_names_no_team_speaks_for_nobody(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        offer = await crew.offer()
        nobody = await p.key("nobody", "team")
        for path in ("rescues", "offers", "teams", "queue"):
            assert (await nobody.get(f"/patrol/api/v1/{path}"))["items"] == []
        path = f"/patrol/api/v1/rescues/{offer['rescue']}/acceptance"
        with pytest.raises(Refused) as hidden:
            await nobody.post(path, {"offer": offer["id"]})
        assert hidden.value.status == 404

    play(story)


def test_an_auditor_reads_everything_but_the_words(play):
    async def story(p: Patrol):
        await p.report(words=KEYRING.seal("words", "灰大衣"), place=KEYRING.seal("words", "铁路桥"))
        auditor = await p.key("auditor", "auditor")
        (rescue,) = (await auditor.get("/patrol/api/v1/rescues"))["items"]
        assert rescue["sightings"][0]["words"] is None and rescue["sightings"][0]["place"] is None
        (rescue,) = (await p.dispatcher.get("/patrol/api/v1/rescues"))["items"]
        assert rescue["sightings"][0]["words"] == "灰大衣"

    play(story)


@pytest.mark.parametrize(
    ("method", "path", "body", "pointer"),
    [
        ("POST", "teams", {"name": "", "area": COUNTY}, "/name"),
        ("POST", "teams", {"name": "甲", "area": "99"}, "/area"),
        ("POST", "teams", {"name": "甲", "area": COUNTY, "stock": {"quilt": -1}}, "/stock/quilt"),
        ("POST", "teams", {"name": "甲", "area": COUNTY, "colour": "red"}, "/colour"),
        ("POST", "places", {"name": "站", "kind": "x", "area": COUNTY, "beds": "many"}, "/beds"),
        ("POST", "teams/x/shift", {"until": "1796468400"}, "/until"),
        ("PUT", "teams/x/position", {"point": BRIDGE.model_dump(), "device_at": 1796468400}, "/device_at"),
        ("POST", "rescues/x/estimate", {"offer": "x", "arrive_at": "1796468400"}, "/arrive_at"),
        ("GET", "figures?from=1796468400", {}, "/query/from"),
        (
            "PUT",
            f"profiles/{COUNTY}",
            {"profiles": [{**PROMISE, "limit_seconds": -1}]},
            "/profiles/0/limit_seconds",
        ),
        (
            "PUT",
            f"profiles/{COUNTY}",
            {"grade_rules": [{"predicate": "looks_cold", "grade": "ordinary"}]},
            "/predicate",
        ),
        (
            "PUT",
            f"profiles/{HILLS}",
            {"travel": [{"area": TOWN, "detour": 1, "kilometres_per_hour": 1}]},
            "/area",
        ),
    ],
)
def test_bad_input_names_the_field_and_changes_nothing(play, method, path, body, pointer):
    async def story(p: Patrol):
        answer = await p.http.request(
            method, f"/patrol/api/v1/{path}", json=body, headers={**p.admin.headers, "Accept-Language": "en"}
        )
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
        assert not await p.facts()

    play(story)


def test_every_route_has_a_name_of_its_own_in_the_description(play):
    async def story(p: Patrol):
        names = [route.name for route in p.app.routes if isinstance(route, APIRoute)]
        assert len(names) == len(set(names))

    play(story)


def test_a_shift_in_the_past_is_refused(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        with pytest.raises(Refused) as past:
            await crew.api.post(f"/patrol/api/v1/teams/{crew.id}/shift", {"until": at("17:00").isoformat()})
        assert past.value.status == 422 and past.value.problem["errors"][0]["pointer"] == "/until"

    play(story)
