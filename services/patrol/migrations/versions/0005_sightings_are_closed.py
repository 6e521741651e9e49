"""Keep which sightings a desk has closed by hand, when, who and why."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sighting", sa.Column("closed_at", Instant(), nullable=True))
    op.add_column("sighting", sa.Column("closed_by", sa.String(60), nullable=True))
    op.add_column("sighting", sa.Column("close_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    for column in ("close_reason", "closed_by", "closed_at"):
        op.drop_column("sighting", column)
