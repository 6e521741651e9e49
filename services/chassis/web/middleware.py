"""At the edge of every request: an id that errors quote, and a limit on what is read."""

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis.clock import Ids
from services.chassis.web.metrics import HttpMetrics
from services.chassis.web.problems import BUSY, broken, problem
from services.chassis.web.reading import TooLarge, TooSlow, limited
from services.chassis.web.words import Text

TOO_LARGE = Text("内容太大。", "The content is too large.")
TOO_SLOW = Text("内容没有按时传完。", "The content did not come in time.")


class Edge:
    """`stopping` is set when the process was asked to end."""

    def __init__(self, app: ASGIApp, ids: Ids, metrics: HttpMetrics, stopping: asyncio.Event) -> None:
        self._app, self._ids, self._metrics, self._stopping = app, ids, metrics, stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.request_id = _safe(request.headers.get("x-request-id")) or str(self._ids.new())
        started, begun = False, asyncio.get_running_loop().time()

        async def send_with_id(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                seconds = asyncio.get_running_loop().time() - begun
                self._metrics.answered(scope["method"], _route(scope), message["status"], seconds)
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request.state.request_id.encode()),
                ]
            await send(message)

        try:
            await self._app(scope, limited(receive, lambda: started), send_with_id)
        except TooLarge:
            await problem(request, 413, "too-large", TOO_LARGE)(scope, receive, send_with_id)
        except TooSlow:
            answer = problem(request, 408, "too-slow", TOO_SLOW)
            answer.headers["Connection"] = "close"  # the rest of it may come at any time
            await answer(scope, receive, send_with_id)
        except asyncio.CancelledError:
            if started or not self._stopping.is_set():
                raise
            # Whoever serves us waits no longer for what is under way. Nothing was committed that we know of.
            await problem(request, 503, "busy", BUSY)(scope, receive, send_with_id)
        except Exception as error:
            # Answered here and not further out, where it would lose its id and be logged with what was sent.
            answer = await broken(request, error)
            if not started:
                await answer(scope, receive, send_with_id)


def _route(scope: Scope) -> str | None:
    """The path with its parameters' names in place of what they were; None where no route was met."""
    if "route" not in scope:
        return None
    names = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    return "/".join(names.get(segment, segment) for segment in scope["path"].split("/"))


def _safe(request_id: str | None) -> str | None:
    """A caller's own id, when it is short and plain: it comes back in a header and in errors."""
    if request_id is None or len(request_id) > 64 or not request_id.isascii():
        return None
    return request_id if request_id.replace("-", "").isalnum() else None
