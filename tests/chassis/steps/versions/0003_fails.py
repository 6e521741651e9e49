"""A step that fails half-way when a house is called `fails`."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("house", sa.Column("half", sa.Integer))
    if op.get_bind().execute(sa.text("select count(*) from house where name = 'fails'")).scalar():
        raise ValueError("half-way")


def downgrade() -> None:
    with op.batch_alter_table("house") as house:
        house.drop_column("half")
