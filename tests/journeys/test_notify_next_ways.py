"""When one way does not take it the next is tried; what nobody took is seen, and sent again by a person."""

from typing import Any

import pytest

from tests.journeys.test_notify_duty import leader, on_duty
from tests.support import night
from tests.support.notify import COUNTY, ELSEWHERE, OUTSIDE, Desk, at_the_desk
from tests.support.people import signed_in


def hook(name: str) -> dict[str, Any]:
    return {"channel": "webhook", "address": f"{OUTSIDE}/{name}"}


async def partner(desk: Desk, *names: str) -> None:
    first, *then = [hook(name) for name in names]
    await desk.admin.put(
        "/contact-routes", {"party": "emergency_partner", "area": COUNTY, **first, "then": then}
    )


async def alarm(desk: Desk) -> dict[str, Any]:
    await desk.say(night.opened("r1", "s1", "19:00", night.Grade.LIFE_THREATENING), story="s1")
    return await desk.one("life_threatening")


def paths(desk: Desk) -> list[str]:
    return [one.path for one in desk.capture.captured]


@pytest.mark.parametrize("answer", [503, 404, 302])
@at_the_desk
async def test_an_emergency_partner_is_told_by_the_next_way_in_the_same_second(
    desk: Desk, answer: int
) -> None:
    await partner(desk, "first", "second", "third")
    desk.capture.behave(answer, "/first")
    message = await alarm(desk)
    assert paths(desk) == ["/first", "/second"] and len({one.id for one in desk.capture.captured}) == 1
    assert (message["state"], message["attempts"]) == ("sent", 2)
    assert [one["verdict"] for one in message["tries"]] == ["refused" if answer < 500 else "broken", "sent"]


@at_the_desk
async def test_others_are_tried_twice_before_the_next_way(desk: Desk) -> None:
    await desk.set_up()
    await desk.admin.put(
        "/contact-routes", {"party": "leader", "area": COUNTY, **hook("first"), "then": [hook("second")]}
    )
    desk.capture.behave(503, "/first")
    await desk.say(night.queued("r1"), story="s1")
    assert paths(desk) == ["/first"] and (await desk.one("queued"))["state"] == "resting"
    await desk.reach("19:00:05")
    assert paths(desk) == ["/first", "/first", "/second"]
    assert (await desk.one("queued"))["state"] == "sent"


@at_the_desk
async def test_a_leader_s_own_ways_come_first_and_the_area_s_route_last(desk: Desk) -> None:
    await desk.set_up()
    wang = await leader(desk, "wang")
    await desk.admin.put(f"/people/{wang}/ways", {"ways": [hook("one"), hook("two")]})
    await on_duty(desk, wang, "18:00", "08:00")
    desk.capture.behave(404, "/one")
    desk.capture.behave(404, "/two")
    await desk.say(night.queued("r1"), story="s1")
    assert paths(desk) == ["/one", "/two", "/sms"]
    message = await desk.one("queued")
    assert [one["person"] for one in message["tries"]] == [wang, wang, None]


@at_the_desk
async def test_whoever_comes_on_duty_meanwhile_is_told_by_their_first_way(desk: Desk) -> None:
    wang, li = await leader(desk, "wang"), await leader(desk, "li")
    await desk.admin.put(f"/people/{wang}/ways", {"ways": [hook("one"), hook("two")]})
    await desk.admin.put(f"/people/{li}/ways", {"ways": [hook("three"), hook("four")]})
    await on_duty(desk, wang, "18:00", "08:00")
    for path in ("/one", "/two"):
        desk.capture.behave(503, path)
    await desk.say(night.queued("r1"), story="s1")
    await desk.reach("19:00:05")
    assert paths(desk) == ["/one", "/one", "/two"]
    await on_duty(desk, li, "19:00", "08:00")
    await desk.reach("19:00:20")
    assert paths(desk)[3:] == ["/three"]


@at_the_desk
async def test_what_nobody_took_is_seen_and_sent_again_under_its_own_id(desk: Desk) -> None:
    await partner(desk, "first", "second")
    for path in ("/first", "/second"):
        desk.capture.behave(404, path)
    dead = await alarm(desk)
    assert (dead["state"], dead["attempts"], dead["reason"]) == ("failed", 2, "http_404")
    assert [one["id"] for one in await desk.messages(state="failed")] == [dead["id"]]
    desk.capture.behave(None, "/second")
    head = await desk.key("head", "leader")
    await desk.reach("21:00")
    for _ in range(2):
        answer = await head.ask("POST", f"/messages/{dead['id']}/reopening", once="k1")
        assert (answer.status_code, answer.json()["state"]) == (200, "ready")
    await desk.rest()

    message = await desk.one("life_threatening")
    assert (message["state"], message["attempts"]) == ("sent", 4)
    assert paths(desk) == ["/first", "/second", "/first", "/second"]
    assert {one.id for one in desk.capture.captured} == {dead["id"]}
    assert [
        fact.type.split(".")[-2] for fact in await desk.facts() if fact.data.get("message") == dead["id"]
    ] == [
        "MessageFailed",
        "MessageReopened",
        "MessageSent",
    ]
    (reopened,) = await desk.facts("MessageReopened")
    assert reopened.actor == "key:head"
    again = await head.ask("POST", f"/messages/{dead['id']}/reopening")
    assert (again.status_code, again.json()["code"]) == (409, "message-is-elsewhere")


@at_the_desk
async def test_only_a_leader_of_the_area_sends_again(desk: Desk) -> None:
    await partner(desk, "first")
    desk.capture.behave(404, "/first")
    dead = await alarm(desk)
    for name, role, area, status in (
        ("k1", "operator", COUNTY, 403),
        ("k2", "auditor", COUNTY, 403),
        ("k3", "leader", ELSEWHERE, 404),
    ):
        asker = await desk.key(name, role, area)
        assert (await asker.ask("POST", f"/messages/{dead['id']}/reopening")).status_code == status
    assert (await desk.one("life_threatening"))["state"] == "failed"


@at_the_desk
async def test_a_leader_sends_again_from_the_page_and_others_only_look(desk: Desk) -> None:
    await partner(desk, "first")
    desk.capture.behave(404, "/first", times=1)
    dead = await alarm(desk)
    address = f"/notify/deliveries/{dead['id']}/reopening"
    looks = await signed_in(desk, "looks", "auditor")
    assert address not in (await looks.http.get("/notify/deliveries?state=failed")).text
    head = await signed_in(desk, "head", "leader")
    assert address in (await head.http.get("/notify/deliveries?state=failed")).text
    own = {"Sec-Fetch-Site": "same-origin"}
    first, second = [await head.http.post(address, headers=own) for _ in range(2)]
    assert (first.status_code, first.headers["location"]) == (
        303,
        "/notify/deliveries?state=failed&done=reopened",
    )
    assert second.headers["location"].endswith("done=elsewhere")
    await desk.rest()
    assert (await desk.one("life_threatening"))["state"] == "sent"
    for done, word in (("reopened", "正在重新发送"), ("elsewhere", "没有办")):
        assert word in (await head.http.get(f"/notify/deliveries?done={done}")).text
