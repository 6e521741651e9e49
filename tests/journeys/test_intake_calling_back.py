"""Whoever left a number and wants to hear how it ended is telephoned by the owner, once, until it is done."""

import asyncio
from typing import Any

import pytest

from tests.support import intake_patrol as patrol
from tests.support.intake import KEYRING, SIGHTINGS, Asker, Desk, at, at_the_desk, story_of

CALLER = "13900000007"
Answer = tuple[int, str | None]


async def ended(desk: Desk, **details: Any) -> dict[str, Any]:
    """A sighting whose rescue was answered at 19:20."""
    taken = await desk.operator.sighting(**{"caller": CALLER, **details})
    await desk.say(patrol.opened(taken), 1)
    await desk.reach("19:20")
    await desk.say(patrol.answered(taken), 2)
    return taken


async def telephoned(asker: Asker, taken: dict[str, Any], result: str, **body: Any) -> Answer:
    """The status, and what is owed now or the code of the problem."""
    answer = await asker.ask("POST", f"{SIGHTINGS}/{taken['id']}/call-back", {"result": result, **body})
    told = answer.json()
    return answer.status_code, told.get("code") or told["calling_back"]


async def owed(desk: Desk) -> list[str]:
    page = await desk.operator.get(SIGHTINGS, calling_back="owed")
    return [one["id"] for one in page["items"]]


@at_the_desk
async def test_a_call_is_owed_when_it_is_over_and_not_before(desk: Desk) -> None:
    early = await desk.operator.sighting(caller=CALLER)
    assert await telephoned(desk.operator, early, "told") == (409, "out-of-order")
    taken = await ended(desk)
    shown = await desk.operator.read(taken)
    assert (shown["calling_back"], shown["calls_back"]) == ("owed", 0)
    assert shown["call_back_due_at"] == at("20:20").isoformat()
    assert await owed(desk) == [taken["id"]]


@pytest.mark.parametrize("details", [{"call_back": False}, {"caller": None}])
@at_the_desk
async def test_nobody_is_telephoned_who_left_no_number_or_does_not_want_it(
    desk: Desk, details: dict[str, Any]
) -> None:
    taken = await ended(desk, **details)
    assert (await desk.operator.read(taken))["calling_back"] is None
    assert await telephoned(desk.operator, taken, "told") == (409, "nothing-to-tell")
    assert await desk.facts("ReporterCalledBack") == []


@at_the_desk
async def test_who_was_told_is_told_once_and_what_they_said_is_sealed(desk: Desk) -> None:
    taken = await ended(desk)
    assert await telephoned(desk.operator, taken, "told", words="很高兴") == (200, "made")
    assert await telephoned(desk.operator, taken, "told") == (409, "nothing-to-tell")
    (fact,) = await desk.facts("ReporterCalledBack")
    assert (fact.data["attempt"], fact.data["result"]) == (1, "told") and "again_by" not in fact.data
    assert KEYRING.open(fact.data["note"]) == "很高兴" and "很高兴" not in await desk.everything_written()
    shown = await desk.operator.read(taken)
    assert story_of(shown)[-1] == "ReporterCalledBack" and shown["call_back_due_at"] is None
    assert await owed(desk) == []


@at_the_desk
async def test_who_does_not_answer_is_tried_again_and_after_the_third_time_no_more(desk: Desk) -> None:
    taken = await ended(desk)
    assert await telephoned(desk.operator, taken, "no_answer") == (200, "owed")
    assert (await desk.operator.read(taken))["call_back_due_at"] == at("19:50").isoformat()
    assert await telephoned(desk.operator, taken, "no_answer") == (200, "owed")
    assert await telephoned(desk.operator, taken, "no_answer") == (200, "given_up")
    assert [fact.data["attempt"] for fact in await desk.facts("ReporterCalledBack")] == [1, 2, 3]


@at_the_desk
async def test_a_wrong_number_is_not_tried_again(desk: Desk) -> None:
    assert await telephoned(desk.operator, await ended(desk), "wrong_number") == (200, "given_up")


@at_the_desk
async def test_only_the_owner_or_who_stands_in_writes_it_down(desk: Desk) -> None:
    taken = await ended(desk)
    colleague = await desk.key("second", "operator")
    assert await telephoned(colleague, taken, "told") == (403, "not-the-owner")
    assert await telephoned(desk.dispatcher, taken, "told") == (200, "made")


@at_the_desk
async def test_of_two_clerks_who_write_it_down_at_once_one_is_counted(desk: Desk) -> None:
    taken = await ended(desk)
    answers = await asyncio.gather(
        *(telephoned(asker, taken, "told") for asker in (desk.operator, desk.dispatcher))
    )
    assert sorted(answers) == [(200, "made"), (409, "nothing-to-tell")]
    assert len(await desk.facts("ReporterCalledBack")) == 1


@at_the_desk
async def test_every_reporter_of_a_joined_rescue_is_owed_a_call(desk: Desk) -> None:
    one = await desk.operator.sighting(caller=CALLER)
    other = await desk.operator.sighting(caller="13900000008")
    await desk.say(patrol.opened(one), 1)
    await desk.say(patrol.answered(one, other), 2)
    assert sorted(await owed(desk)) == sorted([one["id"], other["id"]])


@at_the_desk
async def test_who_took_their_own_word_back_is_not_telephoned_about_it(desk: Desk) -> None:
    taken = await desk.operator.post(
        SIGHTINGS.replace("sightings", "service-requests"), {"channel": "phone", "caller": CALLER}
    )
    path = f"{SIGHTINGS.replace('sightings', 'service-requests')}/{taken['id']}"
    await desk.operator.post(f"{path}/closing", {"outcome": "withdrawn", "reason": "自己找到了"})
    assert (await desk.operator.get(path))["calling_back"] is None
