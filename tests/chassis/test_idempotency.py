"""The same key with the same words has one effect and one answer, however often and at once it comes."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.contracts.words import Role
from tests.chassis.lantern_app import Running, lantern_app, running
from tests.chassis.lanterns import COMMON, TABLES

LANTERNS = "/api/v1/lanterns"


@pytest.fixture
async def place(url: str, log: Log, clock: SteppedClock) -> AsyncIterator[Running]:
    async with running(lantern_app(url, log, clock)) as opened:
        yield opened


@pytest.fixture
async def dispatcher(place: Running) -> dict[str, str]:
    return await place.key(Role.DISPATCHER)


async def test_the_same_words_again_get_the_same_answer_and_change_nothing(
    place: Running, dispatcher: dict[str, str]
) -> None:
    headers = {**dispatcher, "Idempotency-Key": "report 1"}
    first = await place.http.post(LANTERNS, headers=headers, json={"id": "a"})
    again = await place.http.post(LANTERNS, headers=headers, json={"id": "a"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"] == "/lanterns/api/v1/lanterns/a"
    assert "idempotency-replayed" not in first.headers and again.headers["idempotency-replayed"] == "true"


async def test_without_a_key_the_same_words_are_another_wish(
    place: Running, dispatcher: dict[str, str]
) -> None:
    statuses = [
        (await place.http.post(LANTERNS, headers=dispatcher, json={"id": "a"})).status_code for _ in range(2)
    ]
    assert statuses == [201, 409]


async def test_other_words_under_the_same_key_are_refused(place: Running, dispatcher: dict[str, str]) -> None:
    headers = {**dispatcher, "Idempotency-Key": "report 1"}
    assert (await place.http.post(LANTERNS, headers=headers, json={"id": "a"})).status_code == 201
    refused = await place.http.post(LANTERNS, headers=headers, json={"id": "b"})
    elsewhere = await place.http.post(f"{LANTERNS}/a/brightness", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "key-reused")
    assert elsewhere.status_code == 422
    assert (await place.http.get(f"{LANTERNS}/b", headers=dispatcher)).status_code == 404


async def test_a_key_belongs_to_its_caller(place: Running, dispatcher: dict[str, str]) -> None:
    other = await place.key(Role.DISPATCHER, "990101")
    for name, headers in (("a", dispatcher), ("b", other)):
        answer = await place.http.post(
            LANTERNS, headers={**headers, "Idempotency-Key": "1"}, json={"id": name, "area": "990101"}
        )
        assert (answer.status_code, answer.json()["id"]) == (201, name)


async def test_twenty_at_once_have_one_effect_and_one_answer(
    place: Running, dispatcher: dict[str, str]
) -> None:
    await place.http.post(LANTERNS, headers=dispatcher, json={"id": "a"})
    headers = {**dispatcher, "Idempotency-Key": "brighter"}
    path = f"{LANTERNS}/a/brightness"
    answers = await asyncio.gather(*(place.http.post(path, headers=headers) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert (await place.http.get(f"{LANTERNS}/a", headers=dispatcher)).json()["brightness"] == 1


async def test_a_refused_wish_leaves_its_key_free(place: Running, dispatcher: dict[str, str]) -> None:
    headers = {**dispatcher, "Idempotency-Key": "1"}
    assert (await place.http.post(LANTERNS, headers=headers, json={"id": ""})).status_code == 422
    assert (await place.http.post(f"{LANTERNS}/a/brightness", headers=headers)).status_code == 404
    assert (await place.http.post(LANTERNS, headers=headers, json={"id": "a"})).status_code == 201


async def test_what_is_kept_of_an_answer_is_sealed(place: Running, dispatcher: dict[str, str]) -> None:
    headers = {**dispatcher, "Idempotency-Key": "x" * 500}
    await place.http.post(LANTERNS, headers=headers, json={"id": "13912345678"})
    async with place.service.database.read() as session:
        [row] = (await session.execute(select(COMMON.idempotency))).all()
    assert row.answer.startswith("sealed.answers.") and "139" not in row.answer + row.request + row.key


async def test_the_effect_the_facts_and_the_answer_are_one_unit(
    place: Running, dispatcher: dict[str, str]
) -> None:
    place.service.relay.round = idle  # type: ignore[method-assign]
    headers = {**dispatcher, "Idempotency-Key": "1"}
    for _ in range(3):
        await place.http.post(LANTERNS, headers=headers, json={"id": "a"})
    async with place.service.database.read() as session:
        assert len((await session.execute(select(TABLES.outbox))).all()) == 1


async def idle() -> int:
    return 0
