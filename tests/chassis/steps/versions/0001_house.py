"""A house and its lanterns, which go when the house does."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("house", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(10)))
    op.create_table(
        "hanging",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("house", sa.Integer, sa.ForeignKey("house.id", ondelete="CASCADE"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("hanging")
    op.drop_table("house")
