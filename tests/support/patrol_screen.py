"""A screen that listens to patrol's stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from services.platform.client import Api
from tests.support.patrol import Patrol


@dataclass
class Screen:
    """What an open stream has received so far."""

    status: int = 0
    text: str = ""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def messages(self) -> list[dict[str, Any]]:
        found = []
        for block in self.text.split("\n\n")[:-1]:
            lines = dict(line.split(": ", 1) for line in block.split("\n"))
            found.append({**lines, "data": json.loads(lines["data"])})
        return found

    def of(self, event: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["event"] == event]


@asynccontextmanager
async def screen(
    p: Patrol, key: Api | None, last_event_id: str | None = None, app: Any = None
) -> AsyncIterator[Screen]:
    """A stream that is open until the end of the block; at another replica when its `app` is given."""
    seen, gone = Screen(), asyncio.Event()
    headers = [(b"authorization", key.headers["Authorization"].encode())] if key else []
    if last_event_id is not None:
        headers.append((b"last-event-id", last_event_id.encode()))
    path = "/patrol/api/v1/stream"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "server": ("patrol.test", 80),
    }

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        seen.status = message.get("status", seen.status)
        seen.text += message.get("body", b"").decode()

    task = asyncio.ensure_future((app or p.app)(scope, receive, send))
    for _ in range(100):
        await asyncio.sleep(0.02)
        if seen.status == 401 or seen.text:
            break
    try:
        yield seen
    finally:
        gone.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def told(p: Patrol) -> None:
    await p.rest()
    await asyncio.sleep(0.2)
