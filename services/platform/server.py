"""Serving an app on one address, and ending at once when asked to."""

import asyncio
import contextlib
import gc
import os
import socket
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from services.chassis.web import Service
from services.platform.guarded import Guarded


class Server(uvicorn.Server):
    """Tells open streams to say goodbye before it waits for them."""

    def __init__(self, app: ASGIApp, services: Sequence[Service], port: int, host: str) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            http=Guarded,
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        super().__init__(config)
        self._services = services
        self.up = asyncio.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.up.set()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        for service in self._services:
            service.around.stopping.set()
        super().handle_exit(sig, frame)


def must_be_free(port: int, host: str) -> None:
    """Raises OSError that names the address, before anything is begun."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise OSError(
            f"{host}:{port}: {error.strerror}. 换一个端口 / choose another: PORT=9000 make run"
        ) from error


async def serve(
    app: ASGIApp,
    services: Sequence[Service],
    port: int,
    host: str,
    beside: Callable[[], Coroutine[Any, Any, None]] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; `beside` runs once the address answers, and is ended with it. Raises OSError."""
    must_be_free(port, host)
    server = Server(app, services, port, host)
    gc.set_threshold(50_000, 20, 50)  # measured: a third of the p99 of the default thresholds
    serving = asyncio.ensure_future(server.serve())
    up = asyncio.ensure_future(server.up.wait())
    await asyncio.wait({serving, up}, return_when=asyncio.FIRST_COMPLETED)
    up.cancel()
    gc.freeze()  # what the imports made stays, and need not be looked through again
    playing = asyncio.ensure_future(beside()) if beside and server.up.is_set() else None
    if playing:
        playing.add_done_callback(partial(_end_on_failure, server))
    try:
        await serving
    finally:
        if playing:
            playing.cancel()
            await asyncio.wait({playing}, timeout=0.5)


def _end_on_failure(server: Server, task: "asyncio.Future[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        print(f"stopped: {task.exception()!r}", flush=True)
        server.should_exit = True


def run(main: Coroutine[Any, Any, None]) -> None:
    """`asyncio.run` for a server: an interrupt that it has already answered is not an error. Its files are private."""
    os.umask(0o077)
    with contextlib.suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=_quicker_loop()) as runner:
        runner.run(main)


def _quicker_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop, where the machine has it (it does not come for every one)."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
