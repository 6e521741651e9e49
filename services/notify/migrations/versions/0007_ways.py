"""Keep what signs a webhook, and further ways of a contact route."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import JsonText

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact_route", sa.Column("secret", sa.String(), nullable=True))
    op.add_column("contact_route", sa.Column("further", JsonText(), nullable=False, server_default="[]"))
    op.add_column("person_route", sa.Column("secret", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person_route") as route:
        route.drop_column("secret")
    with op.batch_alter_table("contact_route") as route:
        route.drop_column("further")
        route.drop_column("secret")
