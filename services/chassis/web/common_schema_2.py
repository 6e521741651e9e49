"""The second schema of what every service stands on: the sessions that were revoked.

Frozen: services call it from a revision of their own. A change is a new module beside it.
"""

import sqlalchemy as sa
from alembic import op

from services.chassis.store import Instant


def lay() -> None:
    op.create_table(
        "session_revoked",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session_revoked"),
    )
    op.create_index("ix_session_revoked_until", "session_revoked", ["until"])


def take_up() -> None:
    op.drop_table("session_revoked")
