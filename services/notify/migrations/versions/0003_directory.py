"""Lay the directory of people: posts, sessions, wrong guesses; and the table of revoked sessions."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant
from services.chassis.web import common_schema_2

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    common_schema_2.lay()
    _person()
    _post()
    _session()
    _guess()


def downgrade() -> None:
    for table in ("guess", "session", "post", "person"):
        op.drop_table(table)
    common_schema_2.take_up()


def _text(name: str, length: int | None, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, Instant(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _person() -> None:
    op.create_table(
        "person",
        _text("id", 40),
        _text("login", None),
        _text("login_index", 64),
        _text("name", None),
        _text("area", 12),
        _text("language", 10),
        _text("theme", 10),
        sa.Column("keys", sa.Boolean(), nullable=False),
        _text("password", 200, nullable=True),
        _time("made_at"),
        _text("made_by", 60),
        _time("disabled_at", nullable=True),
        _text("disabled_by", 60, nullable=True),
        _number("said"),
        _number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("login_index", name="uq_person_login_index"),
    )
    op.create_index("ix_person_area", "person", ["area"])


def _post() -> None:
    op.create_table(
        "post",
        _text("id", 40),
        _text("person", 40),
        _text("role", 20),
        _text("scope", 12),
        _text("team", 40, nullable=True),
        _time("given_at"),
        _text("given_by", 60),
        _time("ended_at", nullable=True),
        _text("ended_by", 60, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_post_person_person"),
    )
    op.create_index("ix_post_person", "post", ["person"])


def _session() -> None:
    op.create_table(
        "session",
        _text("id", 40),
        _text("person", 40),
        _text("post", 40),
        _time("opened_at"),
        _time("expires_at"),
        _time("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_session_person_person"),
    )
    op.create_index("ix_session_person", "session", ["person"])
    op.create_index("ix_session_expires_at", "session", ["expires_at"])


def _guess() -> None:
    op.create_table(
        "guess",
        _text("subject", 64),
        _number("count"),
        _time("last_at", nullable=True),
        _time("locked_until", nullable=True),
        sa.PrimaryKeyConstraint("subject", name="pk_guess"),
    )
    op.create_index("ix_guess_last_at", "guess", ["last_at"])
