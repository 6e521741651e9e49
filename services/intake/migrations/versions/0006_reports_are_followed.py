"""Find a report by its caller's token without reading them all."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_report_tracking", "report", ["tracking_hash"])


def downgrade() -> None:
    op.drop_index("ix_report_tracking", "report")
