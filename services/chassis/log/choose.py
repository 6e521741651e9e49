"""Which log: a word in the settings."""

from pathlib import Path

from services.chassis.clock import Clock
from services.chassis.log.embedded import EmbeddedLog
from services.chassis.log.records import Log

EMBEDDED = "embedded"


def open_log(setting: str, folder: Path, clock: Clock) -> Log:
    """`embedded`: a file in `folder`. `kafka://HOST:PORT[,HOST:PORT]`, with `?prefix=…&partitions=6&replication=3`
    where wished. Raises ValueError for anything else. Not started yet."""
    if setting == EMBEDDED:
        return EmbeddedLog(folder / "log.sqlite", clock)
    from services.chassis.log.kafka import KafkaLog, KafkaSettings  # aiokafka is loaded only where it is used

    return KafkaLog(KafkaSettings.read(setting))
