"""A desk that answers like intake, small enough to see through: one dictionary, and moods for each request."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx2

Send = Callable[[dict[str, Any]], Awaitable[None]]
Mood = tuple[int, dict[str, str], dict[str, Any]]


@dataclass
class Desk:
    """`moods`: answers for the next POSTs, before it behaves. `refuses`: references that it finds fault with. After
    `present` requests it is `away` for so many."""

    sightings: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, tuple[str, int]] = field(default_factory=dict)
    moods: list[Mood] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    present: int = 0
    away: int = 0
    arrivals: list[tuple[str, float]] = field(default_factory=list)
    seconds: Callable[[], float] = lambda: 0.0

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Send
    ) -> None:
        if self.present > 0:
            self.present -= 1
        elif self.away > 0:
            self.away -= 1
            raise httpx2.ConnectError("nobody listens")
        if scope["method"] == "GET":
            wanted = parse_qs(scope["query_string"].decode())["reference"][0]
            found = [self.sightings[wanted]] if wanted in self.sightings else []
            return await _answer(send, 200, {"items": found, "next": None})
        content = (await receive())["body"]
        key = dict(scope["headers"])[b"idempotency-key"].decode()
        return await self._take(send, key, json.loads(content))

    async def _take(self, send: Send, key: str, body: dict[str, Any]) -> None:
        if self.moods:
            status, headers, problem = self.moods.pop(0)
            return await _answer(send, status, problem, headers)
        reference = body["reference"]
        if key in self.answers:
            return await _answer(send, 201, {"id": reference}, {"Idempotency-Replayed": "true"})
        if reference in self.refuses:
            errors = [{"pointer": "/signs", "detail": "not a sign"}]
            return await _answer(send, 422, {"title": "Not right", "code": "invalid", "errors": errors})
        if reference in self.sightings:
            known = self.sightings[reference] == body
            return await _answer(
                send, 200 if known else 409, {"title": "Other content", "code": "reference-used"}
            )
        self.sightings[reference] = body
        self.answers[key] = (reference, 201)
        self.arrivals.append((reference, self.seconds()))
        return await _answer(send, 201, {"id": reference})


async def _answer(
    send: Send, status: int, content: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    told = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


def client_of(desk: Desk) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(desk), base_url="http://desk")
