"""The chassis on the chosen store and log. Waiting costs nothing where neither of them is a real part."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest

from services.chassis.clock import SteppedClock
from services.chassis.clock.virtual import VirtualLoop
from services.chassis.log import EmbeddedLog, Log
from services.chassis.store import Database
from tests.chassis.lanterns import EVENING, make_tables
from tests.real.databases import Databases

LogMaker = Callable[[], Log]


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The one place that knows on which loop a test of the chassis runs: real parts take real time."""
    real = config.getoption("store") == "postgres" or config.getoption("log") == "kafka"
    return {"real": asyncio.new_event_loop} if real else {"virtual": VirtualLoop}


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(EVENING)


@pytest.fixture
def url(databases: Databases) -> str:
    """A database with the tables of the lantern service."""
    return databases.prepared("chassis", make_tables)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = Database(url)
    yield opened
    await opened.close()


@pytest.fixture
def other_url(databases: Databases) -> str:
    """One more, of another service with the same tables."""
    return databases.prepared("notify", make_tables)


@pytest.fixture
def open_log(
    chosen_log: str, tmp_path: Path, clock: SteppedClock, topic_prefix: str, request: pytest.FixtureRequest
) -> LogMaker:
    """Opens this test's log, not started; each call is one more client of the same."""

    def opened() -> Log:
        if chosen_log == "embedded":
            return EmbeddedLog(tmp_path / "log.sqlite", clock)
        from services.chassis.log.kafka import KafkaLog, KafkaSettings

        bootstrap = request.getfixturevalue("kafka_broker").bootstrap
        return KafkaLog(KafkaSettings(bootstrap, topic_prefix, partitions=3), topics=[])

    return opened


@pytest.fixture
async def log(open_log: LogMaker) -> AsyncIterator[Log]:
    opened = open_log()
    await opened.start()
    yield opened
    await opened.stop()
