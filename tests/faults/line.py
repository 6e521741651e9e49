"""The telephone line to the gateway: counts what waits for an answer, and keeps every 201."""

import json
from collections import Counter, defaultdict

import httpx2

from services.platform.replay.sender import SIGHTINGS

ANSWER_SECONDS = 10.0  # a caller who hears nothing for so long asks again
REPLAYED = "Idempotency-Replayed"


class Line(httpx2.AsyncBaseTransport):
    """`promised`: by the caller's own reference the ids that a 201 told; a second one is a broken promise."""

    def __init__(self) -> None:
        limits = httpx2.Limits(max_connections=400, max_keepalive_connections=100)
        self._inner = httpx2.AsyncHTTPTransport(limits=limits)
        self.in_flight = 0
        self.promised: dict[str, set[str]] = defaultdict(set)
        self.answers: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.in_flight += 1
        try:
            response = await self._inner.handle_async_request(request)
            await response.aread()
        except httpx2.TransportError as error:
            self.answers[type(error).__name__] += 1
            raise
        finally:
            self.in_flight -= 1
        self._note(request, response)
        return response

    def _note(self, request: httpx2.Request, response: httpx2.Response) -> None:
        self.answers[f"{response.status_code}{_how(response)}"] += 1
        if response.status_code == 201 and (request.method, request.url.path) == ("POST", SIGHTINGS):
            self.promised[json.loads(request.content)["reference"]].add(response.json()["id"])

    async def aclose(self) -> None:
        await self._inner.aclose()


def _how(response: httpx2.Response) -> str:
    """Said again out of the store, or refused for a reason that has a name."""
    if response.is_error and response.headers.get("Content-Type") == "application/problem+json":
        return f" {response.json().get('code', '')}".rstrip()
    return " again" if REPLAYED in response.headers else ""
