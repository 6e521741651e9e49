"""Lay the duty roster, how people are reached, and who was told by an attempt."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _person_route()
    _duty()
    op.add_column("attempt", sa.Column("person", sa.String(40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attempt") as attempt:
        attempt.drop_column("person")
    op.drop_table("duty")
    op.drop_table("person_route")


def _text(name: str, length: int | None, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, Instant(), nullable=False)


def _person_route() -> None:
    op.create_table(
        "person_route",
        _text("person", 40),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("channel", 20),
        _text("address", None, nullable=True),
        sa.PrimaryKeyConstraint("person", "position", name="pk_person_route"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_person_route_person_person"),
    )


def _duty() -> None:
    op.create_table(
        "duty",
        _text("id", 40),
        _text("area", 12),
        _text("person", 40),
        _text("stand_in", 40, nullable=True),
        sa.Column("away", sa.Boolean(), nullable=False),
        _time("begins_at"),
        _time("ends_at"),
        _time("made_at"),
        _text("made_by", 60),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duty"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_duty_person_person"),
        sa.ForeignKeyConstraint(["stand_in"], ["person.id"], name="fk_duty_stand_in_person"),
    )
    op.create_index("ix_duty_area_ends_at", "duty", ["area", "ends_at"])
