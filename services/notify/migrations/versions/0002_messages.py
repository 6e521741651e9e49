"""Lay the tables of messages and attempts, of what is known, of contacts, and of the register of keys."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant, JsonText

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("attempt", "message", "rescue", "sighting", "provider", "contact_route", "api_key")
TO_DO = sa.text("state in ('ready', 'unknown', 'sending')")
WAITING = sa.text("state in ('resting', 'no_route')")


def upgrade() -> None:
    _registers()
    _knowledge()
    _messages()
    _attempts()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _text(name: str, length: int | None, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, Instant(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _registers() -> None:
    op.create_table(
        "api_key",
        _text("id", 40),
        _text("name", 80),
        _text("role", 20),
        _text("scope", 12),
        _text("team", 40, nullable=True),
        _time("made_at"),
        _text("made_by", 60),
        _time("revoked_at", nullable=True),
        _text("revoked_by", 60, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
    )
    op.create_table(
        "contact_route",
        _text("party", 20),
        _text("area", 12),
        _text("team", 40),
        _text("channel", 20),
        _text("address", None, nullable=True),
        _text("language", 10),
        _time("changed_at"),
        _text("changed_by", 60),
        sa.PrimaryKeyConstraint("party", "area", "team", name="pk_contact_route"),
    )
    op.create_table(
        "provider",
        _text("channel", 20),
        _text("settings", None),
        _time("changed_at"),
        _text("changed_by", 60),
        sa.PrimaryKeyConstraint("channel", name="pk_provider"),
    )


def _knowledge() -> None:
    op.create_table(
        "sighting",
        _text("id", 40),
        _text("number", 40, nullable=True),
        _text("area", 12),
        _text("caller", None, nullable=True),
        _text("language", 35),
        _time("received_at", nullable=True),
        _flag("drill"),
        _text("rescue", 40, nullable=True),
        _time("closed_at", nullable=True),
        _number("heard"),
        _number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_sighting"),
    )
    op.create_index("ix_sighting_rescue", "sighting", ["rescue"])
    op.create_table(
        "rescue",
        _text("id", 40),
        _text("number", 40),
        _text("area", 12),
        _text("grade", 20, nullable=True),
        sa.Column("signs", JsonText(), nullable=False),
        _number("people"),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        _time("deadline", nullable=True),
        _text("offer", 40, nullable=True),
        _time("accepted_at", nullable=True),
        _time("promised_at", nullable=True),
        _flag("withdrawn"),
        _time("answered_at", nullable=True),
        _number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_rescue"),
    )


def _messages() -> None:
    op.create_table(
        "message",
        _text("id", 40),
        *_what_makes_it_one(),
        _text("area", 12),
        _text("story", 40),
        _flag("drill"),
        sa.Column("variables", JsonText(), nullable=False),
        _number("priority"),
        _time("made_at"),
        _time("of_use_until"),
        _text("language", 10),
        _text("state", 20),
        _number("attempts"),
        _text("channel", 20, nullable=True),
        _text("lane", 40, nullable=True),
        _text("reason", 80, nullable=True),
        _time("sent_at", nullable=True),
        _number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint(
            *("template", "about", "round", "party", "recipient"),
            name="uq_message_template_about_round_party_recipient",
        ),
    )
    _index_messages()


def _what_makes_it_one() -> tuple[sa.Column[Any], ...]:
    return (
        _text("template", 40),
        _text("about", 40),
        _number("round"),
        _text("party", 20),
        _text("recipient", 40),
    )


def _index_messages() -> None:
    for name, columns, where in (
        ("ix_message_to_do", ["priority", "made_at", "id"], TO_DO),
        ("ix_message_waiting", ["party", "area"], WAITING),
        ("ix_message_listed", ["made_at", "id"], None),
        ("ix_message_state_template", ["state", "template"], None),
        ("ix_message_inbox", ["channel", "party", "recipient", "sent_at", "id"], None),
        ("ix_message_story", ["story"], None),
    ):
        op.create_index(name, "message", columns, sqlite_where=where, postgresql_where=where)


def _attempts() -> None:
    op.create_table(
        "attempt",
        _text("message", 40),
        _number("number"),
        _text("channel", 20),
        _time("started_at"),
        _time("ended_at", nullable=True),
        _text("verdict", 20, nullable=True),
        _text("detail", 80, nullable=True),
        sa.PrimaryKeyConstraint("message", "number", name="pk_attempt"),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_attempt_message_message"),
    )
