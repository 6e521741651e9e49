"""Keep which rescue goes on for which, and whose callers it tells as well."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import JsonText

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rescue", sa.Column("also", JsonText(), nullable=True))
    op.add_column("rescue", sa.Column("merged_into", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("rescue", "merged_into")
    op.drop_column("rescue", "also")
