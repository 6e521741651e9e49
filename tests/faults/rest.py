"""Waiting until nothing moves any more."""

import asyncio
from collections.abc import Iterator

from services.platform.alone import SERVICES
from services.platform.stack import Stack
from tests.faults.aftermath import behind, listens_to, rows, unsent
from tests.faults.line import Line
from tests.faults.topics import admin_log

PATIENCE_SECONDS = 240.0  # a message that broke a few times rests for that long
LOOK_SECONDS = 1.0
UNFINISHED = """select state, count(*) from message
    where state not in ('sent', 'quiet', 'failed', 'superseded') group by 1"""


async def all_heard(stack: Stack, line: Line) -> None:
    """Patrol knows of every report, so that no crew goes home too early; or patience is at its end."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + PATIENCE_SECONDS
    server, question = stack.postgres.server, "select count(*) from sighting"
    while loop.time() < give_up_at:
        heard = (await asyncio.to_thread(rows, server, "patrol", question))[0]["count"]
        if heard >= len(line.promised):
            return
        await asyncio.sleep(LOOK_SECONDS)


async def come_to_rest(stack: Stack) -> list[str]:
    """Return when two looks in a row find nothing that moves; or, out of patience, with what still does."""
    loop = asyncio.get_running_loop()
    give_up_at, quiet = loop.time() + PATIENCE_SECONDS, 0
    async with admin_log(stack) as log:
        topics = sorted({topic for name in SERVICES for topic in listens_to(name)})
        while True:
            ends = dict(await log.ends(topics))
            moving = await asyncio.to_thread(_moving, stack, ends)
            quiet = 0 if moving else quiet + 1
            if quiet == 2 or loop.time() > give_up_at:
                return moving
            await asyncio.sleep(LOOK_SECONDS)


def _moving(stack: Stack, ends: dict[tuple[str, int], int]) -> list[str]:
    return list(_looked(stack, ends))


def _looked(stack: Stack, ends: dict[tuple[str, int], int]) -> Iterator[str]:
    server = stack.postgres.server
    yield from (f"{name}: {count} facts not sent" for name, count in unsent(server).items() if count)
    for name, late in behind(server, ends).items():
        yield from (f"{name}: {place} {words}" for place, words in late.items())
    for name in SERVICES:
        due = rows(server, name, "select kind, count(*) from timer where due_at < now() group by 1")
        yield from (f"{name}: {row['count']} clocks {row['kind']} due" for row in due)
    unfinished = rows(server, "notify", UNFINISHED)
    yield from (f"notify: {row['count']} messages {row['state']}" for row in unfinished)
