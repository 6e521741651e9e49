"""Sends whatever bytes a request has to an app in this process, as a server would hand them on."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from requests import PreparedRequest
from schemathesis.core.transport import Response
from starlette.types import ASGIApp


@dataclass
class _Exchange:
    """One request under way. A stream is left after its first piece."""

    body: bytes
    status: int = 0
    headers: tuple[tuple[bytes, bytes], ...] = ()
    content: bytes = b""
    asked: bool = False
    ended: bool = False

    async def receive(self) -> dict[str, Any]:
        if self.asked:
            return {"type": "http.disconnect"}
        self.asked = True
        return {"type": "http.request", "body": self.body, "more_body": False}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], tuple(message["headers"])
        else:
            self.content += message.get("body", b"")


async def call(app: ASGIApp, request: PreparedRequest) -> Response:
    """The app's whole answer to it."""
    told = urlsplit(str(request.url))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(told.path),
        "raw_path": told.path.encode(),
        "query_string": told.query.encode(),
        "headers": [(_raw(name).lower(), _raw(value)) for name, value in request.headers.items()],
        "server": ("nuandong.test", 80),
        "client": ("192.0.2.1", 1),
        "root_path": "",
    }
    body = request.body or b""
    exchange = _Exchange(body.encode() if isinstance(body, str) else bytes(body))
    await app(scope, exchange.receive, exchange.send)
    headers: dict[str, list[str]] = {}
    for name, value in exchange.headers:
        headers.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return Response(exchange.status, headers, exchange.content, request, elapsed=0.0, verify=False)


def _raw(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")
