"""Keep the words that areas have for messages, their quiet hours, and which words a message was sent with."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IN_USE = sa.text("ended_at is null")


def upgrade() -> None:
    op.add_column("message", sa.Column("wording", sa.String(40), nullable=True))
    op.create_table(
        "wording",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("template", sa.String(40), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_wording"),
    )
    op.create_index(
        "ix_wording_in_use",
        "wording",
        ["area", "template", "language"],
        unique=True,
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )
    op.create_table(
        "quiet_hours",
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("begins", sa.String(5), nullable=False),
        sa.Column("ends", sa.String(5), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("area", name="pk_quiet_hours"),
    )


def downgrade() -> None:
    op.drop_table("quiet_hours")
    op.drop_table("wording")
    with op.batch_alter_table("message") as message:
        message.drop_column("wording")
