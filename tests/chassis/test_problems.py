"""Errors say what is wrong and where, in the reader's language, and never repeat what was sent."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.chassis.store import Database
from services.chassis.web.reading import LARGEST_BODY
from services.chassis.web.words import FIELD_TEXTS
from services.contracts.words import Role
from tests.chassis.lantern_app import Running, lantern_app, running
from tests.chassis.lanterns import TABLES, LanternRow

LANTERNS = "/api/v1/lanterns"
SECRET = "13912345678"


@pytest.fixture
async def place(url: str, log: Log, clock: SteppedClock) -> AsyncIterator[Running]:
    async with running(lantern_app(url, log, clock)) as opened:
        yield opened


@pytest.fixture
async def dispatcher(place: Running) -> dict[str, str]:
    return await place.key(Role.DISPATCHER)


def is_a_problem(answer: httpx2.Response, status: int, code: str) -> None:
    content = answer.json()
    assert answer.status_code == content["status"] == status, content
    assert answer.headers["content-type"] == "application/problem+json"
    assert (content["code"], content["type"]) == (code, f"/problems/{code}")
    assert content["title"] and content["trace_id"] == answer.headers["x-request-id"]


WRONG: list[tuple[Any, str, str]] = [
    ({}, "/id", "missing"),
    ({"id": ""}, "/id", "string_too_short"),
    ({"id": SECRET * 3}, "/id", "string_too_long"),
    ({"id": 7}, "/id", "string_type"),
    ({"id": None}, "/id", "string_type"),
    ({"id": f"{SECRET}\0"}, "/id", "value_error"),
    ({"id": "a", "brightness": SECRET}, "/brightness", "less_than_equal"),
    ({"id": "a", "brightness": -1}, "/brightness", "greater_than_equal"),
    ({"id": "a", "brightness": "bright"}, "/brightness", "int_parsing"),
    ({"id": "a", "brightness": 1.5}, "/brightness", "int_from_float"),
    ({"id": "a", "kind": SECRET}, "/kind", "literal_error"),
    ({"id": "a", "area": SECRET + "x"}, "/area", "string_pattern_mismatch"),
    ({"id": "a", "hung_at": "2026-12-05T19:00:00"}, "/hung_at", "timezone_aware"),
    ({"id": "a", "hung_at": SECRET + "th"}, "/hung_at", "datetime_from_date_parsing"),
    ({"id": "a", "point": {"longitude": 181, "latitude": 0}}, "/point/longitude", "less_than_equal"),
    ({"id": "a", "point": SECRET}, "/point", "model_attributes_type"),
    ({"id": "a", "words": [SECRET] * 4}, "/words", "too_long"),
    ({"id": "a", "words": SECRET}, "/words", "list_type"),
    ({"id": "a", "words": ["a", 7]}, "/words/1", "string_type"),
    ({"id": "a", "words": [f"{SECRET}\0"]}, "/words", "value_error"),
    ({"id": "a", "misspelt": SECRET}, "/misspelt", "extra_forbidden"),
    ([], "/", "model_attributes_type"),
    (None, "/", "missing"),
]


async def test_every_wrong_field_is_named_with_its_reason_and_nothing_is_written(
    place: Running, dispatcher: dict[str, str]
) -> None:
    for body, pointer, code in WRONG:
        answer = await place.http.post(LANTERNS, headers=dispatcher, json=body)
        is_a_problem(answer, 422, "invalid")
        found = {error["pointer"]: error for error in answer.json()["errors"]}
        assert found[pointer]["code"] == code and found[pointer]["detail"], (body, found)
        assert SECRET not in answer.text
    async with place.service.database.read() as session:
        assert (await session.execute(select(LanternRow))).all() == []
        assert (await session.execute(select(TABLES.outbox))).all() == []


async def test_several_wrong_fields_are_all_named_at_once(place: Running, dispatcher: dict[str, str]) -> None:
    body = {"brightness": -1, "kind": "neon", "colour": "red"}
    answer = await place.http.post(LANTERNS, headers=dispatcher, json=body)
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"/id", "/brightness", "/kind", "/colour"}


@pytest.mark.parametrize(
    ("wished", "spoken"),
    [
        (None, "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("en", "en"),
        ("fr", "zh-CN"),
    ],
)
async def test_problems_speak_the_language_of_the_reader(
    place: Running, dispatcher: dict[str, str], wished: str | None, spoken: str
) -> None:
    headers = {**dispatcher, **({"Accept-Language": wished} if wished else {})}
    answer = await place.http.post(LANTERNS, headers=headers, json={})
    [error] = answer.json()["errors"]
    assert answer.headers["content-language"] == spoken
    assert error["detail"] == ("Required." if spoken == "en" else "必填。")
    assert answer.json()["title"].isascii() == (spoken == "en")


def test_every_text_about_a_field_is_there_in_both_languages() -> None:
    for text in FIELD_TEXTS.values():
        assert text.en.isascii() and not text.zh.isascii()


BROKEN_BODIES = [b"{", b"\xff\xfe", b"", b"NaN", b'{"id": "\\ud800"}', b"[" * 100_000, b'{"id": 1e999}']


async def test_a_body_that_cannot_be_read_is_the_callers_mistake(
    place: Running, dispatcher: dict[str, str]
) -> None:
    headers = {**dispatcher, "Content-Type": "application/json"}
    for body in BROKEN_BODIES:
        answer = await place.http.post(LANTERNS, headers=headers, content=body)
        assert 400 <= answer.status_code < 500, (body[:20], answer.status_code)
        assert answer.headers["content-type"] == "application/problem+json"
    form = await place.http.post(LANTERNS, headers=dispatcher, content=b"id=a", params={"x": SECRET})
    assert form.status_code == 422 and SECRET not in form.text


async def test_what_no_database_could_hold_is_refused_in_addresses_too(
    place: Running, dispatcher: dict[str, str]
) -> None:
    for name in ("a%00b", "%ff", "x" * 500, "%F0%9F%92%A1", "..%2f..", "'; drop table lantern; --"):
        for method, path in (("GET", f"{LANTERNS}/{name}"), ("POST", f"{LANTERNS}/{name}/brightness")):
            answer = await place.http.request(method, path, headers=dispatcher)
            assert 400 <= answer.status_code < 500, (name, answer.text)
    for query in ({"cursor": "nonsense"}, {"cursor": "W10"}, {"limit": "many"}, {"limit": "9" * 30}):
        answer = await place.http.get(LANTERNS, headers=dispatcher, params=query)
        assert 400 <= answer.status_code < 500, (query, answer.text)
    after_nul = await place.http.get(LANTERNS, headers=dispatcher, params={"cursor": "WyJhXHUwMDAwIl0"})
    assert after_nul.status_code in (200, 400), "a database may know such text or not"


async def test_a_body_that_is_too_large_is_refused_without_being_read_to_its_end(
    place: Running, dispatcher: dict[str, str]
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 100_000
            yield b"x" * 100_000

    answer = await place.http.post(LANTERNS, headers=dispatcher, content=endless())
    is_a_problem(answer, 413, "too-large")
    assert sent <= LARGEST_BODY + 200_000
    answer = await place.http.post(
        LANTERNS, headers=dispatcher, json={"id": "a", "words": ["x" * LARGEST_BODY]}
    )
    is_a_problem(answer, 413, "too-large")


async def test_an_error_of_the_domain_has_its_status_code_and_field(
    place: Running, dispatcher: dict[str, str]
) -> None:
    await place.http.post(LANTERNS, headers=dispatcher, json={"id": "a", "brightness": 100})
    again = await place.http.post(LANTERNS, headers=dispatcher, json={"id": "a"})
    is_a_problem(again, 409, "lantern-exists")
    english = {**dispatcher, "Accept-Language": "en"}
    brighter = await place.http.post(f"{LANTERNS}/a/brightness", headers=english)
    is_a_problem(brighter, 422, "too-bright")
    [error] = brighter.json()["errors"]
    assert error == {"pointer": "/brightness", "code": "too-bright", "detail": "At most 100."}


async def test_addresses_and_methods_that_are_not_there_are_problems_too(
    place: Running, dispatcher: dict[str, str]
) -> None:
    is_a_problem(await place.http.get(f"/nothing/{SECRET}", headers=dispatcher), 404, "http-404")
    refused = await place.http.delete(LANTERNS, headers=dispatcher)
    is_a_problem(refused, 405, "http-405")
    assert set(refused.headers["allow"].split(", ")) == {"GET", "POST"}


async def test_what_breaks_says_nothing_but_its_trace_id(
    place: Running, dispatcher: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {**dispatcher, "X-Request-ID": "trace-me-17"}
    answer = await place.http.get("/api/v1/broken", headers=headers)
    is_a_problem(answer, 500, "broken")
    assert answer.json()["trace_id"] == "trace-me-17" and SECRET not in answer.text
    written = "".join(capsys.readouterr())
    assert "trace-me-17" in written and "RuntimeError" in written and SECRET not in written


async def test_a_request_id_that_is_no_plain_word_is_replaced(place: Running) -> None:
    for id in ("a b", "x" * 65, "é", "<script>", ""):
        answer = await place.http.get("/livez", headers={"X-Request-ID": id.encode()})
        assert answer.headers["x-request-id"] != id and len(answer.headers["x-request-id"]) == 36


async def test_a_trace_is_carried_on_only_when_it_is_one(place: Running, dispatcher: dict[str, str]) -> None:
    place.service.relay.round = idle  # type: ignore[method-assign]
    good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    for name, trace in (("a", good), ("b", SECRET), ("c", "00-" + "x" * 5000)):
        headers = {**dispatcher, "traceparent": trace}
        assert (await place.http.post(LANTERNS, headers=headers, json={"id": name})).status_code == 201
    async with place.service.database.read() as session:
        rows = (await session.execute(select(TABLES.outbox).order_by(TABLES.outbox.c.id))).all()
    assert [dict(row.headers).get("ce_traceparent") for row in rows] == [good, None, None]


async def idle() -> int:
    return 0


async def test_pages_follow_each_other_while_rows_are_added(
    place: Running, dispatcher: dict[str, str]
) -> None:
    for number in range(0, 10, 2):
        await place.http.post(LANTERNS, headers=dispatcher, json={"id": f"l{number}"})
    first = await place.http.get(LANTERNS, headers=dispatcher, params={"limit": 2})
    await place.http.post(LANTERNS, headers=dispatcher, json={"id": "l1"})
    await place.http.post(LANTERNS, headers=dispatcher, json={"id": "l3"})
    seen = [item["id"] for item in first.json()["items"]]
    following = first
    while (cursor := following.json()["next"]) is not None:
        assert f"cursor={cursor}" in following.headers["link"]
        following = await place.http.get(LANTERNS, headers=dispatcher, params={"limit": 2, "cursor": cursor})
        seen += [item["id"] for item in following.json()["items"]]
    assert seen == ["l0", "l2", "l3", "l4", "l6", "l8"]
    assert "link" not in following.headers


async def test_the_api_document_names_every_route_and_how_to_show_a_key(place: Running) -> None:
    document = (await place.http.get("/openapi.json")).json()
    assert {"bearer", "key"} <= set(document["components"]["securitySchemes"])
    assert f"/lanterns{LANTERNS}" in document["paths"]
    assert json.dumps(document)


@pytest.mark.parametrize("failure", [ConnectionRefusedError(111, "refused"), TimeoutError(), PoolTimeout()])
async def test_while_the_database_is_away_the_caller_is_asked_to_come_again(
    place: Running, dispatcher: dict[str, str], monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    async def away(*_: Any) -> None:
        raise failure

    monkeypatch.setattr(Database, "transact", away)
    answer = await place.http.post(LANTERNS, json={"id": "a"}, headers=dispatcher)
    is_a_problem(answer, 503, "busy")
    assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize("ending", [True, False])
async def test_a_request_that_a_process_is_too_late_for_when_it_ends_may_come_again(
    place: Running, dispatcher: dict[str, str], monkeypatch: pytest.MonkeyPatch, ending: bool
) -> None:
    """Who serves us cancels what is still under way a moment after it was asked to end."""
    begun = asyncio.Event()

    async def wait_for_ever(*_: Any) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Database, "transact", wait_for_ever)
    asked = asyncio.ensure_future(place.http.post(LANTERNS, json={"id": "a"}, headers=dispatcher))
    await begun.wait()
    if ending:
        place.service.around.stopping.set()
    asked.cancel()
    if ending:
        is_a_problem(await asked, 503, "busy")
    else:
        with pytest.raises(asyncio.CancelledError):
            await asked
