"""Ways to the recipient: routes and gateways, given before or after there is something to say."""

from services.contracts.words import Grade
from tests.support import night
from tests.support.notify import OUTSIDE, Desk, at_the_desk

LIFE = Grade.LIFE_THREATENING


@at_the_desk
async def test_without_a_route_a_message_waits_in_sight_until_one_is_given(desk: Desk) -> None:
    await desk.say(night.opened("r2", "s2", "19:00", LIFE), night.queued("r2"), story="s2")
    assert [(one["template"], one["state"], one["reason"]) for one in await desk.messages()] == [
        *sorted([("life_threatening", "no_route", "no_route"), ("queued", "no_route", "no_route")])
    ]

    await desk.route("emergency_partner", "webhook", f"{OUTSIDE}/emergency")
    await desk.rest()

    assert (await desk.one("life_threatening"))["state"] == "sent"
    assert (await desk.one("queued"))["state"] == "no_route"


@at_the_desk
async def test_a_route_of_another_area_is_no_way(desk: Desk) -> None:
    await desk.say(night.queued("r2"), story="s2")
    await desk.route("leader", "webhook", f"{OUTSIDE}/leader", area="990102")
    await desk.rest()

    assert (await desk.one("queued"))["state"] == "no_route"


@at_the_desk
async def test_a_route_that_comes_too_late_sends_no_old_news(desk: Desk) -> None:
    await desk.say(night.queued("r2"), night.offered("r2", "jia", 1, "19:02"), story="s2")
    await desk.reach("20:00")
    await desk.route("leader", "webhook", f"{OUTSIDE}/leader")
    await desk.rest()

    late = await desk.one("queued")
    assert (late["state"], late["reason"]) == ("superseded", "too_late")
    assert [fact.data["because"] for fact in await desk.facts("MessageSuperseded")] == ["too_late"]
    assert desk.capture.captured == []


@at_the_desk
async def test_without_a_gateway_reporters_wait_until_one_is_set(desk: Desk) -> None:
    await desk.say(night.reported("s1", "18:59:30"))
    assert (await desk.one("received"))["reason"] == "no_provider"

    await desk.admin.put("/providers/sms", {"url": f"{OUTSIDE}/sms"})
    await desk.rest()

    assert (await desk.one("received"))["state"] == "sent"


@at_the_desk
async def test_a_new_route_is_tried_at_once_by_what_rests(desk: Desk) -> None:
    await desk.set_up()
    desk.capture.behave(500, "/sms")
    await desk.say(night.queued("r2"), story="s2")
    assert (await desk.one("queued"))["state"] == "resting"

    await desk.route("leader", "webhook", f"{OUTSIDE}/leader")
    await desk.rest()

    message = await desk.one("queued")
    assert (message["state"], message["channel"], message["attempts"]) == ("sent", "webhook", 2)


@at_the_desk
async def test_in_app_messages_need_no_provider(desk: Desk) -> None:
    await desk.route("leader", "in_app", None)
    await desk.route("team", "in_app", None)
    await desk.say(night.opened("r1", "s1", "19:00"), night.offered("r1", "jia", 1, "19:01:30"), story="s1")
    await desk.say(night.queued("r1", grade=Grade.ORDINARY), story="s1")

    assert {state for _, _, state in await desk.told()} == {"sent"}
    assert desk.capture.captured == []
    assert len(await desk.facts("MessageSent")) == 2
    assert (await desk.one("queued"))["tries"][0]["channel"] == "in_app"


@at_the_desk
async def test_a_gateway_of_another_kind_is_spoken_to_by_data_alone(desk: Desk) -> None:
    gateway = {
        "url": f"{OUTSIDE}/gateway",
        "method": "PUT",
        "encoding": "form",
        "fields": {"mobile": "{to}", "content": "{text}", "uid": "{id}"},
        "headers": {"X-Secret": "open sesame"},
        "accepted": {"code": "0"},
    }
    await desk.admin.put("/providers/sms", gateway)
    await desk.say(night.reported("s1", "18:59:30"))

    (taken,) = desk.capture.captured
    assert (taken.method, taken.path, taken.headers["x-secret"]) == ("PUT", "/gateway", "open sesame")
    assert taken.body["mobile"] == "0000-5550001" and taken.body["uid"] == (await desk.one("received"))["id"]
    assert "open sesame" not in await desk.everything_written()
