"""Lay the tables of rescues, their sightings and offers, of teams, places, plans and measured responses."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant, JsonText

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "response_sample",
    "offer",
    "sighting",
    "rescue",
    "team_position",
    "team",
    "place",
    "area_plan",
    "circle",
)


def upgrade() -> None:
    _county()
    _teams()
    _rescues()
    _sightings()
    _offers()
    _samples()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _county() -> None:
    op.create_table(
        "circle",
        sa.Column("county", sa.String(12), nullable=False),
        sa.Column("winter", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", name="pk_circle"),
    )
    op.create_table(
        "area_plan",
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("profiles", JsonText(), nullable=False),
        sa.Column("grade_rules", JsonText(), nullable=False),
        sa.Column("travel", JsonText(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("area", "version", name="pk_area_plan"),
    )
    op.create_index("one_current_plan", "area_plan", ["area"], unique=True, **_where("current"))
    op.create_table(
        "place",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 and taken <= beds", name="ck_place_nothing_overfilled"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
    )
    op.create_index("ix_place_area", "place", ["area"])


def _teams() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("county", sa.String(12), nullable=False),
        sa.Column("vehicle", sa.String(80), nullable=True),
        sa.Column("members", sa.Text(), nullable=True),
        sa.Column("shifts", JsonText(), nullable=False),
        sa.Column("answering", sa.Boolean(), nullable=False),
        sa.Column("stock", JsonText(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
    )
    op.create_index("ix_team_area", "team", ["area"])
    op.create_index("ix_team_county", "team", ["county"])
    op.create_table(
        "team_position",
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_team_position_team_team"),
        sa.PrimaryKeyConstraint("team", name="pk_team_position"),
    )


def _rescues() -> None:
    op.create_table(
        "rescue",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("story", sa.String(40), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("county", sa.String(12), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(20), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("grade_reasons", JsonText(), nullable=False),
        sa.Column("grade_rule", sa.Text(), nullable=False),
        sa.Column("regrade_reason", sa.Text(), nullable=True),
        sa.Column("profile", JsonText(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("deadline", Instant(), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("stopped_by", sa.String(20), nullable=True),
        sa.Column("stopped_by_whom", sa.String(60), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.Column("at_risk", sa.Boolean(), nullable=False),
        sa.Column("risk_round", sa.Integer(), nullable=False),
        sa.Column("breached_at", Instant(), nullable=True),
        sa.Column("breach_reason", sa.Text(), nullable=True),
        sa.Column("queued", sa.Boolean(), nullable=False),
        sa.Column("queued_round", sa.Integer(), nullable=False),
        sa.Column("answer", JsonText(), nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rescue"),
    )
    op.create_index("ix_rescue_area", "rescue", ["area"])
    op.create_index("ix_rescue_open", "rescue", ["county", "latitude"], **_where("state <> 'answered'"))
    op.create_index("ix_rescue_unsaid", "rescue", ["county"], **_where("state = 'waiting' and not queued"))
    op.create_index(
        "ix_rescue_queue", "rescue", ["county", "urgency", "deadline", "id"], **_where("state = 'waiting'")
    )


def _sightings() -> None:
    op.create_table(
        "sighting",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("rescue", sa.String(40), nullable=True),
        sa.Column("declined", sa.String(20), nullable=True),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.Column("place_in_rescue", sa.Integer(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("signs", JsonText(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("road", sa.String(80), nullable=True),
        sa.Column("kilometre", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "(rescue is null) <> (declined is null)", name="ck_sighting_in_one_rescue_or_declined"
        ),
        sa.ForeignKeyConstraint(["rescue"], ["rescue.id"], name="fk_sighting_rescue_rescue"),
        sa.PrimaryKeyConstraint("id", name="pk_sighting"),
    )
    op.create_index("ix_sighting_rescue", "sighting", ["rescue"])


def _offers() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("rescue", sa.String(40), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("team_name", sa.String(80), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("offered_at", Instant(), nullable=False),
        sa.Column("lapses_at", Instant(), nullable=False),
        sa.Column("estimated_seconds", sa.Integer(), nullable=False),
        sa.Column("promised_at", Instant(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("accepted_device_at", Instant(), nullable=True),
        sa.Column("departed_at", Instant(), nullable=True),
        sa.Column("departed_device_at", Instant(), nullable=True),
        sa.Column("arrived_at", Instant(), nullable=True),
        sa.Column("arrived_device_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["rescue"], ["rescue.id"], name="fk_offer_rescue_rescue"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name="fk_offer_team_team"),
        sa.PrimaryKeyConstraint("id", name="pk_offer"),
    )
    op.create_index("ix_offer_rescue", "offer", ["rescue"])
    op.create_index("ix_offer_team", "offer", ["team"])
    op.create_index("one_live_offer_per_rescue", "offer", ["rescue"], unique=True, **_where("live"))
    op.create_index("one_live_offer_per_team", "offer", ["team"], unique=True, **_where("live"))


def _samples() -> None:
    op.create_table(
        "response_sample",
        sa.Column("rescue", sa.String(40), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("profile", sa.String(80), nullable=False),
        sa.Column("grade", sa.String(20), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=False),
        sa.Column("stopped_by", sa.String(20), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("handling", sa.Float(), nullable=True),
        sa.Column("offer", sa.Float(), nullable=True),
        sa.Column("turnout", sa.Float(), nullable=True),
        sa.Column("travel", sa.Float(), nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["rescue"], ["rescue.id"], name="fk_response_sample_rescue_rescue"),
        sa.PrimaryKeyConstraint("rescue", name="pk_response_sample"),
    )
    op.create_index("ix_response_sample_received_at", "response_sample", ["received_at"])
