"""The same call again: by Idempotency-Key, by the caller's own reference, alone and at the same instant."""

import asyncio
from typing import Any

from tests.support.intake import API, BRIDGE, SIGHTINGS, Desk, at_the_desk

BODY: dict[str, Any] = {"channel": "partner", "point": BRIDGE, "words": "桥下有人", "caller": "13900000007"}


@at_the_desk
async def test_the_same_key_and_body_replays_the_stored_answer(desk: Desk) -> None:
    first = await desk.operator.ask("POST", SIGHTINGS, BODY, once="k")
    desk.clock.move_to(desk.clock.now())
    again = await desk.operator.ask("POST", SIGHTINGS, BODY, once="k")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json() and again.json()["tracking_token"]
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(await desk.facts()) == (await desk.rows())["report"] == 1


@at_the_desk
async def test_the_same_key_with_another_body_is_refused(desk: Desk) -> None:
    await desk.operator.ask("POST", SIGHTINGS, BODY, once="k")
    other = await desk.operator.ask("POST", SIGHTINGS, {**BODY, "people": 2}, once="k")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert (await desk.rows())["report"] == 1


@at_the_desk
async def test_a_refused_call_does_not_use_up_its_key(desk: Desk) -> None:
    refused = await desk.operator.ask(
        "POST", SIGHTINGS, {**BODY, "area": "990101999", "point": None, "road": "x"}, "k"
    )
    assert refused.status_code == 422
    assert (await desk.operator.ask("POST", SIGHTINGS, BODY, once="k")).status_code == 201


@at_the_desk
async def test_keys_of_two_callers_do_not_meet(desk: Desk) -> None:
    answers = [await asker.post(SIGHTINGS, BODY, once="k") for asker in (desk.operator, desk.dispatcher)]
    assert len({answer["id"] for answer in answers}) == 2


@at_the_desk
async def test_the_same_reference_again_gives_the_report_that_is_there(desk: Desk) -> None:
    body = {**BODY, "reference": "P-7"}
    first = await desk.operator.ask("POST", SIGHTINGS, body)
    again = await desk.operator.ask("POST", SIGHTINGS, body)
    taken, known = first.json(), again.json()

    assert (first.status_code, again.status_code) == (201, 200)
    assert known["id"] == taken["id"] and known["number"] == taken["number"]
    assert known["tracking_token"] is None, "shown once"
    assert again.headers["Location"] == first.headers["Location"]
    assert len(await desk.facts()) == (await desk.rows())["report"] == 1


@at_the_desk
async def test_the_same_reference_with_other_content_is_a_conflict(desk: Desk) -> None:
    body = {**BODY, "reference": "P-7"}
    await desk.operator.ask("POST", SIGHTINGS, body)
    for changed in ({**body, "people": 2}, {**body, "caller": None}, {**body, "words": "桥上有人"}):
        answer = await desk.operator.ask("POST", SIGHTINGS, changed)
        assert (answer.status_code, answer.json()["code"]) == (409, "reference-reused")
        assert answer.json()["errors"][0]["pointer"] == "/reference"
    elsewhere = await desk.operator.ask("POST", f"{API}/cries-for-relief", body)
    assert elsewhere.status_code == 409
    assert (await desk.rows())["report"] == 1


@at_the_desk
async def test_the_same_words_written_otherwise_are_the_same_content(desk: Desk) -> None:
    await desk.operator.ask("POST", SIGHTINGS, {**BODY, "reference": "P-7"})
    same = {**BODY, "reference": "P-7", "caller": "+86 139-0000-0007", "people": 1, "address": ""}
    assert (await desk.operator.ask("POST", SIGHTINGS, same)).status_code == 200


@at_the_desk
async def test_two_callers_may_use_the_same_reference(desk: Desk) -> None:
    body = {**BODY, "reference": "P-7"}
    answers = [await asker.ask("POST", SIGHTINGS, body) for asker in (desk.operator, desk.dispatcher)]
    assert [answer.status_code for answer in answers] == [201, 201]


@at_the_desk
async def test_identical_calls_without_a_reference_are_distinct_reports(desk: Desk) -> None:
    taken = [await desk.operator.post(SIGHTINGS, BODY) for _ in range(3)]
    assert len({report["number"] for report in taken}) == 3


@at_the_desk
async def test_at_the_same_instant_one_reference_makes_one_report(desk: Desk) -> None:
    body = {**BODY, "reference": "P-7"}
    answers = await asyncio.gather(*(desk.operator.ask("POST", SIGHTINGS, body) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await desk.facts()) == (await desk.rows())["report"] == 1


@at_the_desk
async def test_at_the_same_instant_numbers_are_handed_out_once_each(desk: Desk) -> None:
    taken = await asyncio.gather(*(desk.operator.sighting() for _ in range(8)))
    assert sorted(report["number"] for report in taken) == [f"S-{n:04d}" for n in range(1, 9)]


@at_the_desk
async def test_a_reference_is_found_in_the_list(desk: Desk) -> None:
    taken = await desk.operator.post(SIGHTINGS, {**BODY, "reference": "P-7"})
    await desk.operator.post(SIGHTINGS, {**BODY, "reference": "P-8"})
    (found,) = (await desk.operator.get(SIGHTINGS, reference="P-7"))["items"]
    assert (found["id"], found["reference"]) == (taken["id"], "P-7")
    assert (await desk.operator.get(SIGHTINGS, reference="P-9"))["items"] == []
