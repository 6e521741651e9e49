"""The life of an API key."""

from services.chassis.access import hash_of
from services.chassis.log import Origin
from services.contracts.words import Role
from services.notify.operations.keys import add_key, list_keys, revoke_key
from tests.support.notify import COUNTY, Asker, Desk, at_the_desk

OPERATOR = {"name": "接线员", "role": "operator", "area": COUNTY}


@at_the_desk
async def test_a_key_opens_the_door_at_once_and_until_it_is_revoked(desk: Desk) -> None:
    made = await desk.admin.post("/keys", OPERATOR)
    holder = Asker(desk.http, made["key"])
    assert (await holder.ask("GET", "/messages")).status_code == 200

    assert (await desk.admin.ask("DELETE", f"/keys/{made['id']}")).status_code == 204
    desk.service.keys.forget()

    assert (await holder.ask("GET", "/messages")).status_code == 401


@at_the_desk
async def test_a_key_is_shown_once_and_only_its_hash_is_kept_and_said(desk: Desk) -> None:
    answer = await desk.admin.ask("POST", "/keys", OPERATOR)
    made = answer.json()

    assert answer.status_code == 201 and answer.headers["location"].endswith(made["id"])
    assert made["key"].startswith("nd_") and len(made["key"]) == 3 + 43
    assert "key" not in (await desk.admin.get("/keys"))["items"][0]
    written = await desk.everything_written()
    assert made["key"] not in written and hash_of(made["key"]) in written
    (added,) = await desk.facts("KeyAdded")
    assert added.data["hash"] == hash_of(made["key"]) and added.data["scope"] == COUNTY


@at_the_desk
async def test_asking_again_under_the_same_idempotency_key_makes_no_second_key_and_shows_none(
    desk: Desk,
) -> None:
    first = await desk.admin.ask("POST", "/keys", OPERATOR, once="key-1")
    again = await desk.admin.ask("POST", "/keys", OPERATOR, once="key-1")

    assert again.status_code == 201 and again.json()["id"] == first.json()["id"]
    assert again.json().get("key") is None and first.json()["key"]
    assert len((await desk.admin.get("/keys"))["items"]) == 1
    assert first.json()["key"] not in await desk.everything_written()


@at_the_desk
async def test_a_revocation_is_said_once_and_stays_in_the_register(desk: Desk) -> None:
    made = await desk.admin.post("/keys", OPERATOR)
    for _ in range(2):
        assert (await desk.admin.ask("DELETE", f"/keys/{made['id']}")).status_code == 204

    assert [fact.data["api_key"] for fact in await desk.facts("KeyRevoked")] == [made["id"]]
    (shown,) = (await desk.admin.get("/keys"))["items"]
    assert shown["revoked_at"] is not None and shown["made_by"] == "key:admin"


@at_the_desk
async def test_a_teams_key_names_its_team_and_no_other_key_does(desk: Desk) -> None:
    missing = await desk.admin.ask("POST", "/keys", {**OPERATOR, "role": "team"})
    unwanted = await desk.admin.ask("POST", "/keys", {**OPERATOR, "team": "jia"})

    assert (missing.status_code, missing.json()["code"]) == (422, "team-missing")
    assert (unwanted.status_code, unwanted.json()["code"]) == (422, "team-unwanted")
    assert missing.json()["errors"][0]["pointer"] == "/team"
    assert (await desk.admin.post("/keys", {**OPERATOR, "role": "team", "team": "jia"}))["team"] == "jia"
    assert len((await desk.admin.get("/keys"))["items"]) == 1


@at_the_desk
async def test_bad_input_says_which_field_and_writes_nothing(desk: Desk) -> None:
    for field, value in (
        ("area", "everywhere"),
        ("area", "99010"),
        ("role", "king"),
        ("name", ""),
        ("colour", 1),
    ):
        answer = await desk.admin.ask("POST", "/keys", {**OPERATOR, field: value})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    assert (await desk.admin.get("/keys"))["items"] == []


@at_the_desk
async def test_the_administrator_of_an_area_makes_and_sees_and_revokes_only_keys_inside_it(
    desk: Desk,
) -> None:
    elsewhere = await desk.admin.post("/keys", {**OPERATOR, "area": "990102"})
    everywhere = await desk.admin.post("/keys", {**OPERATOR, "role": "admin", "area": "*"})
    county = await desk.key("county-admin", "admin")

    assert (await county.ask("POST", "/keys", {**OPERATOR, "area": "990101001"})).status_code == 201
    for area in ("990102", "9901", "*"):
        assert (await county.ask("POST", "/keys", {**OPERATOR, "area": area})).status_code == 404
    for foreign in (elsewhere, everywhere):
        assert (await county.ask("DELETE", f"/keys/{foreign['id']}")).status_code == 404
    assert [key["area"] for key in (await county.get("/keys"))["items"]] == ["990101001"]


@at_the_desk
async def test_the_last_key_that_may_do_everything_cannot_be_revoked(desk: Desk) -> None:
    first = await desk.admin.post("/keys", {**OPERATOR, "role": "admin", "area": "*"})
    holder = Asker(desk.http, first["key"])
    refused = await holder.ask("DELETE", f"/keys/{first['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "last-administrator")

    second = await holder.post("/keys", {**OPERATOR, "role": "admin", "area": "*"})
    assert (await holder.ask("DELETE", f"/keys/{first['id']}")).status_code == 204
    other = Asker(desk.http, second["key"])
    assert (await other.ask("DELETE", f"/keys/{second['id']}")).status_code == 409


@at_the_desk
async def test_keys_are_listed_page_by_page(desk: Desk) -> None:
    made = []
    for minute in range(1, 6):
        await desk.reach(f"19:0{minute}")
        made.append((await desk.admin.post("/keys", OPERATOR))["id"])
    first = await desk.admin.ask("GET", "/keys", limit=2)
    assert 'rel="next"' in first.headers["link"]
    seen, cursor = [], None
    while True:
        page = await desk.admin.get("/keys", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [key["id"] for key in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert seen == made


@at_the_desk
async def test_the_command_line_uses_the_same_operations(desk: Desk) -> None:
    command = Origin("command")
    units = desk.service.units
    made = await units.transact(command, lambda work: add_key(work, "管理员", Role.ADMIN, "*", None))
    assert (await Asker(desk.http, made.key).ask("GET", "/keys")).status_code == 200
    await desk.reach("19:01")
    other = await units.transact(command, lambda work: add_key(work, "甲队", Role.TEAM, COUNTY, "jia"))
    await units.transact(command, lambda work: revoke_key(work, other.id))

    keys = await units.transact(command, list_keys)
    assert [(key.name, key.role, key.area, key.revoked_at is None) for key in keys] == [
        ("管理员", "admin", "*", True),
        ("甲队", "team", COUNTY, False),
    ]
    assert "nd_" not in repr(made)


@at_the_desk
async def test_an_area_that_no_register_has_is_refused_for_keys_people_posts_routes_and_duty(
    desk: Desk,
) -> None:
    unknown, known = {"role": "operator", "area": "999999"}, {"role": "operator", "area": COUNTY}
    person = await desk.admin.post("/people", {"login": "wang", "name": "演示", "posts": [known]})
    times = {"from": "2026-12-05T20:00:00+08:00", "until": "2026-12-06T08:00:00+08:00"}
    route = {"party": "leader", "area": "999999", "channel": "in_app"}
    for method, path, body in (
        ("POST", "/keys", {**OPERATOR, "area": "999999"}),
        ("POST", "/people", {"login": "zhang", "name": "演示", "posts": [known, unknown]}),
        ("POST", f"/people/{person['id']}/posts", unknown),
        ("PUT", "/contact-routes", route),
        ("POST", "/duty", {"area": "999999", "person": person["id"], **times}),
    ):
        answer = await desk.admin.ask(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (422, "division-unknown"), path
        assert "999999" in answer.json()["title"]
    assert [one["login"] for one in (await desk.admin.get("/people"))["items"]] == ["wang"]
