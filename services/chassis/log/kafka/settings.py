"""Where the cluster is and what our topics and groups are called there."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from aiokafka import ConsumerRecord

from services.chassis.log.records import LONGEST_KEY, RETENTION, Record, safe_text

LARGEST_RECORD = 2_000_000  # bytes; a request may have half of it, and sealing makes it a third longer


@dataclass(frozen=True)
class KafkaSettings:
    """`bootstrap`: `HOST:PORT[,HOST:PORT]`. `prefix` is put before topics and groups, so that several platforms may
    share a cluster. `replication`: None for three copies, or as many as there are brokers."""

    bootstrap: str
    prefix: str = ""
    partitions: int = 6
    replication: int | None = None
    retention: timedelta = RETENTION

    @classmethod
    def read(cls, text: str) -> "KafkaSettings":
        """`kafka://HOST:PORT[,HOST:PORT][?prefix=…&partitions=6&replication=3]`. Raises ValueError."""
        address = urlsplit(text)
        asked = {name: values[-1] for name, values in parse_qs(address.query, strict_parsing=False).items()}
        unknown = set(asked) - {"prefix", "partitions", "replication"}
        if address.scheme != "kafka" or not address.netloc or address.path.strip("/") or unknown:
            raise ValueError("the log is `embedded` or `kafka://HOST:PORT[,HOST:PORT]`")
        replication = int(asked["replication"]) if "replication" in asked else None
        return cls(address.netloc, asked.get("prefix", ""), int(asked.get("partitions", 6)), replication)

    def named(self, topic: str) -> str:
        return f"{self.prefix}{topic}"

    def plain(self, name: str) -> str:
        return name.removeprefix(self.prefix)

    def group(self, service: str, topics: Iterable[str]) -> str:
        """A static member that subscribes to one topic more would never be given it: such a group has a new name."""
        listening = hashlib.sha256("\n".join(sorted(topics)).encode()).hexdigest()[:8]
        return f"{self.prefix}{service}-{listening}"

    def record(self, found: ConsumerRecord) -> Record:
        """A record as the services know it. Anybody may write to a topic, so nothing in it is taken for granted."""
        headers = [(name, value or b"") for name, value in found.headers]
        topic, key, body = (
            self.plain(found.topic),
            safe_text(found.key or b"", LONGEST_KEY),
            found.value or b"",
        )
        return Record(topic, key, headers, body, found.partition, found.offset)
