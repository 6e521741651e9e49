"""Calls that come at once are written together, and each is answered as if it had come alone."""

import asyncio
from typing import Any

from sqlalchemy import event

from tests.support.intake import API, BRIDGE, COUNTY, ELSEWHERE, SIGHTINGS, Desk, at_the_desk

CALL: dict[str, Any] = {"channel": "phone", "point": BRIDGE, "words": "桥下有人"}
AT_ONCE = 24


async def ask_all(desk: Desk, *calls: tuple[str, dict[str, Any], str | None]) -> list[Any]:
    return await asyncio.gather(*(desk.operator.ask("POST", path, body, once) for path, body, once in calls))


@at_the_desk
async def test_many_at_once_are_numbered_without_a_gap_in_few_commits(desk: Desk) -> None:
    commits: list[object] = []
    event.listen(desk.service.database.engine.sync_engine, "commit", commits.append)
    answers = await ask_all(desk, *((SIGHTINGS, CALL, None) for _ in range(AT_ONCE)))
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    numbers = sorted(int(answer.json()["number"].removeprefix("S-")) for answer in answers)
    assert numbers == list(range(1, AT_ONCE + 1))
    assert len(commits) < AT_ONCE
    rows = await desk.rows()
    assert rows["report"] == rows["timer"] == len(await desk.facts("SightingReported")) == AT_ONCE


@at_the_desk
async def test_each_kind_has_its_own_numbers_and_its_own_fact(desk: Desk) -> None:
    complaint = {"channel": "phone", "area": COUNTY}
    answers = await ask_all(desk, *(((SIGHTINGS, CALL, None), (f"{API}/complaints", complaint, None)) * 4))
    numbers = sorted(answer.json()["number"] for answer in answers)
    assert numbers == [f"{letter}-000{count}" for letter in "KS" for count in range(1, 5)]
    assert len(await desk.facts("ReportHandedOver")) == 4, "a complaint has an owner of its own"


@at_the_desk
async def test_what_is_refused_does_not_keep_the_others_waiting_for_a_number(desk: Desk) -> None:
    foreign = {"channel": "phone", "area": ELSEWHERE, "road": "x"}
    nowhere = {"channel": "phone", "area": COUNTY}
    good = (SIGHTINGS, CALL, None)
    answers = await ask_all(desk, good, (SIGHTINGS, foreign, None), good, (SIGHTINGS, nowhere, None), good)
    assert [answer.status_code for answer in answers] == [201, 404, 201, 422, 201]
    assert (await desk.rows())["report"] == 3


@at_the_desk
async def test_one_key_at_once_has_one_effect_and_one_answer(desk: Desk) -> None:
    other = (SIGHTINGS, {**CALL, "people": 2}, "mine")
    answers = await ask_all(desk, (SIGHTINGS, CALL, None), *([(SIGHTINGS, CALL, "mine")] * 5), other)
    assert [answer.status_code for answer in answers] == [201] * 6 + [422]
    assert len({answer.text for answer in answers[1:6]}) == 1
    rows = await desk.rows()
    assert (rows["report"], rows["idempotency"]) == (2, 1)


@at_the_desk
async def test_facts_of_one_commit_have_each_their_own_cause(desk: Desk) -> None:
    answers = await ask_all(desk, *((SIGHTINGS, CALL, None) for _ in range(4)))
    causes = {fact.subject: fact.causationid for fact in await desk.facts("SightingReported")}
    assert causes == {answer.json()["id"]: answer.headers["X-Request-Id"] for answer in answers}
