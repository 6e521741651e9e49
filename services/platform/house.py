"""All five services in one process: one address, one log, five databases."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

import services.eligibility.main as eligibility
import services.intake.main as intake
import services.notify.main as notify
import services.patrol.main as patrol
import services.payments.main as payments
from services.chassis.log import Log
from services.chassis.web import Service, Surroundings
from services.notify.screens.kit import PAGES
from services.platform.front import front_app

MAKERS: Mapping[str, Callable[[Surroundings], FastAPI]] = {
    "intake": intake.create,
    "eligibility": eligibility.create,
    "payments": payments.create,
    "patrol": patrol.create,
    "notify": notify.create,
}


LOOK_SECONDS = 0.05


class Restless(Exception):
    """The platform did not come to rest; says what is still moving."""


@dataclass(frozen=True)
class Quiet:
    """What one look found: `busy` names what still moves; `ends` of the log must not move between two looks."""

    busy: tuple[str, ...]
    ends: tuple[tuple[str, int, int], ...]


class House:
    """`around` gives each service its surroundings (sharing one log, which the house starts and stops)."""

    def __init__(
        self, log: Log, around: Callable[[str], Surroundings], others: Mapping[str, ASGIApp]
    ) -> None:
        self.log = log
        self.apps: dict[str, FastAPI] = {name: make(around(name)) for name, make in MAKERS.items()}
        self.others = others
        for app in self.apps.values():  # who has no pages answers with those of notify, as the gateway does
            app.state.lost = app.state.lost or PAGES.lost
        self.front = front_app(self)

    def service(self, name: str) -> Service:
        service: Service = self.apps[name].state.service
        return service

    @property
    def services(self) -> list[Service]:
        return [self.service(name) for name in self.apps]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        _, _, room = scope["path"].partition("/")  # of `*`, which OPTIONS may ask about, nothing
        room = room.partition("/")[0]
        app: ASGIApp = self.apps.get(room) or self.others.get(room) or self.front
        await app(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": repr(error)})
            raise
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def running(self) -> AsyncIterator["House"]:
        """Run all lifespans (a mounted app's own would not run)."""
        async with AsyncExitStack() as stack:
            await self.log.start()
            stack.push_async_callback(self.log.stop)
            for app in self.apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield self

    async def restart(self, name: str) -> None:
        """Stop one service and start it again on its own data, as a process that came back would."""
        service = self.service(name)
        await service.stop()
        service.open_database()
        await service.start()

    async def settle(self, patience: float = 30.0) -> None:
        """Return when nothing moves any more: outboxes sent, facts applied, due clocks rung, messages out."""
        deadline = asyncio.get_running_loop().time() + patience
        before = None
        while (seen := await self._look()) != before or seen.busy:
            if asyncio.get_running_loop().time() > deadline:
                raise Restless(", ".join(seen.busy))
            before = seen
            await asyncio.sleep(LOOK_SECONDS)

    async def next_due(self) -> datetime | None:
        """The next deadline of any service."""
        due = [await service.timekeeper.next_due() for service in self.services]
        return min((moment for moment in due if moment is not None), default=None)

    async def _look(self) -> Quiet:
        """Stops at the first service that moves: nothing rests before it does."""
        ends: dict[tuple[str, int], int] = {}
        for service in self.services:
            own = await self.log.ends(service.consumer.topics)
            ends.update(own)
            if moving := await service.unfinished(own):
                return Quiet(tuple(f"{service.name}: {what}" for what in moving), ())
        return Quiet((), tuple(sorted((topic, number, end) for (topic, number), end in ends.items())))
