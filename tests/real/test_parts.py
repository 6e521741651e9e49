"""The real parts are really there, and each service can do what it must and nothing more."""

import sqlite3

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from services.platform.parts.kafka import Broker
from services.platform.parts.postgres import Cluster, Server
from tests.real.databases import PASSWORD, Databases
from tests.real.harness import KafkaAddress


def plain(url: str) -> str:
    """What asyncpg itself understands of an SQLAlchemy URL."""
    return url.replace("+asyncpg", "")


def make_thing(url: str) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))
    connection.execute("CREATE TABLE thing (id INTEGER)")
    connection.close()


async def create_topic(bootstrap: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def send(bootstrap: str, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, acks="all") as producer:
        await producer.send_and_wait(topic, value, key=b"root", headers=[("ce_type", b"sample")])


async def read_one(bootstrap: str, topic: str) -> bytes:
    async with AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        return (await consumer.getone()).value


@pytest.mark.only(store="sqlite")
def test_a_prepared_database_is_a_copy_of_its_own(databases: Databases) -> None:
    url = databases.prepared("intake", make_thing)
    connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))
    assert connection.execute("SELECT count(*) FROM thing").fetchone() == (0,)
    connection.close()
    assert databases["intake"] == url != databases["patrol"]


@pytest.mark.only(store="postgres")
async def test_the_owner_migrates_and_the_runtime_role_only_reads_and_writes_rows(
    databases: Databases,
) -> None:
    owner = await asyncpg.connect(plain(databases.owner("patrol")))
    await owner.execute("CREATE TABLE team (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)")
    await owner.close()

    runtime = await asyncpg.connect(plain(databases["patrol"]))
    await runtime.execute("INSERT INTO team (name) VALUES ('T-01')")
    await runtime.copy_records_to_table("team", records=[("T-02",)], columns=["name"])
    await runtime.execute("UPDATE team SET name = 'T-09' WHERE name = 'T-02'")
    assert [row["name"] for row in await runtime.fetch("SELECT name FROM team ORDER BY name")] == [
        "T-01",
        "T-09",
    ]
    for forbidden in (
        "TRUNCATE team",
        "DROP TABLE team",
        "ALTER TABLE team ADD COLUMN more text",
        "CREATE TABLE other (id int)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await runtime.execute(forbidden)
    await runtime.close()


@pytest.mark.only(store="postgres")
async def test_a_service_cannot_enter_the_database_of_another(postgres_cluster: Server) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(plain(postgres_cluster.url("intake_runtime", PASSWORD, "patrol")))
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(plain(postgres_cluster.url("patrol_runtime", "guessed", "patrol")))


@pytest.mark.only(store="postgres")
async def test_what_was_committed_survives_a_crash_of_postgresql(own_postgres_cluster: Cluster) -> None:
    server = own_postgres_cluster.server
    server.psql("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7);")
    own_postgres_cluster.crash()
    own_postgres_cluster.start()
    assert server.psql("SELECT id FROM kept") == "7"


@pytest.mark.only(log="kafka")
async def test_a_record_goes_through_the_broker(kafka_broker: KafkaAddress, topic_prefix: str) -> None:
    topic = f"{topic_prefix}facts"
    await create_topic(kafka_broker.bootstrap, topic)
    await send(kafka_broker.bootstrap, topic, b"hello")
    assert await read_one(kafka_broker.bootstrap, topic) == b"hello"


@pytest.mark.only(log="kafka")
async def test_what_was_acknowledged_survives_kill_9_of_the_broker(own_kafka_broker: Broker) -> None:
    bootstrap = own_kafka_broker.bootstrap
    await create_topic(bootstrap, "facts")
    await send(bootstrap, "facts", b"kept")
    own_kafka_broker.crash()
    own_kafka_broker.start()
    assert await read_one(bootstrap, "facts") == b"kept"
