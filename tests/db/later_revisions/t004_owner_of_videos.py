"""Not Barre's: what a later revision may look like, for the tests of upgrading. Rebuilds a parent table."""

import sqlalchemy as sa
from alembic import op

revision = "t004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without the keyword the rebuilt table would give the ids of removed videos again.
    with op.batch_alter_table("videos", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("owner", sa.Text(), nullable=False, server_default="nobody"))
        batch.alter_column("name", new_column_name="title", existing_type=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("videos", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("title", new_column_name="name", existing_type=sa.Text(), existing_nullable=False)
        batch.drop_column("owner")
