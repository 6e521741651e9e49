"""Keep how far a trouble has climbed, and which trouble a message tells of."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("cause", sa.String(64), nullable=True))
    op.create_table(
        "escalation",
        sa.Column("cause", sa.String(64), nullable=False),
        sa.Column("lap", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("firing", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", Instant(), nullable=True),
        sa.Column("acknowledged_by", sa.String(60), nullable=True),
        sa.Column("acknowledged_until", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("cause", name="pk_escalation"),
    )


def downgrade() -> None:
    op.drop_table("escalation")
    with op.batch_alter_table("message") as message:
        message.drop_column("cause")
