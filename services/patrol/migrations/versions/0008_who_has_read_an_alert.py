"""Keep who has read an alert."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_reading",
        sa.Column("rescue", sa.String(40), nullable=False),
        sa.Column("alert", sa.String(20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(60), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["rescue"], ["rescue.id"], name="fk_alert_reading_rescue_rescue"),
        sa.PrimaryKeyConstraint("rescue", "alert", "round", "reader", name="pk_alert_reading"),
    )


def downgrade() -> None:
    op.drop_table("alert_reading")
