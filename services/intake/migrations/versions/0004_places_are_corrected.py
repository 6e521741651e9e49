"""Count how often the place of a report was corrected, and keep what patrol answered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("corrections", sa.Integer(), server_default="0", nullable=False))
    op.add_column("report", sa.Column("correction", sa.String(12), nullable=True))


def downgrade() -> None:
    op.drop_column("report", "correction")
    op.drop_column("report", "corrections")
