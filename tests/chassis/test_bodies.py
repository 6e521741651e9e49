"""Bodies that are none, or not what they say: refused as that, never repeated."""

from collections.abc import AsyncIterator

import pytest

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.contracts.words import Role
from tests.chassis.lantern_app import Running, lantern_app, running
from tests.chassis.test_problems import LANTERNS, SECRET, is_a_problem


@pytest.fixture
async def place(url: str, log: Log, clock: SteppedClock) -> AsyncIterator[Running]:
    async with running(lantern_app(url, log, clock)) as opened:
        yield opened


@pytest.fixture
async def dispatcher(place: Running) -> dict[str, str]:
    return await place.key(Role.DISPATCHER)


@pytest.mark.parametrize("name", [SECRET * 20, f"{SECRET}\n", "a/b~c"])
async def test_a_field_that_is_not_there_is_named_as_far_as_its_name_is_one(
    place: Running, dispatcher: dict[str, str], name: str
) -> None:
    answer = await place.http.post(LANTERNS, headers=dispatcher, json={"id": "a", name: 1})
    is_a_problem(answer, 422, "invalid")
    [error] = answer.json()["errors"]
    assert error["pointer"] == ("/a~1b~0c" if name == "a/b~c" else "/*") and SECRET not in answer.text


async def test_a_body_of_another_kind_than_json_is_refused_as_that(
    place: Running, dispatcher: dict[str, str]
) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml"):
        headers = {**dispatcher, "Content-Type": kind}
        answer = await place.http.post(LANTERNS, headers=headers, content=f"id={SECRET}".encode())
        is_a_problem(answer, 415, "not-json")
        assert SECRET not in answer.text
        unknown = await place.http.post(LANTERNS, headers={"Content-Type": kind}, content=b"id=a")
        is_a_problem(unknown, 401, "unknown")
    odd = {**dispatcher, "Content-Type": "application/vnd.lantern+json; charset=utf-8"}
    assert (await place.http.post(LANTERNS, headers=odd, content=b'{"id": "a"}')).status_code == 201
