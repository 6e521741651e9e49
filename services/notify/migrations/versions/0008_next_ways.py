"""Keep which of the recipient's ways is tried, and whose ways they are."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBERS = ("way", "tries", "ways_left")


def upgrade() -> None:
    for name in NUMBERS:
        op.add_column("message", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("message", sa.Column("reached", sa.String(90), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("message") as message:
        for name in (*NUMBERS, "reached"):
            message.drop_column(name)
