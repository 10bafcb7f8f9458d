"""Writes a new version from the difference between the tables in the code and those of all versions so far.

`python -m store.migrations 0002 "What the version brings."`; read it and adjust it before committing.
"""

from __future__ import annotations

import sys

from alembic import command
from sqlalchemy import create_engine

from store.migrations import _config, _upgrade, head


def write(revision: str, what: str) -> None:
    """Compare in an empty database in memory and write the file."""
    with create_engine("sqlite://").begin() as connection:
        if head():
            _upgrade(connection, "head")
        config = _config()
        config.attributes["connection"] = connection
        command.revision(config, what.rstrip("."), autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    write(*sys.argv[1:3])
