"""The platform as it is run, and everywhere that it writes: by itself in one process, and on the real parts."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from services.contracts.words import Role
from services.platform.alone import SERVICES
from services.platform.stack import Stack
from tests.faults.topics import admin_log, latest
from tests.leaks import places
from tests.leaks.search import Place
from tests.stack.serving import platform

TOPICS = tuple(f"{name}.facts" for name in SERVICES)
ASKED = ("metrics", "readyz", "livez", "version")


@dataclass
class Site:
    """`trouble` takes something away for a while; `places` is asked while all still runs."""

    url: str
    key: str
    folder: Path
    trouble: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]
    places: Callable[[], Awaitable[list[Place]]]
    stack: Stack | None = None


@asynccontextmanager
async def embedded(folder: Path) -> AsyncIterator[Site]:
    """`relief serve`: SQLite and the embedded log."""
    data, copies = _fresh(folder / "embedded"), folder / "copies"
    with platform(data) as (_, port, key):
        url = f"http://127.0.0.1:{port}"

        async def trouble(meanwhile: Callable[[], Awaitable[None]]) -> None:
            await meanwhile()

        async def everywhere() -> list[Place]:
            return await asyncio.to_thread(lambda: list(_embedded_places(url, data, _fresh(copies))))

        yield Site(url, key, data, trouble, everywhere)


@asynccontextmanager
async def real(folder: Path) -> AsyncIterator[Site]:
    """`relief stack`: PostgreSQL, Kafka, the gateway."""
    stack = Stack(folder / "stack", environment={"PYTHONUNBUFFERED": "1"})
    await asyncio.to_thread(stack.start)
    try:
        key = await asyncio.to_thread(stack.add_key, Role.ADMIN)

        async def trouble(meanwhile: Callable[[], Awaitable[None]]) -> None:
            """PostgreSQL falls over while calls come in."""
            calling = asyncio.ensure_future(meanwhile())
            await asyncio.to_thread(stack.postgres.crash)
            await asyncio.to_thread(stack.postgres.start)
            await calling

        async def everywhere() -> list[Place]:
            async with admin_log(stack) as log:
                topics = [places.topic(name, await latest(log, name)) for name in TOPICS]
            return topics + await asyncio.to_thread(
                lambda: list(_real_places(stack, _fresh(folder / "copies")))
            )

        yield Site(stack.url, key, stack.folder, trouble, everywhere, stack)
    finally:
        await asyncio.to_thread(stack.stop)


def _embedded_places(url: str, data: Path, copies: Path) -> Iterable[Place]:
    yield from places.pages(url, [f"/{name}/{page}" for name in SERVICES for page in ASKED])
    for database in places.sqlite_files(data):
        yield from places.tables(database)
        yield places.backup(database, copies)
    yield from places.files(data)


def _real_places(stack: Stack, copies: Path) -> Iterable[Place]:
    for (name, _), member in stack.members.items():
        if name in SERVICES:
            yield from places.pages(member.url, [f"/{name}/{page}" for page in ASKED])
    yield from places.dumps(stack.postgres.server, copies)
    yield from places.files(stack.folder)


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
