"""The database's tables through the versions: brings any older database to this one's tables, keeping what is in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from store.database import database_url, is_embedded
from store.errors import StaleSchema, Unavailable

HERE = Path(__file__).parent


async def upgrade(url: str, revision: str = "head") -> str:
    """Bring the database to `revision` ("head": this version's tables); gives the revision it had before, "" if new.

    Raises Unavailable.
    """
    engine = create_async_engine(database_url(url), poolclass=NullPool)
    if is_embedded(url):
        Path(database_url(url).database or ".").parent.mkdir(parents=True, exist_ok=True)
    try:
        async with engine.begin() as connection:
            before = await connection.run_sync(_revision)
            if before != (head() if revision == "head" else revision):
                await connection.run_sync(_upgrade, revision)
            return before
    except _unreached(url) as error:
        raise Unavailable(str(error)) from error
    finally:
        await engine.dispose()


async def check(url: str) -> None:
    """Raises StaleSchema unless the tables are this version's, Unavailable unless they can be reached.

    Both are caught by the command line, which says what to run.
    """
    before = await standing(url)
    if before != head():
        raise StaleSchema(
            f"the database is at revision {before or 'none'}, this version needs {head()}: run `xiaoer migrate`"
        )


async def standing(url: str) -> str:
    """The revision the database is at, "" for one without tables; changes nothing. Raises Unavailable."""
    engine = create_async_engine(database_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_revision)
    except _unreached(url) as error:
        raise Unavailable(str(error)) from error
    finally:
        await engine.dispose()


def _unreached(url: str) -> tuple[type[Exception], ...]:
    """What is raised when the database cannot be reached: no such host, database or password."""
    if is_embedded(url):
        return (OperationalError,)
    from store.postgres import UNREACHED  # noqa: PLC0415 - only the driver in use is loaded

    return (OperationalError, *UNREACHED)


@cache
def head() -> str:
    """The newest revision there is."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _upgrade(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
