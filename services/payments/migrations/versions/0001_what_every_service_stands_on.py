"""Lay what every service stands on."""

from services.chassis.web import common_schema_1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    common_schema_1.lay()


def downgrade() -> None:
    common_schema_1.take_up()
