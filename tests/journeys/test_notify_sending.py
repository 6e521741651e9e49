"""Attempts: made once, tried again, never lost; one provider's trouble is nobody else's."""

import asyncio
from typing import Any

import pytest

from services.chassis.store import Conflict
from services.contracts.words import Grade
from services.notify.operations import sending
from tests.support import night
from tests.support.notify import Desk, at_the_desk

LIFE = Grade.LIFE_THREATENING


async def received(desk: Desk, *sightings: str) -> None:
    await desk.say(*[night.reported(sighting, "18:59:30") for sighting in sightings])


@at_the_desk
async def test_a_crash_between_attempt_and_result_costs_one_more_attempt_under_the_same_id(
    desk: Desk,
) -> None:
    await desk.set_up()
    desk.capture.behave("hang", "/sms", times=1)
    await desk.append(desk.envelope(night.reported("s1", "18:59:30")))
    await desk.until(lambda: len(desk.capture.captured) == 1)
    assert [one["state"] for one in await desk.messages()] == ["sending"]

    await desk.crash()
    await desk.rest() if desk.service.database.is_sqlite else await _wait_for_two(desk)

    message = await desk.one("received")
    assert (message["state"], message["attempts"]) == ("sent", 2)
    assert [one["verdict"] for one in message["tries"]] == ["unknown", "sent"]
    assert {one.id for one in desk.capture.captured} == {message["id"]}
    assert len(desk.capture.captured) == 2
    assert len(await desk.facts("MessageSent")) == 1


async def _wait_for_two(desk: Desk) -> None:
    await desk.until(lambda: len(desk.capture.captured) == 2)
    await desk.rest()


@at_the_desk
async def test_many_crashes_cost_at_most_one_attempt_each(desk: Desk) -> None:
    await desk.set_up()
    desk.capture.behave("hang", "/sms", times=2)
    await desk.append(desk.envelope(night.reported("s1", "18:59:30")))
    for attempts in (1, 2):
        await desk.until(lambda expected=attempts: len(desk.capture.captured) == expected)  # type: ignore[misc]
        await desk.crash()
    await desk.until(lambda: len(desk.capture.captured) == 3)
    await desk.rest()

    assert (await desk.one("received"))["state"] == "sent"
    assert len({one.id for one in desk.capture.captured}) == 1


@at_the_desk
async def test_a_stop_lets_an_attempt_under_way_come_to_its_end(desk: Desk) -> None:
    await desk.set_up()
    await desk.append(desk.envelope(night.reported("s1", "18:59:30")))
    await desk.until(lambda: len(desk.capture.captured) == 1)

    await desk.service.stop()
    desk.service.open_database()
    await desk.service.start()
    await desk.rest()

    assert [one["verdict"] for one in (await desk.one("received"))["tries"]] == ["sent"]


@at_the_desk
async def test_a_provider_that_fails_is_tried_again_after_growing_rests(desk: Desk) -> None:
    await desk.set_up()
    desk.capture.behave(503, "/sms", times=3)
    await received(desk, "s1")
    assert [one["state"] for one in await desk.messages()] == ["resting"]

    await desk.reach("19:05")

    message = await desk.one("received")
    assert [(one["verdict"], one["detail"]) for one in message["tries"]] == [
        *[("broken", "http_503")] * 3,
        ("sent", None),
    ]
    assert [one["started_at"][11:19] for one in message["tries"]] == [
        "11:00:00",
        "11:00:05",
        "11:00:15",
        "11:00:35",
    ]
    assert message["sent_at"] == "2026-12-05T11:00:35Z"
    assert [fact.data["attempts"] for fact in await desk.facts("MessageSent")] == [4]


@at_the_desk
async def test_a_provider_that_refuses_is_not_asked_again(desk: Desk) -> None:
    await desk.set_up()
    desk.capture.behave(404, "/sms")
    await received(desk, "s1")
    await desk.reach("20:00")

    assert len(desk.capture.captured) == 1
    message = await desk.one("received")
    assert (message["state"], message["reason"]) == ("failed", "http_404")
    (failed,) = await desk.facts("MessageFailed")
    assert failed.data["reason"] == "http_404" and failed.correlationid == "s1"


@at_the_desk
async def test_what_is_of_no_more_use_is_given_up(desk: Desk) -> None:
    await desk.set_up()
    desk.capture.behave(500, "/sms")
    await desk.say(night.opened("r1", "s1", "19:00"), night.offered("r1", "甲队", 1, "19:01:30"), story="s1")
    await desk.reach("19:10")

    offer = await desk.one("offer")
    assert (offer["state"], offer["reason"]) == ("failed", "http_500")
    assert offer["tries"][-1]["started_at"] <= "2026-12-05T11:01:30Z"


@at_the_desk
async def test_a_provider_that_is_well_again_gets_what_waited(desk: Desk) -> None:
    await desk.set_up()
    desk.capture.behave(500)
    await desk.say(night.opened("r2", "s2", "19:00", LIFE), night.queued("r2"), story="s2")
    await received(desk, "s2")
    await desk.reach("19:10")
    desk.capture.behave(None)
    await desk.reach("19:20")

    assert {state for _, _, state in await desk.told()} == {"sent"}
    assert len(await desk.facts("MessageSent")) == 3


@at_the_desk
async def test_a_hanging_provider_is_given_up_after_five_seconds(desk: Desk) -> None:
    await desk.set_up()
    desk.capture.behave("hang", "/sms", times=1)
    await desk.append(desk.envelope(night.reported("s1", "18:59:30")))
    await asyncio.sleep(4.5)
    assert (await desk.one("received"))["state"] == "sending"
    await asyncio.sleep(1.5)
    message = await desk.one("received")
    assert (message["state"], message["reason"]) == ("resting", "timeout")
    await desk.reach("19:01")
    assert (await desk.one("received"))["state"] == "sent"


@at_the_desk
async def test_a_hanging_provider_slows_nobody_else(desk: Desk) -> None:
    await desk.set_up()
    desk.capture.behave("hang", "/sms")
    waiting = [night.reported(f"s{number}", "18:59:30") for number in range(1, 60)]
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await desk.append(*map(desk.envelope, waiting), desk.envelope(night.opened("r1", "s1", "19:00", LIFE)))

    await desk.until(lambda: any(one.path == "/emergency" for one in desk.capture.captured))

    assert loop.time() - begun < 3
    under_way = [one for one in desk.capture.captured if one.path == "/sms"]
    assert len(under_way) <= 4, "no more than the width of its lane"


@at_the_desk
async def test_a_host_that_hangs_slows_no_other_host(desk: Desk) -> None:
    await desk.set_up()
    for team, host in (("甲队", "slow.test"), ("乙队", "quick.test")):
        await desk.route("team", "webhook", f"http://{host}/{host}", team=team)
    desk.capture.behave("hang", "/slow.test")
    offers = [night.offered(f"r{number}", "甲队", 1, "19:01:30") for number in range(1, 30)]
    await desk.append(*map(desk.envelope, offers), desk.envelope(night.offered("r99", "乙队", 1, "19:01:30")))
    loop = asyncio.get_running_loop()
    begun = loop.time()

    await desk.until(lambda: any(one.path == "/quick.test" for one in desk.capture.captured))

    assert loop.time() - begun < 3


@at_the_desk
async def test_a_message_that_cannot_be_made_ready_fails_and_holds_up_nobody(desk: Desk) -> None:
    await desk.set_up()
    broken = night.reported("s1", "18:59:30").model_copy(update={"caller": "sealed.contact.gone.AAAA"})
    await desk.say(broken, night.reported("s2", "18:59:30"))

    states = {one["about"]: (one["state"], one["reason"]) for one in await desk.messages()}
    assert states == {"s1": ("failed", "Unsealable"), "s2": ("sent", None)}


@pytest.mark.parametrize("status", [301, 302, 307])
@at_the_desk
async def test_a_redirect_is_not_followed(desk: Desk, status: int) -> None:
    await desk.set_up()
    desk.capture.behave(status, "/sms")
    await received(desk, "s1")

    assert len(desk.capture.captured) == 1
    assert (await desk.one("received"))["reason"] == f"http_{status}"


@at_the_desk
async def test_figures_say_how_many_messages_are_in_which_state(desk: Desk) -> None:
    await desk.set_up()
    await received(desk, "s1", "s2")
    await desk.say(night.queued("r1"), area="990199", story="s1")
    await asyncio.sleep(6)

    figures = (await desk.http.get("/notify/metrics")).text
    assert 'relief_messages{state="sent",template="received"} 2.0' in figures
    assert 'relief_messages{state="no_route",template="queued"} 1.0' in figures
    assert 'relief_messages{state="failed",template="queued"} 0.0' in figures


@at_the_desk
async def test_a_message_that_others_are_quicker_with_is_looked_at_again_and_not_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Losing every try of a unit of work says that somebody is busy with the message, not that it is broken."""
    claim, quicker = sending.claim, iter(range(3))

    async def lose_at_first(*asked: Any) -> Any:
        for _ in quicker:
            raise Conflict("somebody was quicker")
        return await claim(*asked)

    monkeypatch.setattr(sending, "claim", lose_at_first)
    await desk.set_up()
    await received(desk, "s1")
    await desk.rest()

    assert [one["state"] for one in await desk.messages()] == ["sent"]
    assert await desk.facts("MessageFailed") == []
