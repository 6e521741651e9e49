"""The first schema of what every service stands on: log, clocks, keys of access, idempotency.

Frozen: services call it from their revision 0001. A change is a new module beside it, called from a new revision.
"""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant, JsonText

TABLES = ("access_key", "heard", "idempotency", "outbox", "parked", "position", "timer")


def lay() -> None:
    _sending()
    _hearing()
    _parking()
    _clocks()
    _asking()


def take_up() -> None:
    for table in TABLES:
        op.drop_table(table)


def _big_id() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, autoincrement=True, nullable=False)


def _sending() -> None:
    op.create_table(
        "outbox",
        _big_id(),
        sa.Column("topic", sa.String(80), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("headers", JsonText(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )


def _hearing() -> None:
    op.create_table(
        "position",
        sa.Column("topic", sa.String(80), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.Column("cluster", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("topic", "partition", name="pk_position"),
    )
    op.create_table(
        "heard",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heard"),
    )
    op.create_index("ix_heard_heard_at", "heard", ["heard_at"])


def _parking() -> None:
    op.create_table(
        "parked",
        _big_id(),
        sa.Column("topic", sa.String(80), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("headers", JsonText(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parked_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="1", nullable=False),
        sa.Column("discarded_at", Instant(), nullable=True),
        sa.Column("discard_reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_parked"),
    )
    op.create_index("ix_parked_topic_key", "parked", ["topic", "key"])


def _clocks() -> None:
    op.create_table(
        "timer",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", "round", name="pk_timer"),
    )
    op.create_index("ix_timer_due_at", "timer", ["due_at"])


def _asking() -> None:
    op.create_table(
        "access_key",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("hash", sa.String(64), nullable=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("scope", sa.String(12), nullable=False),
        sa.Column("team", sa.String(40), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_key"),
        sa.UniqueConstraint("hash", name="uq_access_key_hash"),
    )
    op.create_table(
        "idempotency",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("caller", sa.String(60), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("location", sa.String(200), nullable=True),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", "caller", name="pk_idempotency"),
    )
