"""Where the cluster is and what our topics and groups are called there."""

import hashlib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from aiokafka import ConsumerRecord

from services.chassis.log.records import LONGEST_KEY, RETENTION, Record, safe_text

QUESTIONS = {"prefix", "partitions", "replication", "tls", "mechanism"}
LARGEST_RECORD = 2_000_000  # bytes; a request may have half of it, and sealing makes it a third longer


@dataclass(frozen=True)
class KafkaSettings:
    """`bootstrap`: `HOST:PORT[,HOST:PORT]`. `prefix` is put before topics and groups, so that several platforms may
    share a cluster. `replication`: None for three copies, or as many as there are brokers. `user` and `password`: who
    we are to the cluster. `tls`: a file of trusted certificates, or `system` for those that the machine trusts."""

    bootstrap: str
    prefix: str = ""
    partitions: int = 6
    replication: int | None = None
    retention: timedelta = RETENTION
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    mechanism: str = "PLAIN"
    tls: str | None = None

    @classmethod
    def read(cls, text: str) -> "KafkaSettings":
        """`kafka://[USER:PASSWORD@]HOST:PORT[,HOST:PORT][?tls=ca.pem&prefix=…&partitions=6&replication=3]`, with
        `&mechanism=SCRAM-SHA-512` where it is not PLAIN. Raises ValueError."""
        address = urlsplit(text)
        asked = {name: values[-1] for name, values in parse_qs(address.query, strict_parsing=False).items()}
        login, _, bootstrap = address.netloc.rpartition("@")
        user, _, password = login.partition(":")
        unknown = set(asked) - QUESTIONS
        if address.scheme != "kafka" or not bootstrap or address.path.strip("/") or unknown:
            raise ValueError("the log is `embedded` or `kafka://[USER:PASSWORD@]HOST:PORT[,HOST:PORT]`")
        return cls(
            bootstrap,
            asked.get("prefix", ""),
            int(asked.get("partitions", 6)),
            int(asked["replication"]) if "replication" in asked else None,
            user=unquote(user) or None,
            password=unquote(password) or None,
            mechanism=asked.get("mechanism", "PLAIN"),
            tls=asked.get("tls"),
        )

    def connection(self) -> dict[str, Any]:
        """What every client needs to be let in."""
        plain = "PLAINTEXT" if self.tls is None else "SSL"
        return {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": f"SASL_{plain}" if self.user else plain,
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
            "ssl_context": self._trust(),
        }

    def _trust(self) -> ssl.SSLContext | None:
        if self.tls is None:
            return None
        return ssl.create_default_context(cafile=None if self.tls == "system" else self.tls)

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
