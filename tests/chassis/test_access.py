"""Who may: no key, an unknown or revoked key, the wrong role, a foreign area."""

from collections.abc import AsyncIterator
from itertools import product

import pytest

from services.chassis.access import Actor, Denied, Hidden, hash_of, inside
from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.contracts.notify import KeyAdded, KeyRevoked
from services.contracts.words import Role
from tests.chassis.lantern_app import Running, lantern_app, running
from tests.chassis.lanterns import COMMON, until
from tests.chassis.records import record_of

LANTERNS = "/api/v1/lanterns"


@pytest.fixture
async def place(url: str, log: Log, clock: SteppedClock) -> AsyncIterator[Running]:
    async with running(lantern_app(url, log, clock)) as opened:
        yield opened


ROUTES = [
    ("GET", LANTERNS),
    ("GET", f"{LANTERNS}/a"),
    ("POST", LANTERNS),
    ("POST", f"{LANTERNS}/a/brightness"),
    ("GET", "/api/v1/stream"),
]


NO_KEYS = [
    {},
    {"Authorization": "Bearer nobody-knows-this"},
    {"Authorization": "Basic dXNlcjpwYXNz"},
    {"Authorization": "Bearer "},
    {"X-API-Key": "nobody-knows-this"},
    {"Authorization": f"Bearer {hash_of('leader-*-None')}"},
]


async def test_without_a_known_key_every_route_is_closed(place: Running) -> None:
    await place.key(Role.LEADER)
    for (method, path), headers in product(ROUTES, NO_KEYS):
        body = {"id": "a"} if (method, path) == ("POST", LANTERNS) else None
        answer = await place.http.request(method, path, headers=headers, json=body)
        assert answer.status_code == 401, (method, path, headers)
        assert answer.json()["code"] == "unknown" and answer.headers["www-authenticate"] == "Bearer"


async def test_a_key_is_shown_in_either_header(place: Running) -> None:
    headers = await place.key(Role.AUDITOR)
    key = headers["Authorization"].removeprefix("Bearer ")
    for shown in (headers, {"X-API-Key": key}, {"Authorization": f"bearer {key}"}):
        assert (await place.http.get(LANTERNS, headers=shown)).status_code == 200


async def test_a_role_that_may_not_is_told_which_may(place: Running) -> None:
    for role in set(Role) - {Role.DISPATCHER, Role.ADMIN}:
        answer = await place.http.post(LANTERNS, headers=await place.key(role), json={"id": "a"})
        assert answer.status_code == 403, role
        assert "调度员" in answer.json()["title"]
    assert (await place.http.get(f"{LANTERNS}/a", headers=await place.key(Role.ADMIN))).status_code == 404


async def test_the_administrator_may_what_any_role_may(place: Running) -> None:
    answer = await place.http.post(LANTERNS, headers=await place.key(Role.ADMIN), json={"id": "a"})
    assert answer.status_code == 201


async def test_a_foreign_area_is_not_there_for_reading_or_changing(place: Running) -> None:
    everywhere, home = await place.key(Role.DISPATCHER), await place.key(Role.DISPATCHER, "990102")
    for name, area in (("near", "990102001"), ("far", "990101")):
        answer = await place.http.post(LANTERNS, headers=everywhere, json={"id": name, "area": area})
        assert answer.status_code == 201
    listed = (await place.http.get(LANTERNS, headers=home)).json()["items"]
    assert [item["id"] for item in listed] == ["near"]
    assert (await place.http.get(f"{LANTERNS}/near", headers=home)).status_code == 200
    for method, path in (("GET", f"{LANTERNS}/far"), ("POST", f"{LANTERNS}/far/brightness")):
        answer = await place.http.request(method, path, headers=home)
        nothing = await place.http.request(method, path.replace("far", "nothing"), headers=home)
        assert answer.status_code == nothing.status_code == 404
        assert {**answer.json(), "trace_id": ""} == {**nothing.json(), "trace_id": ""}
    refused = await place.http.post(LANTERNS, headers=home, json={"id": "new", "area": "990101"})
    assert refused.status_code == 404
    assert (await place.http.get(f"{LANTERNS}/new", headers=everywhere)).status_code == 404


async def test_a_key_that_is_added_opens_and_one_that_is_revoked_closes_within_a_second(
    place: Running, log: Log
) -> None:
    added = KeyAdded(api_key="k1", hash=hash_of("secret"), name="screen", role=Role.AUDITOR, scope="*")
    headers = {"Authorization": "Bearer secret"}

    async def answers(status: int) -> bool:
        return (await place.http.get(LANTERNS, headers=headers)).status_code == status

    assert await answers(401)
    await log.append([record_of(added, 1)])
    await until(lambda: answers(200))
    await log.append([record_of(KeyRevoked(api_key="k1"), 2)])
    await until(lambda: answers(401), patience=3.0)


async def test_a_revocation_that_is_heard_before_the_key_still_wins(place: Running, log: Log) -> None:
    added = KeyAdded(api_key="k1", hash=hash_of("secret"), name="screen", role=Role.AUDITOR, scope="*")
    other = added.model_copy(update={"api_key": "k2", "hash": hash_of("other")})
    await log.append([record_of(KeyRevoked(api_key="k1"), 1), record_of(added, 2), record_of(other, 3)])

    async def other_opens() -> bool:
        answer = await place.http.get(LANTERNS, headers={"X-API-Key": "other"})
        return answer.status_code == 200

    await until(other_opens)
    assert (await place.http.get(LANTERNS, headers={"X-API-Key": "secret"})).status_code == 401


async def test_only_the_hash_of_a_key_is_stored(place: Running) -> None:
    await place.key(Role.AUDITOR)
    async with place.service.database.read() as session:
        [row] = (await session.execute(COMMON.access.select())).all()
    assert row.hash == hash_of("auditor-*-None") and len(row.hash) == 64


@pytest.mark.parametrize(
    ("area", "scope", "visible"),
    [
        ("990101", "*", True),
        ("990101", "990101", True),
        ("990101001", "990101", True),
        ("990101", "990101001", False),
        ("990102", "990101", False),
        ("990101", "", False),
        ("990101", "9901%", False),
    ],
)
def test_divisions_lie_inside_those_whose_code_begins_theirs(area: str, scope: str, visible: bool) -> None:
    assert inside(area, scope) == visible
    actor = Actor("k", "k", Role.AUDITOR, scope)
    if visible:
        actor.must_see(area)
    else:
        with pytest.raises(Hidden):
            actor.must_see(area)


def test_a_team_is_named_by_its_team_and_others_by_their_key() -> None:
    assert Actor("k", "k", Role.TEAM, "*", team="T-07").label == "team:T-07"
    assert Actor("k", "k", Role.OPERATOR, "*").label == "key:k"
    with pytest.raises(Denied):
        Actor("k", "k", Role.TEAM, "*", team="T-07").must_be(Role.DISPATCHER)
