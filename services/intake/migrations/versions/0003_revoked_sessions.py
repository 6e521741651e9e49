"""Lay the table of revoked sessions."""

from services.chassis.web import common_schema_2

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    common_schema_2.lay()


def downgrade() -> None:
    common_schema_2.take_up()
