"""Lay the journal, which the database itself keeps from being changed."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant, JsonText

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("journal", "journal_name")


def upgrade() -> None:
    _journal()
    _names()
    for table in TABLES:
        _keep(table)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function journal_is_kept()")


def _text(name: str, length: int, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, Instant(), nullable=False)


def _journal() -> None:
    op.create_table(
        "journal",
        _text("id", 64),
        _text("type", 120),
        _text("source", 40),
        _text("subject", 80),
        _text("story", 80),
        _text("area", 12),
        _text("actor", 80),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _text("cause", 80, nullable=True),
        _text("traceparent", 80, nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        _time("at"),
        _time("heard_at"),
        sa.Column("data", JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_story", "journal", ["story"])
    op.create_index("ix_journal_at", "journal", ["at"])


def _names() -> None:
    op.create_table(
        "journal_name",
        _text("name", 80),
        _text("story", 80),
        sa.PrimaryKeyConstraint("name", "story", name="pk_journal_name"),
    )
    op.create_index("ix_journal_name_story", "journal_name", ["story"])


def _keep(table: str) -> None:
    """No role may change or delete a row, whatever it was granted."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create or replace function journal_is_kept() returns trigger language plpgsql as "
            "$$ begin raise exception 'the journal is never changed'; end $$"
        )
        op.execute(
            f"create trigger {table}_is_kept before update or delete on {table} "
            "for each statement execute function journal_is_kept()"
        )
        return
    for change in ("update", "delete"):
        op.execute(
            f"create trigger {table}_is_kept_from_{change} before {change} on {table} "
            "begin select raise(abort, 'the journal is never changed'); end"
        )
