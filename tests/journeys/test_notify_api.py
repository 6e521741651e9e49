"""Lists, filters, contact routes and the gateway over HTTP."""

import pytest

from services.contracts.words import Grade
from tests.support import night
from tests.support.notify import COUNTY, OUTSIDE, Desk, at_the_desk


@at_the_desk
async def test_messages_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    await desk.set_up()
    for number in range(1, 6):
        await desk.reach(f"19:0{number}")
        await desk.say(night.reported(f"s{number}", "18:59:30"))
    first = await desk.admin.get("/messages", limit=2)
    second = await desk.admin.get("/messages", limit=2, cursor=first["next"])
    await desk.say(night.reported("s6", "19:06"))
    third = await desk.admin.get("/messages", limit=2, cursor=second["next"])

    pages = [[one["about"] for one in page["items"]] for page in (first, second, third)]
    assert pages == [["s5", "s4"], ["s3", "s2"], ["s1"]]
    assert third["next"] is None


@at_the_desk
async def test_messages_are_found_by_story_party_state_and_template(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(night.reported("s1", "19:00"), night.reported("s2", "19:00"))
    await desk.say(night.opened("r2", "s2", "19:00", Grade.LIFE_THREATENING), night.queued("r2"), story="s2")

    async def found(**filters: str) -> list[str]:
        return sorted(one["template"] for one in await desk.messages(**filters))

    assert await found(story="s2") == ["life_threatening", "queued", "received"]
    assert await found(story="s2", party="reporter") == ["received"]
    assert await found(party="leader") == ["queued"]
    assert await found(template="received") == ["received", "received"]
    assert await found(state="failed") == []
    assert await found(state="sent", story="nobody's") == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"party": "king"},
        {"state": "lost"},
        {"limit": "0"},
        {"limit": "1000"},
        {"cursor": "x"},
        {"cursor": "WzEsMl0"},
    ],
)
@at_the_desk
async def test_a_list_is_not_asked_for_the_impossible(desk: Desk, parameters: dict[str, str]) -> None:
    for path in ("/messages", "/inbox"):
        if path == "/inbox" and not {"limit", "cursor"} & set(parameters):
            continue
        answer = await desk.admin.ask("GET", path, **parameters)
        assert answer.status_code == 422
        assert next(iter(parameters)) in answer.json()["errors"][0]["pointer"]


@at_the_desk
async def test_a_route_is_set_again_and_not_added(desk: Desk) -> None:
    await desk.route("leader", "sms", "0000-5550008")
    changed = await desk.route("leader", "webhook", f"{OUTSIDE}/leader", language="en")
    await desk.route("team", "sms", "0000-5550010")
    await desk.route("team", "in_app", None, team="jia")

    assert changed["changed_by"] == "key:admin" and changed["language"] == "en"
    shown = [
        (one["party"], one["team"], one["channel"])
        for one in (await desk.admin.get("/contact-routes"))["items"]
    ]
    assert shown == [("leader", None, "webhook"), ("team", None, "sms"), ("team", "jia", "in_app")]


@at_the_desk
async def test_a_route_that_was_deleted_leads_nowhere_and_a_new_one_is_used_at_once(desk: Desk) -> None:
    await desk.set_up()
    routes = {one["id"]: one for one in (await desk.admin.get("/contact-routes"))["items"]}
    leader = f"leader:{COUNTY}"
    assert routes[leader]["party"] == "leader"
    answer = await desk.admin.ask("DELETE", f"/contact-routes/{leader}")
    assert (answer.status_code, answer.content) == (204, b"")
    again = await desk.admin.ask("DELETE", f"/contact-routes/{leader}")
    assert (again.status_code, again.json()["code"]) == (404, "not-found")
    assert leader not in {one["id"] for one in (await desk.admin.get("/contact-routes"))["items"]}

    await desk.say(night.opened("r1", "s1", "18:59:30"), night.queued("r1"), story="s1")
    assert (await desk.one("queued"))["state"] == "no_route"
    await desk.route("leader", "sms", "0000-5550009")
    await desk.rest()
    assert (await desk.one("queued"))["state"] == "sent"


@at_the_desk
async def test_a_route_of_a_foreign_area_is_not_there_to_be_deleted(desk: Desk) -> None:
    await desk.route("team", "in_app", None, team="jia:2")
    (route,) = (await desk.admin.get("/contact-routes"))["items"]
    foreign = await desk.key("foreign", "admin", "880101")
    for id in (route["id"], "nonsense", "leader", "team::"):
        assert (await foreign.ask("DELETE", f"/contact-routes/{id}")).status_code == 404
    assert (await desk.admin.ask("DELETE", f"/contact-routes/{route['id']}")).status_code == 204


@at_the_desk
async def test_contact_routes_are_listed_page_by_page(desk: Desk) -> None:
    for area in ("99", "9901", COUNTY):
        await desk.route("leader", "sms", "0000-5550008", area=area)
    seen, cursor = [], None
    while True:
        page = await desk.admin.get("/contact-routes", limit=1, **({"cursor": cursor} if cursor else {}))
        seen += [one["area"] for one in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert seen == ["99", "9901", COUNTY]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"party": "reporter"}, "/party"),
        ({"party": "everybody"}, "/party"),
        ({"area": "*"}, "/area"),
        ({"area": "9901010"}, "/area"),
        ({"channel": "pigeon"}, "/channel"),
        ({"address": "call me"}, "/address"),
        ({"address": None}, "/address"),
        ({"channel": "webhook", "address": "ftp://x.test"}, "/address"),
        ({"channel": "in_app"}, "/address"),
        ({"party": "emergency_partner", "channel": "in_app", "address": None}, "/channel"),
        ({"team": "jia"}, "/team"),
        ({"language": "fr"}, "/language"),
        ({"colour": "red"}, "/colour"),
    ],
)
@at_the_desk
async def test_a_route_that_leads_nowhere_is_refused(
    desk: Desk, change: dict[str, str], pointer: str
) -> None:
    route = {"party": "leader", "area": COUNTY, "channel": "sms", "address": "0000-5550009", **change}
    answer = await desk.admin.ask("PUT", "/contact-routes", route)

    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == pointer
    assert "5550009" not in answer.text
    assert (await desk.admin.get("/contact-routes"))["items"] == []


@at_the_desk
async def test_a_leader_who_reads_english_is_written_to_in_english(desk: Desk) -> None:
    await desk.set_up()
    await desk.route("leader", "sms", "0000-5550009", language="en")
    await desk.say(night.queued("r2"), story="s2")

    assert "place 1 in the queue" in desk.capture.captured[0].body["text"]
    assert (await desk.one("queued"))["language"] == "en"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"url": "sms.example"}, "/url"),
        ({"method": "GET"}, "/method"),
        ({"encoding": "xml"}, "/encoding"),
        ({"fields": {}}, "/fields"),
        ({"fields": {"to": "{phone}"}}, "/fields"),
        ({"fields": {"to": "{to.__class__}"}}, "/fields"),
        ({"headers": {"X-Secret": "a\r\nb"}}, "/headers"),
        ({"headers": {"X-Secret": "密"}}, "/headers"),
    ],
)
@at_the_desk
async def test_a_gateway_that_cannot_be_spoken_to_is_refused(
    desk: Desk, change: dict[str, str], pointer: str
) -> None:
    answer = await desk.admin.ask("PUT", "/providers/sms", {"url": f"{OUTSIDE}/sms", **change})

    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == pointer
    assert (await desk.admin.ask("GET", "/providers/sms")).status_code == 404


@at_the_desk
async def test_the_secrets_of_a_gateway_are_not_shown_again(desk: Desk) -> None:
    await desk.admin.put(
        "/providers/sms", {"url": f"{OUTSIDE}/sms", "headers": {"Authorization": "open sesame"}}
    )
    answer = await desk.admin.ask("GET", "/providers/sms")

    assert answer.json()["headers"] == ["Authorization"] and "sesame" not in answer.text


@at_the_desk
async def test_a_reporters_number_is_in_no_answer(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(night.reported("s1", "19:00", "0000-5550777"))
    message = await desk.admin.ask("GET", f"/messages/{(await desk.messages())[0]['id']}")

    assert message.json()["text"] and "5550777" not in message.text
    assert "5550777" not in (await desk.admin.ask("GET", "/messages")).text
