"""What every suite stands on: the store and the log it runs against, chosen on the command line.

    pytest tests                                  SQLite and the embedded log (the default)
    pytest tests --store=postgres --log=kafka     the same tests on real parts, started and stopped by this run

Fixtures
    chosen_store, chosen_log  the words of the options: "sqlite" | "postgres", "embedded" | "kafka"
    in_time                   runs a coroutine to its end: on SQLite and the embedded log waiting costs nothing
    databases                 `databases["intake"]` is the async SQLAlchemy URL of an empty database of that
                              service, made for this test at first use; on PostgreSQL that of the runtime role,
                              and `databases.owner("intake")` that of the role that migrates (on SQLite the same).
                              `databases.prepared("intake", migrate)` calls `migrate(owner_url)` once in this run
                              and gives each test a fresh copy of the result: quicker than migrating every time.
                              Names: the five services, and "chassis" for tests of the chassis itself.
    postgres_cluster          the run's PostgreSQL (services.platform.parts.postgres.Server); not to be stopped
    kafka_broker              the run's Kafka, `.bootstrap` is its address; not to be stopped
    topic_prefix              a word for topics and groups that no other test of this run uses
    own_postgres_cluster      one more, for a test that stops, crashes and starts it; about 1 s
    own_kafka_broker          likewise; about 4 s

Marks
    only(store="postgres")    the test has no meaning on another store (or log); elsewhere it is left out, not
                              skipped. A test that uses a real part's fixture carries it.

There is one cluster and one broker for a run: pytest-xdist's workers share those of the process that started
them. With RELIEF_REAL_REQUIRED=1 (CI) a skipped test is a failed test.
"""

import os
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from services.platform.parts.kafka import Broker
from services.platform.parts.postgres import Cluster, Server
from services.platform.parts.process import PartFailed, PartUnavailable
from tests.real.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.real.harness import KafkaAddress, RealParts, WorkPlace
from tests.support.stand import InTime, runner

PARTS = pytest.StashKey[RealParts]()
CHOICES = {"store": ("sqlite", "postgres"), "log": ("embedded", "kafka")}
TEST_NUMBERS = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    for option, choices in CHOICES.items():
        text = f"which {option} the tests run on (default: {choices[0]})"
        parser.addoption(f"--{option}", choices=choices, default=choices[0], help=text)
    parser.addoption(
        "--examples", type=int, help="generated for each operation of an API (default: its floor)"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only(store=..., log=...): has a meaning only on this store or log")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    config = session.config
    if handed_over := getattr(config, "workerinput", {}).get("real_parts"):
        config.stash[PARTS] = RealParts.from_text(handed_over)
    elif not config.option.collectonly:
        work_place = WorkPlace(config.option.store == "postgres", config.option.log == "kafka")
        config.add_cleanup(work_place.close)
        try:
            config.stash[PARTS] = work_place.open()
        except (PartUnavailable, PartFailed) as reason:
            pytest.exit(str(reason), returncode=1)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["real_parts"] = node.config.stash[PARTS].as_text()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = {option: config.getoption(option) for option in CHOICES}
    meant = [
        item
        for item in items
        if all(mark.kwargs.items() <= chosen.items() for mark in item.iter_markers("only"))
    ]
    if elsewhere := [item for item in items if item not in meant]:
        config.hook.pytest_deselected(items=elsewhere)
    items[:] = meant


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    return _refuse_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    return _refuse_skip(report)


def _refuse_skip(report):
    if report.skipped and os.environ.get("RELIEF_REAL_REQUIRED") == "1" and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped where nothing may be skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def chosen_store(pytestconfig: pytest.Config) -> str:
    return pytestconfig.getoption("store")


@pytest.fixture(scope="session")
def chosen_log(pytestconfig: pytest.Config) -> str:
    return pytestconfig.getoption("log")


@pytest.fixture(scope="session")
def in_time(chosen_store: str, chosen_log: str) -> InTime:
    return runner(chosen_store, chosen_log)


@pytest.fixture(scope="session")
def postgres_cluster(pytestconfig: pytest.Config) -> Server:
    server = pytestconfig.stash[PARTS].postgres
    return server or pytest.fail('mark this test with pytest.mark.only(store="postgres")')


@pytest.fixture(scope="session")
def kafka_broker(pytestconfig: pytest.Config) -> KafkaAddress:
    broker = pytestconfig.stash[PARTS].kafka
    return broker or pytest.fail('mark this test with pytest.mark.only(log="kafka")')


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this process among pytest-xdist's workers."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def topic_prefix(worker: str) -> str:
    return f"{worker}-{next(TEST_NUMBERS)}."


@pytest.fixture(scope="session")
def quick_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose fsync costs nothing, where the machine has one: what must survive is shown in tests/faults."""
    if os.access("/dev/shm", os.W_OK):
        with tempfile.TemporaryDirectory(prefix="nuandong-", dir="/dev/shm") as folder:
            yield Path(folder)
    else:
        yield tmp_path_factory.mktemp("quick")


@pytest.fixture(scope="session")
def all_databases(
    pytestconfig: pytest.Config, worker: str, quick_folder: Path
) -> SqliteDatabases | PostgresDatabases:
    server = pytestconfig.stash[PARTS].postgres
    return PostgresDatabases(server, worker) if server else SqliteDatabases(quick_folder)


@pytest.fixture
def databases(all_databases: SqliteDatabases | PostgresDatabases) -> Iterator[Databases]:
    ours = Databases(all_databases)
    yield ours
    ours.drop()


@pytest.fixture
def own_postgres_cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="nuandong-") as folder:
        Path(folder).chmod(0o711)
        cluster = Cluster(Path(folder) / "postgres", password="superuser")
        cluster.start()
        yield cluster
        cluster.stop()


@pytest.fixture
def own_kafka_broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "kafka")
    broker.start()
    yield broker
    broker.stop()
