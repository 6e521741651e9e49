"""The tables of the lantern service, as its metadata has them."""

from alembic import op

from tests.chassis.lanterns import Base

revision = "0001"
down_revision = None


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())


def downgrade() -> None:
    Base.metadata.drop_all(op.get_bind())
