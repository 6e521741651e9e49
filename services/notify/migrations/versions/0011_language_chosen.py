"""Know who has chosen a language. Whoever has English chose it: Chinese is what everybody began with."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("language_chosen", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    person = sa.table("person", sa.column("language", sa.String), sa.column("language_chosen", sa.Boolean))
    op.execute(person.update().where(person.c.language == "en").values(language_chosen=True))


def downgrade() -> None:
    op.drop_column("person", "language_chosen")
