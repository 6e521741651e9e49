"""An area's own words, and the night in which what can wait waits."""

import asyncio

import pytest

from tests.support import night
from tests.support.notify import COUNTY, ELSEWHERE, TOWN, Desk, at_the_desk

CLOSED = {"area": COUNTY, "template": "closed", "text": "{number} 办好了，谢谢。"}
HEARD = 5.1
"""Seconds of the loop's time after which the sender knows what was set."""


async def closed(desk: Desk, sighting: str, when: str, **more: str) -> None:
    await desk.say(night.reported(sighting, when, **more))  # type: ignore[arg-type]
    await desk.say(night.closed(sighting), story=sighting)


def said(desk: Desk) -> list[str]:
    return [str(one.body["text"]) for one in desk.capture.captured]


@at_the_desk
async def test_an_area_s_own_words_are_said_to_its_people_in_their_language(desk: Desk) -> None:
    await desk.set_up()
    await desk.admin.put("/wordings", CLOSED)
    await asyncio.sleep(HEARD)
    await closed(desk, "s1", "18:59:30")
    await closed(desk, "s2", "18:59:30", language="en-GB")
    assert "001 办好了，谢谢。" in said(desk)
    assert "[Nuandong] Your report 002 is closed. Thank you for caring." in said(desk)
    first, second = await desk.messages(template="closed")
    texts = [(await desk.admin.get(f"/messages/{one['id']}"))["text"] for one in (first, second)]
    assert texts[0] == "001 办好了，谢谢。" and texts[1].startswith("[Nuandong]")


@at_the_desk
async def test_what_was_sent_is_read_in_the_words_in_which_it_was_sent(desk: Desk) -> None:
    await desk.set_up()
    made = await desk.admin.put("/wordings", CLOSED)
    await asyncio.sleep(HEARD)
    await closed(desk, "s1", "18:59:30")
    changed = await desk.admin.put("/wordings", {**CLOSED, "text": "{number}：完。"})
    assert [one["id"] for one in (await desk.admin.get("/wordings"))["items"]] == [changed["id"]]
    assert (await desk.one("closed"))["text"] == "001 办好了，谢谢。"
    assert (await desk.admin.ask("DELETE", f"/wordings/{changed['id']}")).status_code == 204
    assert (await desk.admin.ask("DELETE", f"/wordings/{made['id']}")).status_code == 204, "ended is ended"
    await asyncio.sleep(HEARD)
    await closed(desk, "s2", "18:59:30")
    assert said(desk)[-1].startswith("【暖冬】您反映的情况")


@at_the_desk
async def test_words_with_other_variables_are_refused_when_they_are_set(desk: Desk) -> None:
    for change in ({"text": "办好了"}, {"text": "{number} {caller}"}, {"template": "no-such"}):
        answer = await desk.admin.ask("PUT", "/wordings", {**CLOSED, **change})
        assert (answer.status_code, answer.json()["code"]) == (422, "wording-unfit")
    assert "number" in answer.json()["title"] or change == {"template": "no-such"}
    templates = {one["name"]: one for one in (await desk.admin.get("/templates"))["templates"]}
    assert templates["closed"]["variables"] == ["number"] and templates["closed"]["can_wait"]


@at_the_desk
async def test_only_an_administrator_of_the_area_decides_and_others_read_their_own(desk: Desk) -> None:
    made = await desk.admin.put("/wordings", CLOSED)
    hours = {"area": COUNTY, "from": "21:00", "until": "08:00"}
    await desk.admin.put("/quiet-hours", hours)
    foreign, own = await desk.key("k1", "admin", ELSEWHERE), await desk.key("k2", "leader")
    assert (await foreign.ask("PUT", "/wordings", CLOSED)).status_code == 404
    assert (await foreign.ask("DELETE", f"/wordings/{made['id']}")).status_code == 404
    assert (await foreign.ask("PUT", "/quiet-hours", hours)).status_code == 404
    assert (await foreign.ask("DELETE", f"/quiet-hours/{COUNTY}")).status_code == 404
    assert (await foreign.get("/wordings"))["items"] == (await foreign.get("/quiet-hours"))["items"] == []
    assert len((await own.get("/wordings"))["items"]) == 1
    (shown,) = (await own.get("/quiet-hours"))["items"]
    assert (shown["from"], shown["until"], shown["changed_by"]) == ("21:00", "08:00", "key:admin")


@at_the_desk
async def test_over_midnight_what_can_wait_waits_and_what_is_urgent_does_not(desk: Desk) -> None:
    await desk.set_up()
    await closed(desk, "s1", "18:59:30")
    await desk.reach("22:00")
    await closed(desk, "s2", "21:59:30")
    await desk.say(night.queued("r2"), story="s2")
    assert [one["about"] for one in await desk.messages(template="closed", state="quiet")] == ["s2"]
    assert (await desk.one("queued"))["state"] == "sent"
    assert {one["state"] for one in await desk.messages(template="received")} == {"sent"}
    await desk.say(night.offered("r2", "jia", 1, "22:02"), story="s2")
    await desk.reach("06:59:59")
    assert len(await desk.messages(template="closed", state="quiet")) == 1
    await desk.reach("07:00")
    waited = next(one for one in await desk.messages(template="closed") if one["about"] == "s2")
    assert (waited["state"], waited["attempts"]) == ("sent", 1)
    assert waited["sent_at"].startswith("2026-12-05T23:00:00")


@at_the_desk
async def test_what_breaks_in_the_evening_is_not_tried_again_in_the_night(desk: Desk) -> None:
    await desk.set_up()
    await desk.reach("21:59:58")
    desk.capture.behave(503, "/sms")
    await closed(desk, "s1", "21:59:30")
    assert (await desk.one("closed"))["state"] == "resting"
    await desk.reach("22:00:10")
    desk.capture.behave(None, "/sms")
    assert (await desk.one("closed"))["state"] == "quiet"
    await desk.reach("07:00")
    assert (await desk.one("closed"))["state"] == "sent"


@pytest.mark.parametrize("area", [COUNTY, TOWN])
@at_the_desk
async def test_an_area_says_itself_when_it_is_quiet(desk: Desk, area: str) -> None:
    await desk.set_up()
    await desk.admin.put("/quiet-hours", {"area": area, "from": "19:00", "until": "19:30"})
    await asyncio.sleep(HEARD)
    await closed(desk, "s1", "18:59:30")
    assert (await desk.one("closed"))["state"] == "quiet"
    await desk.reach("19:30")
    assert (await desk.one("closed"))["state"] == "sent"
    assert (await desk.admin.ask("DELETE", f"/quiet-hours/{area}")).status_code == 204
    unfit = await desk.admin.ask("PUT", "/quiet-hours", {"area": area, "from": "24:00", "until": "7"})
    assert unfit.status_code == 422


@at_the_desk
async def test_a_process_that_is_killed_in_the_night_keeps_what_waits(desk: Desk) -> None:
    await desk.set_up()
    await desk.reach("23:00")
    await closed(desk, "s1", "22:59:30")
    await desk.crash()
    await desk.reach("07:00")
    await desk.crash()
    await desk.rest()
    message = await desk.one("closed")
    assert message["state"] == "sent"
    assert [one.id for one in desk.capture.captured].count(message["id"]) == message["attempts"] == 1
