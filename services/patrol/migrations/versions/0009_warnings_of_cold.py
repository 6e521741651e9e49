"""Keep which warnings of cold are in force, until when, and who put and lifted them."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "warning",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("colour", sa.String(20), nullable=False),
        sa.Column("begins_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("put_by", sa.String(60), nullable=False),
        sa.Column("lowest_celsius", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_warning"),
    )
    op.create_index(
        "one_warning_in_force",
        "warning",
        ["area", "drill"],
        unique=True,
        sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )


def downgrade() -> None:
    op.drop_table("warning")
