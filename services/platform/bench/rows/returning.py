"""9. How soon patrol dispatches again after kill -9, against a start with nobody before it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from time import perf_counter

from services.chassis.log.kafka import KafkaLog, KafkaSettings
from services.contracts.envelope import topic_of
from services.contracts.patrol import RescueOpened
from services.platform.bench.figures import Goal, Row, compared
from services.platform.bench.load import pace
from services.platform.bench.reports import requests
from services.platform.bench.site import Site
from services.platform.stack.member import Member

GOAL, RATE, PATIENCE_SECONDS = Goal(at_most=1.5), 20, 60.0
BEFORE_SECONDS, LOAD_SECONDS = 1.0, 6.0


class Returning:
    def __init__(self) -> None:
        self._pairs: list[tuple[float, float]] = []

    def round(self, site: Site, seconds: float) -> None:
        site.clear()
        patrol, asked = site.stack["patrol", 0], requests(site.key)
        patrol.stop()
        cold = site.run(_cold(site, patrol, asked))
        patrol.wait()
        again = site.run(_killed(site, patrol, asked))
        patrol.wait()
        self._pairs.append((again, cold))

    def rows(self) -> list[Row]:
        name = "9 first dispatch after kill -9 of patrol ÷ after a cold start"
        return [compared(name, self._pairs, "s", GOAL)]


class Dispatches:
    """Notes when rescues were opened."""

    def __init__(self) -> None:
        self._moments: asyncio.Queue[float] = asyncio.Queue()

    async def listen(self, log: KafkaLog) -> None:
        kind = RescueOpened.type().encode()
        async for record in log.tail([topic_of("patrol")], 0):
            if dict(record.headers).get("ce_type") == kind:
                self._moments.put_nowait(perf_counter())

    async def first_after(self, moment: float) -> float:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (opened := await self._moments.get()) < moment:
                pass
        return opened


@asynccontextmanager
async def _dispatches(site: Site) -> AsyncIterator[Dispatches]:
    log, dispatches = KafkaLog(KafkaSettings.read(site.log())), Dispatches()
    await log.start()
    listening = asyncio.ensure_future(dispatches.listen(log))
    await asyncio.sleep(1.0)  # it reads from the end on: it must have found it
    try:
        yield dispatches
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await log.stop()


async def _cold(site: Site, patrol: Member, asked: Iterator[bytes]) -> float:
    """Patrol was stopped in good order; a report waits."""
    async with _dispatches(site) as dispatches:
        await pace(site.port("intake"), asked, 1, 1)
        begun = perf_counter()
        patrol.launch()
        return await dispatches.first_after(begun) - begun


async def _killed(site: Site, patrol: Member, asked: Iterator[bytes]) -> float:
    """Under load: killed and started again at once."""
    async with _dispatches(site) as dispatches:
        loading = asyncio.ensure_future(pace(site.port("intake"), asked, RATE, LOAD_SECONDS))
        await asyncio.sleep(BEFORE_SECONDS)
        patrol.kill()
        begun = perf_counter()
        patrol.launch()
        took = await dispatches.first_after(begun) - begun
        await loading
        return took
