"""The other side of every message: an SMS gateway and a partner's webhook, well or unwell."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.requests import Request

from services.platform.capture.app import CaptureApp
from services.platform.parts.process import free_port


class Provider(CaptureApp):
    """`came` counts the attempts that arrived by message id, `took` those that it said yes to."""

    def __init__(self) -> None:
        super().__init__()
        self.came: Counter[str] = Counter()
        self.took: Counter[str] = Counter()
        self.url = ""

    def _keep(self, request: Request, path: str, body: Any, answer: int | str) -> None:
        super()._keep(request, path, body, answer)
        last = self.captured[-1]
        self.came[last.id or ""] += 1
        self.took[last.id or ""] += last.answered == 200


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # Ctrl-C is the run's own


@asynccontextmanager
async def provider_running() -> AsyncIterator[Provider]:
    provider, port = Provider(), free_port()
    provider.url = f"http://127.0.0.1:{port}"
    config = uvicorn.Config(
        provider,
        port=port,
        log_level="critical",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve())
    try:
        yield provider
    finally:
        server.should_exit = True
        await asyncio.wait({serving}, timeout=5)
