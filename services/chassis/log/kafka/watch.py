"""Looks after the cluster: whether it answers, which one it is, that our topics exist."""

import asyncio
from collections.abc import Iterable, Sequence

import structlog
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from services.chassis.log.kafka.settings import LARGEST_RECORD, KafkaSettings

PULSE_SECONDS, AGAIN_SECONDS, PATIENCE_SECONDS = 2.0, 0.5, 3.0
logger = structlog.get_logger()


class Watch:
    """`reached` is set while the cluster answers; `losses` counts how often it was lost or replaced: clients made
    before are then made anew instead of trusting that they come back by themselves."""

    def __init__(self, settings: KafkaSettings, topics: Iterable[str]) -> None:
        self._settings, self._topics = settings, set(topics)
        self._admin: AIOKafkaAdminClient | None = None
        self._partitions: dict[str, list[int]] = {}
        self._making = asyncio.Lock()
        self._failing: set[str] = set()
        self.reached = asyncio.Event()
        self.losses = 0
        self.cluster = ""

    @property
    def healthy(self) -> bool:
        return self.reached.is_set() and not self._failing

    def failed(self, exchange: str) -> None:
        """`exchange` names one kind of traffic; it counts as failing until it `worked` again."""
        self._failing.add(exchange)
        self._partitions.clear()  # perhaps a topic is gone

    def worked(self, exchange: str) -> None:
        self._failing.discard(exchange)

    async def run(self) -> None:
        """For ever: look, wait, look again."""
        try:
            while True:
                try:
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        await self._look()
                    await asyncio.sleep(PULSE_SECONDS)
                except Exception as error:
                    await self._lost(error)
                    await asyncio.sleep(AGAIN_SECONDS)
        finally:
            await self._close()

    async def _look(self) -> None:
        if self._admin is None:
            self._admin = AIOKafkaAdminClient(**self._settings.connection())
            await self._admin.start()
        cluster = (await self._admin.describe_cluster())["cluster_id"]
        if self.cluster not in ("", cluster):
            logger.error("log_replaced", was=self.cluster, now=cluster)
            self.losses += 1
            self._partitions.clear()
        self.cluster = cluster
        if not self.reached.is_set():
            await self.have(self._topics)
            self.reached.set()
            logger.info("log_reached", cluster=cluster)

    async def _lost(self, error: Exception) -> None:
        if self.reached.is_set() or self._admin is not None:
            logger.warning("log_not_reached", error=repr(error))
        if self.reached.is_set():
            self.losses += 1
        self.reached.clear()
        await self._close()

    async def _close(self) -> None:
        admin, self._admin = self._admin, None
        if admin is not None:
            await admin.close()

    async def have(self, topics: Iterable[str]) -> list[TopicPartition]:
        """All partitions of the topics, which are made where they are missing. Raises when that fails."""
        wanted = [self._settings.named(topic) for topic in sorted(topics)]
        if not all(name in self._partitions for name in wanted):
            async with self._making, asyncio.timeout(PATIENCE_SECONDS):
                await self._make(wanted)
        return [TopicPartition(name, number) for name in wanted for number in self._partitions[name]]

    async def _make(self, names: Sequence[str]) -> None:
        if self._admin is None:
            raise ConnectionError("the log cannot be reached")
        await self._read_partitions(self._admin)
        missing = [name for name in names if name not in self._partitions]
        if missing:
            brokers = len((await self._admin.describe_cluster())["brokers"])
            made = await self._admin.create_topics([self._topic(name, brokers) for name in missing])
            for name, code, *_ in made.topic_errors:
                if code not in (0, TopicAlreadyExistsError.errno):
                    raise for_code(code)(name)
        while not all(name in self._partitions for name in names):
            await asyncio.sleep(0.02)
            await self._read_partitions(self._admin)

    def _topic(self, name: str, brokers: int) -> NewTopic:
        copies = self._settings.replication or min(3, brokers)
        configuration = {
            "retention.ms": str(round(self._settings.retention.total_seconds() * 1000)),
            "max.message.bytes": str(LARGEST_RECORD),
            "min.insync.replicas": "2" if copies > 2 else "1",
        }
        return NewTopic(name, self._settings.partitions, copies, topic_configs=configuration)

    async def _read_partitions(self, admin: AIOKafkaAdminClient) -> None:
        # All topics are asked for: a question about one that is missing would make it on some clusters, their way.
        for found in await admin.describe_topics():
            numbers = sorted(partition["partition"] for partition in found["partitions"])
            if found["error_code"] == 0 and numbers:
                self._partitions[found["topic"]] = numbers
