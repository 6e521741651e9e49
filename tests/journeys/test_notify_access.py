"""Who may ask notify what: no key, a missing role, a foreign area, on every route."""

import re
from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.contracts.words import Role
from services.notify.api import ROUTERS
from tests.support import night
from tests.support.notify import API, COUNTY, ELSEWHERE, OUTSIDE, Desk, at_the_desk

KEY = {"name": "接线员", "role": "operator", "area": COUNTY}
ROUTE = {"party": "leader", "area": COUNTY, "channel": "sms", "address": "0000-5550009"}
PROVIDER = {"url": f"{OUTSIDE}/sms"}
POST = {"role": "operator", "area": COUNTY}
TIMES = {"from": "2026-12-05T18:00:00+08:00", "until": "2026-12-06T08:00:00+08:00"}
DUTY = {"area": COUNTY, "person": "no-such-person", **TIMES}
PERSON = {"login": "wang", "name": "演示", "posts": [POST]}
STAFF = {Role.OPERATOR, Role.DISPATCHER, Role.LEADER, Role.AUDITOR, Role.ADMIN}
OVERSEERS = STAFF - {Role.OPERATOR}
WORDING = {"area": COUNTY, "template": "closed", "text": "{number} 办好了。"}
CALLS: dict[tuple[str, str], tuple[Any, set[Role]]] = {
    ("POST", "/keys"): (KEY, {Role.ADMIN}),
    ("GET", "/keys"): (None, {Role.ADMIN}),
    ("DELETE", "/keys/{key_id}"): (None, {Role.ADMIN}),
    ("GET", "/contact-routes"): (None, {Role.LEADER, Role.DISPATCHER, Role.ADMIN}),
    ("PUT", "/contact-routes"): (ROUTE, {Role.ADMIN}),
    ("DELETE", "/contact-routes/{route_id}"): (None, {Role.ADMIN}),
    ("POST", "/contact-routes/{route_id}/secret"): ({"way": 0}, {Role.ADMIN}),
    ("GET", "/providers/sms"): (None, {Role.ADMIN}),
    ("PUT", "/providers/sms"): (PROVIDER, {Role.ADMIN}),
    ("GET", "/providers/mail"): (None, {Role.ADMIN}),
    ("PUT", "/providers/mail"): ({"host": "mail.test", "sender": "a@example.org"}, {Role.ADMIN}),
    ("GET", "/messages"): (None, STAFF),
    ("GET", "/messages/undelivered"): (None, STAFF),
    ("GET", "/messages/{message_id}"): (None, STAFF),
    ("POST", "/messages/{message_id}/reopening"): (None, {Role.LEADER, Role.ADMIN}),
    ("POST", "/messages/{message_id}/acknowledgement"): (None, {Role.LEADER, Role.ADMIN}),
    ("GET", "/templates"): (None, OVERSEERS),
    ("GET", "/wordings"): (None, OVERSEERS),
    ("PUT", "/wordings"): (WORDING, {Role.ADMIN}),
    ("DELETE", "/wordings/{wording_id}"): (None, {Role.ADMIN}),
    ("GET", "/quiet-hours"): (None, OVERSEERS),
    ("PUT", "/quiet-hours"): ({"area": COUNTY, "from": "21:00", "until": "07:00"}, {Role.ADMIN}),
    ("DELETE", "/quiet-hours/{area}"): (None, {Role.ADMIN}),
    ("GET", "/inbox"): (None, {Role.TEAM, Role.LEADER, Role.ADMIN}),
    ("POST", "/people"): (PERSON, {Role.ADMIN}),
    ("GET", "/people"): (None, {Role.ADMIN}),
    ("GET", "/people/{person_id}"): (None, {Role.ADMIN}),
    ("PATCH", "/people/{person_id}"): ({"language": "en"}, {Role.ADMIN}),
    ("POST", "/people/{person_id}/posts"): (POST, {Role.ADMIN}),
    ("DELETE", "/people/{person_id}/posts/{post_id}"): (None, {Role.ADMIN}),
    ("PUT", "/people/{person_id}/disabling"): (None, {Role.ADMIN}),
    ("DELETE", "/people/{person_id}/disabling"): (None, {Role.ADMIN}),
    ("POST", "/people/{person_id}/password"): (None, {Role.ADMIN}),
    ("PUT", "/people/{person_id}/subject"): ({"subject": "wang"}, {Role.ADMIN}),
    ("DELETE", "/people/{person_id}/subject"): (None, {Role.ADMIN}),
    ("GET", "/trace/{name}"): (None, {Role.AUDITOR, Role.LEADER, Role.ADMIN}),
    ("GET", "/people/{person_id}/ways"): (None, {Role.ADMIN}),
    ("PUT", "/people/{person_id}/ways"): ({"ways": []}, {Role.ADMIN}),
    ("GET", "/duty"): (None, STAFF),
    ("GET", "/colleagues/{person_id}"): (None, STAFF),
    ("GET", f"/duty/now?area={COUNTY}"): (None, STAFF),
    ("GET", f"/duty/leaders?area={COUNTY}"): (None, {Role.LEADER, Role.ADMIN}),
    ("POST", "/duty"): (DUTY, {Role.LEADER, Role.ADMIN}),
    ("PATCH", "/duty/{duty_id}"): ({"away": True}, {Role.LEADER, Role.ADMIN}),
    ("POST", "/duty/{duty_id}/ending"): (None, {Role.LEADER, Role.ADMIN}),
}
SIGNED_IN: dict[tuple[str, str], Any] = {
    ("DELETE", "/sessions/current"): None,
    ("PUT", "/sessions/current/post"): {"post": "no-such-post"},
    ("GET", "/me"): None,
    ("PATCH", "/me"): {"theme": "dark"},
    ("GET", "/me/ways"): None,
    ("PUT", "/me/ways"): {"ways": []},
    ("PUT", "/me/password"): {"old": "no such password", "new": "another long word"},
}
OPEN = {("POST", "/sessions"), ("GET", "/session-keys"), ("GET", "/sign-on"), ("GET", "/sign-on/callback")}
EVERY_CALL = pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call))


def concrete(path: str) -> str:
    return re.sub(r"\{(\w+?)(_id)?\}", r"no-such-\1", path)


def test_every_route_is_tried_here() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    found = {(method, route.path.removeprefix("/api/v1")) for route in routes for method in route.methods}
    assert found == {(method, path.split("?")[0]) for method, path in {*CALLS, *SIGNED_IN, *OPEN}}


@EVERY_CALL
@at_the_desk
async def test_without_a_valid_key_nobody_gets_anything(desk: Desk, call: tuple[str, str]) -> None:
    method, path = call
    for headers in ({}, {"Authorization": "Bearer nd_guess"}, {"X-API-Key": "nd_guess"}):
        answer = await desk.http.request(
            method, f"{API}{concrete(path)}", json=CALLS[call][0], headers=headers
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "unknown")


@pytest.mark.parametrize("call", SIGNED_IN, ids=lambda call: " ".join(call))
@at_the_desk
async def test_what_is_one_s_own_is_for_people_who_signed_in(desk: Desk, call: tuple[str, str]) -> None:
    method, path = call
    nobody = await desk.http.request(method, f"{API}{path}", json=SIGNED_IN[call])
    assert (nobody.status_code, nobody.json()["code"]) == (401, "unknown")
    machine = await desk.admin.ask(method, path, SIGNED_IN[call])
    assert (machine.status_code, machine.json()["code"]) == (403, "not-a-person")


@EVERY_CALL
@at_the_desk
async def test_only_the_roles_that_may_are_let_in(desk: Desk, call: tuple[str, str]) -> None:
    (method, path), (body, allowed) = call, CALLS[call]
    for role in Role:
        asker = await desk.key(f"as-{role}", role, "*", team="jia" if role is Role.TEAM else None)
        answer = await asker.ask(method, concrete(path), body)
        if role in allowed:
            known = answer.status_code in (200, 201, 204, 404) or answer.json()["code"] == "not-a-leader"
            assert known, (role, answer.text)
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "denied"), role


@at_the_desk
async def test_a_foreign_area_is_not_there(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(night.queued("r1"), story="s1")
    message = await desk.one("queued")
    foreign = await desk.key("foreign", "admin", ELSEWHERE)

    assert (await foreign.get("/messages"))["items"] == []
    assert (await foreign.ask("GET", f"/messages/{message['id']}")).status_code == 404
    assert (await foreign.get("/contact-routes"))["items"] == []
    assert (await foreign.ask("PUT", "/contact-routes", ROUTE)).status_code == 404
    assert (await foreign.ask("POST", "/keys", KEY)).status_code == 404
    assert (await foreign.get("/keys"))["items"] == []
    assert (await foreign.get("/inbox"))["items"] == []


@at_the_desk
async def test_the_gateway_is_everybodys_and_not_an_areas(desk: Desk) -> None:
    await desk.set_up()
    county = await desk.key("county-admin", "admin")

    assert (await county.ask("GET", "/providers/sms")).status_code == 404
    assert (await county.ask("PUT", "/providers/sms", {"url": "http://elsewhere.test"})).status_code == 404
    assert (await desk.admin.get("/providers/sms"))["url"] == f"{OUTSIDE}/sms"


@at_the_desk
async def test_a_leader_and_a_team_read_in_the_platform_what_is_theirs(desk: Desk) -> None:
    await desk.route("leader", "in_app", None)
    await desk.route("team", "in_app", None)
    await desk.say(night.opened("r1", "s1", "19:00"), night.offered("r1", "jia", 1, "19:01:30"), story="s1")
    await desk.say(night.offered("r1", "yi", 2, "19:03"), night.queued("r1"), story="s1")
    jia, leader = await desk.key("k1", "team", team="jia"), await desk.key("k2", "leader")
    townless = await desk.key("k3", "leader", "990101002")

    (offer,) = (await jia.get("/inbox"))["items"]
    assert offer["about"] == "r1-offer-1" and offer["text"].startswith("【暖冬】新任务 001")
    (queued,) = (await leader.get("/inbox"))["items"]
    assert queued["template"] == "queued"
    assert (await townless.get("/inbox"))["items"] == []


@at_the_desk
async def test_addresses_are_in_full_only_for_administrators(desk: Desk) -> None:
    await desk.set_up()
    leader = await desk.key("k2", "leader")

    full = {one["party"]: one["address"] for one in (await desk.admin.get("/contact-routes"))["items"]}
    masked = {one["party"]: one["address"] for one in (await leader.get("/contact-routes"))["items"]}
    assert full["leader"] == "0000-5550009" and full["emergency_partner"] == f"{OUTSIDE}/emergency"
    assert masked == {"leader": "000****0009", "team": "000****0010", "emergency_partner": "outside.test/…"}
