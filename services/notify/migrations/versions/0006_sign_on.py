"""Keep by which subject the office's own provider knows a person."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("subject_index", sa.String(64), nullable=True))
        person.create_unique_constraint("uq_person_subject_index", ["subject_index"])


def downgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.drop_constraint("uq_person_subject_index", type_="unique")
        person.drop_column("subject_index")
