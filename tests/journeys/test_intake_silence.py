"""The conversation with patrol: silence after twenty seconds, late answers, refusals; and the limits of other kinds."""

import asyncio

import pytest

from services.contracts.patrol import SightingDeclined
from tests.support.intake import API, SIGHTINGS, Desk, at, at_the_desk, kind_of, story_of
from tests.support.intake_patrol import joined, opened


@at_the_desk
async def test_after_twenty_seconds_of_silence_a_sighting_is_red_as_a_fact_and_in_the_list(
    desk: Desk,
) -> None:
    taken = await desk.operator.sighting()
    await desk.reach("19:00:19")
    assert (await desk.operator.read(taken))["taken_over"] == "waiting"
    await desk.reach("19:00:20")

    (fact,) = await desk.facts("ReportNotTakenOver")
    assert (fact.time, fact.actor, fact.sequence) == (at("19:00:20"), "clock", 2)
    assert fact.data == {"report": taken["id"], "asked_at": "2026-12-05T11:00:00Z", "waited_seconds": 20}
    (red,) = (await desk.operator.get(SIGHTINGS, taken_over="silent"))["items"]
    assert red["id"] == taken["id"] and red["owner"] == "key:operator"
    await desk.reach("20:00")
    assert len(await desk.facts("ReportNotTakenOver")) == 1
    assert story_of(await desk.operator.read(taken)) == ["SightingReported", "ReportNotTakenOver"]


@at_the_desk
async def test_the_silence_is_dated_when_it_was_due_however_late_the_clock_is_looked_at(desk: Desk) -> None:
    await desk.operator.sighting()
    desk.clock.move_to(at("19:30"))
    (fact,) = await desk.facts("ReportNotTakenOver")
    assert fact.time == at("19:00:20") and fact.data["waited_seconds"] == 20


@at_the_desk
async def test_an_answer_in_time_ends_the_conversation_and_its_clock(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await desk.say(opened(taken))
    assert (await desk.rows())["timer"] == 0
    await desk.reach("19:05")

    assert await desk.facts("ReportNotTakenOver") == []
    assert (await desk.operator.read(taken))["taken_over"] == "taken_over"


@pytest.mark.only(store="sqlite")
@at_the_desk
async def test_with_the_log_down_we_keep_accepting_turn_red_in_time_and_catch_up(desk: Desk) -> None:
    await desk.log.stop()
    taken = await desk.operator.sighting()
    ready = await desk.http.get("/intake/readyz")
    desk.clock.move_to(at("19:00:20"))
    await asyncio.sleep(5)
    shown = await desk.operator.read(taken)

    assert ready.status_code == 200 and ready.json()["degraded"] == ["log"]
    assert shown["taken_over"] == "silent"
    await desk.log.start()
    await asyncio.sleep(5)
    assert [kind_of(fact) for fact in await desk.facts()] == ["SightingReported", "ReportNotTakenOver"]
    await desk.say(opened(taken))
    assert (await desk.operator.read(taken))["taken_over"] == "taken_over"


@at_the_desk
async def test_a_desk_that_was_down_when_it_should_have_turned_red_does_so_when_it_is_back(
    desk: Desk,
) -> None:
    taken = await desk.operator.sighting()
    await desk.rest()
    await desk.service.stop()
    desk.clock.move_to(at("19:10"))
    desk.service.open_database()
    await desk.service.start()
    await desk.log.start()
    (fact,) = await desk.facts("ReportNotTakenOver")

    assert fact.time == at("19:00:20")
    assert (await desk.operator.read(taken))["taken_over"] == "silent"


@pytest.mark.parametrize("answer", [opened, joined])
@at_the_desk
async def test_a_late_answer_still_takes_over(desk: Desk, answer) -> None:
    taken = await desk.operator.sighting()
    await desk.reach("19:05")
    await desk.say(answer(taken))
    shown = await desk.operator.read(taken)

    assert (shown["taken_over"], shown["rescue"]["id"], shown["owner"]) == (
        "taken_over",
        "rescue-1",
        "key:operator",
    )
    assert story_of(shown)[:2] == ["SightingReported", "ReportNotTakenOver"]
    assert (await desk.operator.get(SIGHTINGS, taken_over="silent"))["items"] == []


@at_the_desk
async def test_a_refusal_ends_the_conversation_with_its_reason(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await desk.say(SightingDeclined(sighting=taken["id"], reason="no_point"))
    await desk.reach("19:05")
    shown = await desk.operator.read(taken)

    assert (shown["taken_over"], shown["status"], shown["rescue"]) == ("declined", "open", None)
    assert shown["story"][-1]["detail"] == {"reason": "no_point"}
    assert await desk.facts("ReportNotTakenOver") == []


@at_the_desk
async def test_a_sighting_closed_by_hand_does_not_turn_red(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    closing = {"outcome": "false_report", "reason": "恶作剧"}
    await desk.operator.post(f"{SIGHTINGS}/{taken['id']}/closing", closing)
    await desk.reach("19:05")
    assert await desk.facts("ReportNotTakenOver") == []
    assert (await desk.rows())["timer"] == 0


@at_the_desk
async def test_a_repeated_or_contrary_answer_changes_nothing(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await desk.say(opened(taken))
    await desk.say(opened(taken))
    await desk.say(SightingDeclined(sighting=taken["id"], reason="no_point"))
    assert (await desk.operator.read(taken))["taken_over"] == "taken_over"
    assert (await desk.rows())["parked"] == 0


@at_the_desk
async def test_a_cry_for_relief_that_is_not_closed_in_three_days_is_overdue_once(desk: Desk) -> None:
    cries = f"{API}/cries-for-relief"
    taken = await desk.operator.post(cries, {"channel": "walk_in", "words": "断粮"})
    await desk.reach("19:30")
    assert await desk.facts("ReportOverdue") == []
    due_at = at("19:00").replace(day=8)
    desk.clock.move_to(due_at.replace(hour=23))

    (fact,) = await desk.facts("ReportOverdue")
    assert (fact.time, fact.data["kind"], fact.data["owner"]) == (due_at, "cry_for_relief", "key:operator")
    shown = await desk.operator.read(taken, "cries-for-relief")
    assert shown["overdue"] and story_of(shown) == ["ReportTaken", "ReportOverdue"]
    assert (await desk.rows())["timer"] == 0


@at_the_desk
async def test_a_service_request_closed_in_time_is_never_overdue(desk: Desk) -> None:
    requests = f"{API}/service-requests"
    taken = await desk.operator.post(requests, {"channel": "phone", "words": "送餐"})
    await desk.operator.post(f"{requests}/{taken['id']}/closing", {"outcome": "helped", "reason": "已送"})
    desk.clock.move_to(at("19:00").replace(day=30))
    assert await desk.facts("ReportOverdue") == []
    assert [fact.data["outcome"] for fact in await desk.facts("ReportClosed")] == ["helped"]
