"""Runs migrations on the connection that the caller gives (`config.attributes["connection"]`)."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,  # SQLite cannot alter a column: Alembic rebuilds the table
    # One transaction around all revisions: a step that fails takes the steps before it back.
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
