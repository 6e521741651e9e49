"""The stand-in for providers: takes, remembers, and misbehaves when it is told to."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from services.platform.capture import CaptureApp, capture_app


@pytest.fixture
def capture() -> CaptureApp:
    return capture_app()


@pytest.fixture
async def http(capture: CaptureApp) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=capture)
    async with httpx2.AsyncClient(transport=transport, base_url="http://capture.test") as client:
        yield client


async def items(http: httpx2.AsyncClient, path: str = "/captured") -> list[dict]:
    return list((await http.get(path)).json()["items"])


async def test_it_takes_whatever_is_posted_and_lists_it(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/sms", json={"to": "0000-5550001", "text": "您好", "id": "m1"})
    await http.put("/hook", data={"uid": "m2"}, headers={"webhook-id": "m2"})
    await http.post("/hook", content=b"\xff not json")

    assert answer.status_code == 200 and answer.json() == {"code": 0}
    seen = [(one["number"], one["id"], one["method"], one["path"]) for one in await items(http)]
    assert seen == [(1, "m1", "POST", "/sms"), (2, "m2", "PUT", "/hook"), (3, None, "POST", "/hook")]
    assert (await items(http))[1]["body"] == {"uid": "m2"}
    assert [one["number"] for one in await items(http, "/captured?path=/sms")] == [1]


async def test_it_may_stand_under_a_prefix(http: httpx2.AsyncClient) -> None:
    await http.post("/capture/sms", json={"id": "m1"})

    assert [one["path"] for one in await items(http, "/capture/captured")] == ["/sms"]


async def test_it_forgets_when_asked(http: httpx2.AsyncClient) -> None:
    await http.post("/sms", json={})
    assert (await http.delete("/captured")).status_code == 204

    assert await items(http) == []


async def test_it_does_not_keep_what_proves_who_is_calling(http: httpx2.AsyncClient) -> None:
    await http.post("/sms", json={}, headers={"Authorization": "open sesame"})

    assert "authorization" not in (await items(http))[0]["headers"]


async def test_it_can_be_told_to_fail_for_a_while(http: httpx2.AsyncClient) -> None:
    await http.put("/behaviour", json={"path": "/sms", "answer": 503, "times": 2})
    answers = [(await http.post("/sms", json={})).status_code for _ in range(3)]

    assert answers == [503, 503, 200]
    assert (await http.post("/hook", json={})).status_code == 200


async def test_it_can_be_told_to_hang_and_to_be_well_again(
    capture: CaptureApp, http: httpx2.AsyncClient
) -> None:
    await http.put("/behaviour", json={"path": "/sms", "answer": "hang"})
    hanging = asyncio.ensure_future(http.post("/sms", json={"id": "m1"}))
    while not capture.captured:
        await asyncio.sleep(0)
    assert not hanging.done() and capture.captured[0].answered is None
    hanging.cancel()

    await http.put("/behaviour", json={"path": "/sms", "answer": None})
    assert (await http.post("/sms", json={})).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"answer": "explode"}',
        b'{"answer": 99}',
        b'{"answer": true}',
        b'{"answer": 500, "times": "x"}',
    ],
)
async def test_it_does_not_misunderstand(http: httpx2.AsyncClient, body: bytes) -> None:
    assert (await http.put("/behaviour", content=body)).status_code == 422
    assert (await http.post("/sms", json={})).status_code == 200


async def test_it_says_what_it_is_to_who_asks_for_something_else(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/sms")
    assert answer.status_code == 404 and "captured" in answer.json()["detail"]


async def test_a_caller_who_hangs_up_in_the_middle_is_no_error_and_is_not_remembered(
    capture: CaptureApp, http: httpx2.AsyncClient
) -> None:
    """A service that is killed while it speaks to its provider leaves half a request behind."""
    said = iter([{"type": "http.request", "body": b'{"id"', "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> dict:
        return dict(next(said))

    async def send(message: dict) -> None:
        raise AssertionError(f"nobody hears {message}")

    half = {"type": "http", "method": "POST", "path": "/sms", "headers": [], "query_string": b""}
    await capture(half, receive, send)

    assert await items(http) == []
