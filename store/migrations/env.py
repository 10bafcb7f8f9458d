"""Alembic's way in: runs the versions on the connection handed over, or compares tables for a new version."""

from __future__ import annotations

from alembic import context

from store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes columns by copying the table
    compare_type=False,  # our column types store as plain numbers and bytes
)
with context.begin_transaction():
    context.run_migrations()
