"""Not Barre's: a later revision that fails after it changed something, for the tests of upgrading."""

from alembic import op

revision = "t004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE videos SET name = 'lost'")
    op.drop_table("settings")
    op.execute("SELECT x FROM nowhere")


def downgrade() -> None:
    raise NotImplementedError
