"""Keep who sent a team, where a person chose it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offer", sa.Column("offered_by", sa.String(60)))


def downgrade() -> None:
    op.drop_column("offer", "offered_by")
