"""An ASGI application that takes every POST and PUT as a provider would, keeps it in memory, and lists it.

    POST|PUT  anything            taken, answered with 200 and {"code": 0}, or as it was told to behave
    GET       /captured           {"items": [...]}, oldest first; `?path=/sms` narrows
    DELETE    /captured           forget everything
    PUT       /behaviour          {"path": "/sms", "answer": 503 | "hang" | null, "times": 2 | null}

It may be mounted under any prefix that ends in `/capture`. For development and tests: it asks for no key.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

MOST = 10_000  # captured requests kept; the oldest go first
HANG = "hang"
HANG_SECONDS = 3_600.0


@dataclass(frozen=True)
class Captured:
    """One request as it came. `id` is the message's own, by which a provider would notice a repetition."""

    number: int
    id: str | None
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    answered: int | None


@dataclass
class Behaviour:
    """How requests to paths that begin with `path` are answered: a status, or `hang`; `times` None is for ever."""

    path: str
    answer: int | str
    times: int | None = None

    def meets(self, path: str) -> bool:
        return path.startswith(self.path) and (self.times is None or self.times > 0)


@dataclass
class CaptureApp:
    captured: list[Captured] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=list)
    seen: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            with suppress(ClientDisconnect):  # nobody is left who could be answered
                response = await self.answer(Request(scope, receive))
                await response(scope, receive, send)

    def behave(self, answer: int | str | None, path: str = "/", times: int | None = None) -> None:
        """From here on; None means well again."""
        self.behaviours = [known for known in self.behaviours if known.path != path]
        if answer is not None:
            self.behaviours.append(Behaviour(path, answer, times))

    async def answer(self, request: Request) -> Response:
        path = _inner(request.url.path)
        asked = (request.method, path)
        if asked == ("GET", "/captured"):
            wanted = request.query_params.get("path", "/")
            return JSONResponse(
                {"items": [asdict(one) for one in self.captured if one.path.startswith(wanted)]}
            )
        if asked == ("DELETE", "/captured"):
            self.captured.clear()
            return Response(status_code=204)
        if asked == ("PUT", "/behaviour"):
            return self._told(await request.body())
        if request.method in ("POST", "PUT"):
            return await self._take(request, path)
        return JSONResponse({"detail": "POST here what would leave the platform; GET /captured"}, 404)

    def _told(self, body: bytes) -> Response:
        try:
            wish = json.loads(body)
            answer, path, times = wish["answer"], wish.get("path", "/"), wish.get("times")
        except (ValueError, KeyError, TypeError, AttributeError):
            answer, path, times = "nothing", "/", None
        known = answer in (None, HANG) or (type(answer) is int and 100 <= answer <= 599)
        if not known or not isinstance(path, str) or type(times) not in (int, type(None)):
            return JSONResponse({"detail": "wanted: path, answer (a status, hang or null), times"}, 422)
        self.behave(answer, path, times)
        return Response(status_code=204)

    async def _take(self, request: Request, path: str) -> Response:
        body = await _body_of(request)
        behaviour = next((known for known in self.behaviours if known.meets(path)), None)
        answer: int | str = behaviour.answer if behaviour else 200
        if behaviour and behaviour.times is not None:
            behaviour.times -= 1
        self._keep(request, path, body, answer)
        if answer == HANG:
            await asyncio.sleep(HANG_SECONDS)
        status = 200 if isinstance(answer, str) else answer
        return JSONResponse({"code": 0 if status < 300 else status}, status)

    def _keep(self, request: Request, path: str, body: Any, answer: int | str) -> None:
        self.seen += 1
        named = body.get("id") if isinstance(body, dict) else None
        answered = answer if isinstance(answer, int) else None
        headers = {name: value for name, value in request.headers.items() if name != "authorization"}
        id = request.headers.get("webhook-id") or named
        self.captured.append(Captured(self.seen, id, request.method, path, headers, body, answered))
        del self.captured[:-MOST]


def capture_app() -> CaptureApp:
    return CaptureApp()


def _inner(path: str) -> str:
    """The path below the prefix that the application is mounted under."""
    before, mounted, after = path.partition("/capture/")
    return f"/{after}" if mounted else before


async def _body_of(request: Request) -> Any:
    body = await request.body()
    form = dict(parse_qsl(body.decode(errors="replace")))
    if form and "form-urlencoded" in request.headers.get("content-type", ""):
        return form
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
