"""Alembic's way in: runs the versions on the connection handed over, or compares tables for a new version."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from store.schema import metadata
from store.tables import Moment, Sealed, SealedBytes, SealedJson


def _plain(kind: str, thing: Any, autogen_context: Any) -> str | Literal[False]:
    """A version names plain types only: it must still run when our own have changed."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(thing, Sealed | SealedJson | SealedBytes):
        return "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes columns by copying the table
    compare_type=False,  # our column types store as plain numbers and bytes
    render_item=_plain,
)
with context.begin_transaction():
    context.run_migrations()
