"""Bodies that are none, or not what they say: refused as that, never repeated."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from sqlalchemy import select

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.contracts.words import Role
from tests.chassis.lantern_app import Running, lantern_app, running
from tests.chassis.lanterns import LanternRow
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


async def sent_slowly(place: Running, headers: dict[str, str], every: float, pieces: int) -> httpx2.Response:
    """A body of `pieces` pieces, `every` seconds, that then stops coming."""

    async def dripping() -> AsyncIterator[bytes]:
        for _ in range(pieces):
            yield b" "
            await asyncio.sleep(every)
        await asyncio.sleep(1_000)

    json = {**headers, "Content-Type": "application/json"}
    return await place.http.post(LANTERNS, headers=json, content=dripping())


@pytest.mark.only(store="sqlite", log="embedded")  # in real time it would take as long as it says
async def test_a_body_that_stops_coming_or_only_drips_is_waited_for_so_long_and_no_longer(
    place: Running, dispatcher: dict[str, str]
) -> None:
    loop = asyncio.get_running_loop()
    for every, pieces, longest in ((0.0, 1, 10.5), (0.0, 0, 10.5), (4.0, 1_000, 30.5)):
        begun = loop.time()
        answer = await sent_slowly(place, dispatcher, every, pieces)
        is_a_problem(answer, 408, "too-slow")
        assert answer.headers["connection"] == "close"
        assert longest - 1 < loop.time() - begun < longest


@pytest.mark.only(store="sqlite", log="embedded")
async def test_a_body_that_comes_slowly_and_whole_is_taken(
    place: Running, dispatcher: dict[str, str]
) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        for piece in (b"{", b'"id":', b' "a"', b"}"):
            yield piece
            await asyncio.sleep(7)

    headers = {**dispatcher, "Content-Type": "application/json"}
    answer = await place.http.post(LANTERNS, headers=headers, content=slowly())
    assert answer.status_code == 201, answer.text


DEEP = b'{"id": ' + b'{"a": ' * 50_000 + b"1" + b"}" * 50_000 + b"}"
ODD: list[tuple[str, bytes]] = [
    ("not UTF-8", b'{"id": "\xe9\xe8"}'),
    ("half a character", '{"id": "桥"}'.encode()[:-3] + b'"}'),
    ("GB 18030", '{"id": "铁路桥下"}'.encode("gb18030")),
    ("a lone surrogate", b'{"id": "\\ud800"}'),
    ("lone surrogates in a name", b'{"id": "a", "\\udfff": 1}'),
    ("NUL", b'{"id": "a\\u0000"}'),
    ("bare control characters", b'{"id": "a\nb"}'),
    ("deep lists", b"[" * 200_000),
    ("deep lists that end", b"[" * 100_000 + b"]" * 100_000),
    ("deep objects", DEEP),
    ("many digits", b'{"id": "a", "brightness": ' + b"9" * 5_000 + b"}"),
    ("a huge exponent", b'{"id": "a", "brightness": 1e99999}'),
    ("not a number", b'{"id": "a", "brightness": NaN}'),
    ("half of it", b'{"id": "a'),
    ("two of them", b'{"id": "a"}{"id": "b"}'),
]


async def test_text_that_no_json_can_be_is_refused_and_never_breaks_anything(
    place: Running, dispatcher: dict[str, str]
) -> None:
    headers = {**dispatcher, "Content-Type": "application/json"}
    for what, body in ODD:
        answer = await place.http.post(LANTERNS, headers=headers, content=body)
        assert answer.status_code in (400, 422), (what, answer.status_code, answer.text[:200])
        assert answer.headers["content-type"] == "application/problem+json", what
        assert len(answer.content) < 2_000, what
    async with place.service.database.read() as session:
        assert (await session.execute(select(LanternRow))).all() == []


async def test_json_in_another_unicode_encoding_is_read_as_what_it_says_or_refused(
    place: Running, dispatcher: dict[str, str]
) -> None:
    headers = {**dispatcher, "Content-Type": "application/json"}
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"):
        body = f'{{"id": "桥-{encoding}"}}'.encode(encoding)
        answer = await place.http.post(LANTERNS, headers=headers, content=body)
        assert answer.status_code in (201, 400, 422), (encoding, answer.text)
        assert answer.status_code != 201 or answer.json()["id"] == f"桥-{encoding}"
