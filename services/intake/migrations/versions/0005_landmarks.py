"""Lay the register of landmarks and key areas."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "landmark",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("hint", sa.String(80), nullable=True),
        sa.Column("initials", sa.String(40), nullable=True),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_landmark"),
    )
    op.create_index("one_landmark_per_name_and_area", "landmark", ["area", "name"], unique=True)


def downgrade() -> None:
    op.drop_index("one_landmark_per_name_and_area", "landmark")
    op.drop_table("landmark")
