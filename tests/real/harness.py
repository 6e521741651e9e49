"""Starts the real parts of a test run and tells every process of the run where they are."""

import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from services.platform.parts.kafka import Broker
from services.platform.parts.postgres import Cluster, Server
from tests.real.databases import NAMES, PASSWORD


@dataclass(frozen=True)
class KafkaAddress:
    """`bootstrap`: host:port for clients."""

    bootstrap: str


@dataclass(frozen=True)
class RealParts:
    """Where the run's parts are; None for a part that this run does without."""

    postgres: Server | None
    kafka: KafkaAddress | None

    def as_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> "RealParts":
        known = json.loads(text)
        return cls(
            postgres=Server(**known["postgres"]) if known["postgres"] else None,
            kafka=KafkaAddress(**known["kafka"]) if known["kafka"] else None,
        )


class WorkPlace:
    """The parts that this process started for the run, in a temporary folder."""

    def __init__(self, with_postgres: bool, with_kafka: bool) -> None:
        self._with_postgres, self._with_kafka = with_postgres, with_kafka
        self._folder: Path | None = None
        self._started: list[Broker | Cluster] = []

    def open(self) -> RealParts:
        if not (self._with_postgres or self._with_kafka):
            return RealParts(None, None)
        self._folder = Path(tempfile.mkdtemp(prefix="nuandong-"))
        self._folder.chmod(0o711)  # as root, PostgreSQL runs as another user who must be able to enter
        return RealParts(
            postgres=self._start_postgres(self._folder / "postgres") if self._with_postgres else None,
            kafka=self._start_kafka(self._folder / "kafka") if self._with_kafka else None,
        )

    def close(self) -> None:
        for part in reversed(self._started):
            part.stop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _start_postgres(self, folder: Path) -> Server:
        cluster = Cluster(folder, PASSWORD, durable=False)
        self._started.append(cluster)
        cluster.start()
        for name in NAMES:
            cluster.server.provide(name, owner_password=PASSWORD, runtime_password=PASSWORD)
        return cluster.server

    def _start_kafka(self, folder: Path) -> KafkaAddress:
        broker = Broker(folder)
        self._started.append(broker)
        broker.start()
        return KafkaAddress(broker.bootstrap)
