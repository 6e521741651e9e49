"""What journeys through the whole platform stand on."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def log(
    chosen_log: str, quick_folder: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[Any], Any]]:
    """Makes the log of the chosen kind."""
    if chosen_log == "embedded":
        from services.chassis.log import EmbeddedLog

        folder = Path(tempfile.mkdtemp(dir=quick_folder))
        yield lambda clock: EmbeddedLog(folder / "log.sqlite", clock)
    else:
        from services.chassis.log.kafka import KafkaLog, KafkaSettings

        broker, prefix = request.getfixturevalue("kafka_broker"), request.getfixturevalue("topic_prefix")
        yield lambda clock: KafkaLog(KafkaSettings(broker.bootstrap, prefix, partitions=2))
