"""The whole log: appending, consuming, reading on. Nothing here gives up on a broker that is away."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence

import structlog

from services.chassis.log.kafka.member import Member
from services.chassis.log.kafka.reader import Reader
from services.chassis.log.kafka.sender import Sender
from services.chassis.log.kafka.settings import KafkaSettings
from services.chassis.log.kafka.watch import Watch
from services.chassis.log.records import Apply, LogReplaced, Partition, Positions, Record
from services.chassis.log.waiting import unless, wait_first
from services.chassis.store.failures import named
from services.contracts.catalogue import PUBLISHERS
from services.contracts.envelope import topic_of

START_SECONDS = 3.0
BACK_OFF_SECONDS = (0.2, 0.5, 1.0, 2.0)
REPLACED_SECONDS = 30.0
logger = structlog.get_logger()


class KafkaLog:
    """`topics` are made at the start; any other at its first use."""

    def __init__(self, settings: KafkaSettings, topics: Sequence[str] | None = None) -> None:
        self.settings = settings
        self._topics = [topic_of(service) for service in PUBLISHERS] if topics is None else list(topics)
        self._open()

    def _open(self) -> None:
        self._watch = Watch(self.settings, self._topics)
        self._sender = Sender(self.settings, self._watch)
        self._reader = Reader(self.settings, self._watch)
        self._stopping = asyncio.Event()
        self._watching: asyncio.Future[None] | None = None

    @property
    def healthy(self) -> bool:
        return self._watch.healthy

    async def start(self) -> None:
        """Returns when the log is there, or after a while without it: then everything comes by itself later."""
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
        if self._watching is None:
            self._watching = asyncio.ensure_future(self._watch.run())
        await wait_first(START_SECONDS, self._watch.reached)

    async def stop(self) -> None:
        """May be started again."""
        self._stopping.set()
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})
        await self._sender.stop()
        await self._reader.stop()
        self._open()

    async def append(self, records: Sequence[Record]) -> None:
        await self._sender.append(records)

    async def consume(
        self, group: str, topics: Sequence[str], positions: Positions, apply: Apply, stopping: asyncio.Event
    ) -> None:
        failures = 0
        while not stopping.is_set():
            joined = asyncio.get_running_loop().time()
            try:
                await self._join(group, topics, positions, apply, stopping)
            except LogReplaced as error:
                self._watch.failed(f"consume {group}")
                logger.error("log_replaced", service=group, error=str(error))
                await wait_first(REPLACED_SECONDS, stopping)
            except Exception as error:  # the position did not move, so nothing is lost by beginning again
                self._watch.failed(f"consume {group}")
                logger.warning("consumer_failed", service=group, error=named(error))
                lasted = asyncio.get_running_loop().time() - joined
                failures = failures + 1 if lasted < BACK_OFF_SECONDS[-1] else 1
                await wait_first(BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS)) - 1], stopping)

    async def _join(
        self, group: str, topics: Sequence[str], positions: Positions, apply: Apply, stopping: asyncio.Event
    ) -> None:
        await unless(stopping, self._watch.reached.wait())
        if stopping.is_set():
            return
        await self._watch.have(topics)
        name = self.settings.group(group, topics)
        async with positions.slot(name) as slot:
            member = Member(self.settings, self._watch, name, positions, apply)
            await member.run(topics, slot, stopping, lambda: self._watch.worked(f"consume {group}"))

    def tail(self, topics: Sequence[str], overlap: int) -> AsyncIterator[Record]:
        return self._reader.tail(topics, overlap, self._stopping)

    async def ends(self, topics: Sequence[str]) -> Mapping[Partition, int]:
        return await self._reader.ends(topics)
