"""Count how often a team has moved, and find those that moved lately."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("team_position", sa.Column("moves", sa.Integer(), server_default="1", nullable=False))
    op.create_index("ix_team_position_received_at", "team_position", ["received_at"])


def downgrade() -> None:
    op.drop_index("ix_team_position_received_at", "team_position")
    op.drop_column("team_position", "moves")
