"""Readers without a group: whoever reads keeps the position."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError

from services.chassis.log.kafka.clients import POLL_SECONDS, STALLED_SECONDS, close, consumer_settings
from services.chassis.log.kafka.settings import KafkaSettings
from services.chassis.log.kafka.watch import Watch
from services.chassis.log.records import Partition, Record
from services.chassis.log.waiting import unless, wait_first

logger = structlog.get_logger()


class Reader:
    def __init__(self, settings: KafkaSettings, watch: Watch) -> None:
        self._settings, self._watch = settings, watch
        self._measuring: AIOKafkaConsumer | None = None
        self._one_at_a_time = asyncio.Lock()

    async def stop(self) -> None:
        measuring, self._measuring = self._measuring, None
        if measuring is not None:
            await close(measuring)

    async def ends(self, topics: Sequence[str]) -> Mapping[Partition, int]:
        async with self._one_at_a_time, asyncio.timeout(STALLED_SECONDS):
            try:
                # A cluster that is lost for a moment is asked when it is back.
                await self._watch.reached.wait()
                places = await self._watch.have(topics)
                if self._measuring is None:
                    self._measuring = AIOKafkaConsumer(**consumer_settings(self._settings))
                    await self._measuring.start()
                found = await self._measuring.end_offsets(places)
            except BaseException:
                await self.stop()
                raise
        return {(self._settings.plain(place.topic), place.partition): end for place, end in found.items()}

    async def tail(
        self, topics: Sequence[str], overlap: int, stopping: asyncio.Event
    ) -> AsyncIterator[Record]:
        """All records from `overlap` before the end on, across every loss of the cluster."""
        positions: dict[TopicPartition, int] = {}
        cluster = ""
        while not stopping.is_set():
            try:
                await unless(stopping, self._watch.reached.wait())
                if cluster != self._watch.cluster:  # positions on one cluster mean nothing on another
                    positions.clear()
                cluster = self._watch.cluster
                async for record in self._read_on(topics, overlap, positions, stopping):
                    yield record
            except OffsetOutOfRangeError:
                positions.clear()
            except Exception as error:
                logger.warning("tail_failed", topics=list(topics), error=repr(error))
                await wait_first(0.5, stopping)

    async def _read_on(
        self,
        topics: Sequence[str],
        overlap: int,
        positions: dict[TopicPartition, int],
        stopping: asyncio.Event,
    ) -> AsyncIterator[Record]:
        """`positions` are moved with each record, so that the next attempt goes on behind it."""
        losses, places = self._watch.losses, await self._watch.have(topics)
        consumer = AIOKafkaConsumer(**consumer_settings(self._settings))
        try:
            consumer.assign(places)
            await consumer.start()
            await _begin(consumer, places, overlap, positions)
            while not stopping.is_set() and losses == self._watch.losses:
                for place, records in (await _poll(consumer, stopping)).items():
                    for record in records:
                        positions[place] = record.offset + 1
                        yield self._settings.record(record)
        finally:
            await close(consumer)


async def _begin(
    consumer: AIOKafkaConsumer,
    places: Sequence[TopicPartition],
    overlap: int,
    positions: dict[TopicPartition, int],
) -> None:
    unknown = [place for place in places if place not in positions]
    first, last = await consumer.beginning_offsets(unknown), await consumer.end_offsets(unknown)
    positions.update({place: max(first[place], last[place] - overlap) for place in unknown})
    for place in places:
        consumer.seek(place, positions[place])


async def _poll(consumer: AIOKafkaConsumer, stopping: asyncio.Event) -> Mapping[TopicPartition, list]:
    try:
        coming = consumer.getmany(timeout_ms=round(POLL_SECONDS * 1000))
        return await unless(stopping, coming, STALLED_SECONDS) or {}
    except NoOffsetForPartitionError:
        return {}  # looked for before our seek
