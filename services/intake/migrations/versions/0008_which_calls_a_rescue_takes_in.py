"""Keep where a rescue is and which further calls it takes in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
COLUMNS = {
    "longitude": sa.Float,
    "latitude": sa.Float,
    "join_metres": sa.Integer,
    "join_seconds": sa.Integer,
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("rescue", sa.Column(name, kind(), nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("rescue", name)
