"""Keep whether a reporter is still owed a call, how often it was tried, and until when it is due."""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("calling_back", sa.String(12), nullable=True))
    op.add_column("report", sa.Column("calls_back", sa.Integer(), server_default="0", nullable=False))
    op.add_column("report", sa.Column("call_back_due_at", Instant(), nullable=True))
    owed = sa.text("calling_back = 'owed'")
    op.create_index(
        "ix_report_call_back",
        "report",
        ["owner", "call_back_due_at"],
        sqlite_where=owed,
        postgresql_where=owed,
    )


def downgrade() -> None:
    op.drop_index("ix_report_call_back", "report")
    op.drop_column("report", "call_back_due_at")
    op.drop_column("report", "calls_back")
    op.drop_column("report", "calling_back")
