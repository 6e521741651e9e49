"""On SQLite the table of the houses is made anew for this."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("house") as house:
        house.alter_column("name", type_=sa.String(80), existing_type=sa.String(10))
        house.add_column(sa.Column("colour", sa.String(20)))


def downgrade() -> None:
    with op.batch_alter_table("house") as house:
        house.drop_column("colour")
        house.alter_column("name", type_=sa.String(10), existing_type=sa.String(80))
