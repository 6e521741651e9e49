"""Count how often a report was proposed to be the same person as another, and keep which rescue goes on for which."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("joins", sa.Integer(), server_default="0", nullable=False))
    op.add_column("report", sa.Column("joining", sa.String(12), nullable=True))
    op.add_column("rescue", sa.Column("merged_into", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("rescue", "merged_into")
    op.drop_column("report", "joining")
    op.drop_column("report", "joins")
