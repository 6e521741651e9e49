"""The tables that every service has beside its own."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from services.chassis.log.timers import timer_table
from services.chassis.store import Instant, JsonText

BigId = BigInteger().with_variant(Integer, "sqlite")


@dataclass(frozen=True)
class LogTables:
    outbox: Table
    position: Table
    heard: Table
    parked: Table
    timer: Table


def log_tables(metadata: MetaData) -> LogTables:
    """Add outbox, position, heard, parked and timer to a service's metadata."""
    outbox = Table(
        "outbox",
        metadata,
        Column("id", BigId, primary_key=True, autoincrement=True),
        Column("topic", String(80), nullable=False),
        Column("key", String(80), nullable=False),
        Column("headers", JsonText, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("said_at", Instant, nullable=False),
    )
    position = Table(
        "position",
        metadata,
        Column("topic", String(80)),
        Column("partition", Integer),
        Column("next", BigInteger, nullable=False),
        Column("cluster", String(80), nullable=False),
        PrimaryKeyConstraint("topic", "partition"),
    )
    heard = Table(
        "heard",
        metadata,
        Column("id", String(64), primary_key=True),
        Column("heard_at", Instant, nullable=False, index=True),
    )
    parked = Table(
        "parked",
        metadata,
        Column("id", BigId, primary_key=True, autoincrement=True),
        Column("topic", String(80), nullable=False),
        Column("partition", Integer, nullable=False),
        Column("offset", BigInteger, nullable=False),
        Column("key", String(80), nullable=False),
        Column("headers", JsonText, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("reason", Text, nullable=False),
        Column("parked_at", Instant, nullable=False),
        Column("attempts", Integer, nullable=False, server_default="1"),
        Column("discarded_at", Instant, nullable=True),
        Column("discard_reason", Text, nullable=True),
        Column("decided_by", String(80), nullable=True),
        Index("ix_parked_topic_key", "topic", "key"),
    )
    return LogTables(outbox, position, heard, parked, timer_table(metadata))


def headers_to_json(headers: list[tuple[str, bytes]]) -> list[list[str]]:
    return [[name, value.decode(errors="backslashreplace")] for name, value in headers]


def headers_from_json(rows: list[list[str]]) -> list[tuple[str, bytes]]:
    return [(name, value.encode()) for name, value in rows]
