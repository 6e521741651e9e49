"""The tables that every service has beside its own: log, keys of access, revoked sessions, idempotency."""

from dataclasses import dataclass

from sqlalchemy import Column, Integer, MetaData, PrimaryKeyConstraint, String, Table, Text

from services.chassis.access import access_table, revoked_table
from services.chassis.log import LogTables, log_tables
from services.chassis.store import Instant


@dataclass(frozen=True)
class CommonTables:
    log: LogTables
    access: Table
    revoked: Table
    idempotency: Table


def common_tables(metadata: MetaData) -> CommonTables:
    idempotency = Table(
        "idempotency",
        metadata,
        Column("key", String(80)),
        Column("caller", String(60)),
        Column("request", String(64), nullable=False),
        Column("status", Integer, nullable=False),
        Column("answer", Text, nullable=False),
        Column("location", String(200), nullable=True),
        Column("kept_at", Instant, nullable=False),
        PrimaryKeyConstraint("key", "caller"),
    )
    return CommonTables(log_tables(metadata), access_table(metadata), revoked_table(metadata), idempotency)
