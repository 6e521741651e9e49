"""Lay the tables of reports, their stories and rescues, and of informants."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant, JsonText

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("report", "report_number", "rescue", "story_line", "informant")


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.String(40), nullable=False),
        *_what_changes(),
        *_what_was_told(),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
    )
    _index_reports()
    _numbers()
    _rescues()
    _stories()
    _informants()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _what_changes() -> list[sa.Column[object]]:
    return [
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("county", sa.String(12), nullable=False),
        sa.Column("winter", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(60), nullable=False),
        sa.Column("taken_by", sa.String(60), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("hand_over_to", sa.String(60), nullable=True),
        sa.Column("hand_over_role", sa.String(20), nullable=True),
        sa.Column("hand_overs", sa.Integer(), nullable=False),
        sa.Column("taken_over", sa.String(12), nullable=True),
        sa.Column("rescue", sa.String(40), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _what_was_told() -> list[sa.Column[object]]:
    return [
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("landmark", sa.String(), nullable=True),
        sa.Column("road", sa.String(80), nullable=True),
        sa.Column("kilometre", sa.Float(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("signs", JsonText(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("caller", sa.String(), nullable=True),
        sa.Column("informant", sa.Boolean(), nullable=False),
        sa.Column("call_back", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("found_at", Instant(), nullable=True),
        sa.Column("sender", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(100), nullable=True),
        sa.Column("content_mark", sa.String(64), nullable=True),
        sa.Column("tracking_hash", sa.String(64), nullable=False),
    ]


def _index_reports() -> None:
    listed = ["kind", "recorded_at", "id"]
    op.create_index("ix_report_area", "report", ["area"])
    op.create_index("ix_report_rescue", "report", ["rescue"])
    op.create_index("ix_report_listed", "report", listed)
    _partial_index("ix_report_open", listed, "state <> 'closed'")
    _partial_index("ix_report_unanswered", ["recorded_at"], "taken_over in ('waiting', 'silent')")
    op.create_index("one_number_per_county_and_winter", "report", ["county", "winter", "number"], unique=True)
    _partial_index("one_report_per_reference", ["sender", "reference"], "reference is not null", unique=True)


def _partial_index(name: str, columns: list[str], where: str, unique: bool = False) -> None:
    clause = sa.text(where)
    op.create_index(name, "report", columns, unique=unique, sqlite_where=clause, postgresql_where=clause)


def _numbers() -> None:
    op.create_table(
        "report_number",
        sa.Column("county", sa.String(12), nullable=False),
        sa.Column("winter", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "winter", "kind", name="pk_report_number"),
    )


def _rescues() -> None:
    op.create_table(
        "rescue",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("number", sa.String(12), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("grade", sa.String(20), nullable=True),
        sa.Column("deadline", Instant(), nullable=True),
        sa.Column("team", sa.String(40), nullable=True),
        sa.Column("team_name", sa.String(80), nullable=True),
        sa.Column("promised_at", Instant(), nullable=True),
        sa.Column("queued", sa.Boolean(), nullable=False),
        sa.Column("at_risk", sa.Boolean(), nullable=False),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("heard", JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rescue"),
    )


def _stories() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "story_line",
        sa.Column("position", big, autoincrement=True, nullable=False),
        sa.Column("root", sa.String(40), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("fact", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("detail", JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_story_line"),
    )
    op.create_index("ix_story_line_root", "story_line", ["root", "position"])


def _informants() -> None:
    op.create_table(
        "informant",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("number_index", sa.String(64), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("occupation", sa.String(40), nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.Column("registered_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_informant"),
    )
    op.create_index("ix_informant_area", "informant", ["area"])
    op.create_index("one_informant_per_number_and_area", "informant", ["number_index", "area"], unique=True)
