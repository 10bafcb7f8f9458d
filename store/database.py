"""Opens the database and runs plain functions in short transactions. The only module that knows how connections are driven.

Every function handed in takes a SQLAlchemy Connection first, touches nothing else, and may be run twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Select
from sqlalchemy.engine import URL, make_url

from store.sealing import KeyRing

__all__ = [
    "Connection",
    "Database",
    "open_database",
]  # bot and scheduler know SQLAlchemy's Connection from here

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Connection, P], T]


class Database(Protocol):
    """What the rest of the system sees of a database."""

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work` in a transaction of its own that changes nothing. Raises Unavailable."""
        ...

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work`, committed and on disk. What `work` raises rolls it back, and only it. Raises Unavailable."""
        ...

    def stream(
        self, statement: Select[*tuple[Any, ...]], size: int = 500
    ) -> AsyncIterator[list[tuple[Any, ...]]]:
        """The rows of a long answer in pieces of `size`: bounded memory, never on the writer."""
        ...

    async def close(self) -> None:
        """Finish what is queued and let go of every connection."""
        ...


def database_url(text: str) -> URL:
    """The URL with its asynchronous driver written in. Raises ValueError for a database we do not run on."""
    url = make_url(text)
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    name = drivers.get(url.get_backend_name())
    if name is None:
        raise ValueError(f"neither SQLite nor PostgreSQL: {url.get_backend_name()}")
    return url.set(drivername=name)


def is_embedded(text: str) -> bool:
    """Whether this is the SQLite file that needs nobody's care, migrations included."""
    return database_url(text).get_backend_name() == "sqlite"


def file_of(text: str) -> Path | None:
    """The file of an embedded database; None for a server's, and for one in memory."""
    url = database_url(text)
    named = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return Path(str(url.database)) if named else None


def open_database(text: str, ring: KeyRing) -> AbstractAsyncContextManager[Database]:
    """The database of this URL, ready for use; closed at the end of the `async with`."""
    url = database_url(text)
    if url.get_backend_name() == "sqlite":
        from store.sqlite import SqliteDatabase  # noqa: PLC0415 - only the driver in use is loaded

        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        return SqliteDatabase.opened(url, ring)
    from store.postgres import PostgresDatabase  # noqa: PLC0415 - only the driver in use is loaded

    return PostgresDatabase.opened(url, ring)
