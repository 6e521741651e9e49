"""One membership in a consumer group, from joining to the first trouble.

The group only assigns partitions; positions are the service's own. aiokafka swallows what a listener raises and may
hand out records from before our seek: both are caught here.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError

from services.chassis.log.kafka.clients import POLL_SECONDS, STALLED_SECONDS, close, consumer_settings
from services.chassis.log.kafka.settings import KafkaSettings
from services.chassis.log.kafka.watch import Watch
from services.chassis.log.records import Apply, Fenced, LogReplaced, Partition, Positions
from services.chassis.log.waiting import unless
from services.chassis.store.slots import Slot

COMMIT_SECONDS = 5.0
logger = structlog.get_logger()


class Member(ConsumerRebalanceListener):
    """`group` by its name on the cluster; `topics` by ours."""

    def __init__(
        self, settings: KafkaSettings, watch: Watch, group: str, positions: Positions, apply: Apply
    ) -> None:
        self._settings, self._watch, self._group = settings, watch, group
        self._positions, self._apply = positions, apply
        self._cluster, self._losses = watch.cluster, watch.losses
        self._next: dict[TopicPartition, int] = {}
        """Where we stand in the partitions that are ours and sought."""
        self._seeks = 0
        self._trouble: Exception | None = None
        self._note: asyncio.Future[None] | None = None
        self._noted_at = 0.0

    async def run(
        self, topics: Sequence[str], slot: Slot, stopping: asyncio.Event, well: Callable[[], None]
    ) -> None:
        """Until `stopping`; raises what went wrong. `well` is called after every round that worked."""
        self._consumer = AIOKafkaConsumer(
            **consumer_settings(self._settings),
            group_id=self._group,
            group_instance_id=f"{self._group}-{slot.number}",
            session_timeout_ms=6000,
            heartbeat_interval_ms=1000,
        )
        try:
            self._consumer.subscribe([self._settings.named(topic) for topic in topics], listener=self)
            await unless(stopping, self._consumer.start(), STALLED_SECONDS)
            while not stopping.is_set():
                self._check(slot)
                await self._hand_out(stopping)
                if self._next:
                    well()
        finally:
            if self._note is not None:
                self._note.cancel()
            await close(self._consumer)

    def _check(self, slot: Slot) -> None:
        if self._trouble is not None:
            raise self._trouble
        if slot.lost:
            raise ConnectionError("our place among the replicas is lost")
        if self._losses != self._watch.losses:
            raise ConnectionError("the log was away")
        self._positions.looked()

    async def _hand_out(self, stopping: asyncio.Event) -> None:
        seeks = self._seeks
        for place, records in (await self._poll(stopping)).items():
            if stopping.is_set():
                return
            if place not in self._next:
                continue
            if seeks != self._seeks:
                # Handed out before a seek, perhaps from elsewhere; what is dropped here must be read again.
                self._consumer.seek(place, self._next[place])
                continue
            await self._apply_and_move(place, records)
        self._commit_now_and_then()

    async def _poll(self, stopping: asyncio.Event) -> Mapping[TopicPartition, list[ConsumerRecord]]:
        try:
            coming = self._consumer.getmany(timeout_ms=round(POLL_SECONDS * 1000))
            return await unless(stopping, coming, STALLED_SECONDS) or {}
        except NoOffsetForPartitionError:
            return {}  # looked for before our seek
        except OffsetOutOfRangeError as error:
            for place, offset in error.args[0].items():
                if self._next.get(place) == offset:
                    raise LogReplaced(f"{place.topic}/{place.partition} has no offset {offset}") from error
            return {}

    async def _apply_and_move(self, place: TopicPartition, records: Sequence[ConsumerRecord]) -> None:
        seeks = self._seeks
        try:
            await self._apply(self._partition(place), [self._settings.record(record) for record in records])
        except Fenced:
            logger.info("consumer_fenced", group=self._group, topic=place.topic, partition=place.partition)
            await self._seek(place)
            return
        if place in self._next and seeks == self._seeks:
            self._next[place] = records[-1].offset + 1

    def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        self._next.clear()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        try:
            for place in sorted(assigned):
                await self._seek(place)
        except Exception as error:
            self._trouble = error

    async def _seek(self, place: TopicPartition) -> None:
        self._next.pop(place, None)
        known = await self._positions.next_of(self._partition(place), self._cluster)
        if known is None:
            known = (await self._consumer.beginning_offsets([place]))[place]
        if place in self._consumer.assignment():
            self._consumer.seek(place, known)
            self._next[place] = known
            self._seeks += 1

    def _partition(self, place: TopicPartition) -> Partition:
        return self._settings.plain(place.topic), place.partition

    def _commit_now_and_then(self) -> None:
        """Only for tools that show how far a group is: nobody here reads it."""
        now = asyncio.get_running_loop().time()
        if now - self._noted_at >= COMMIT_SECONDS and (self._note is None or self._note.done()):
            self._noted_at = now
            self._note = asyncio.ensure_future(self._commit(dict(self._next)))

    async def _commit(self, positions: dict[TopicPartition, int]) -> None:
        try:
            if positions:
                await self._consumer.commit(positions)
        except Exception as error:
            logger.debug("commit_failed", group=self._group, error=repr(error))
