"""Run by Alembic: applies revisions over the connection that the caller gives."""

from alembic import context

from intake_core.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
