"""PostgreSQL: the same plain functions through `run_sync`; what lost a serialisation race or a deadlock runs again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import Select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from store.database import P, T, Work
from store.errors import Unavailable
from store.sealing import KeyRing
from store.tables import give_ring

AGAIN = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
GONE = frozenset(
    {"57P01", "57P02", "57P03", "53300", "08000", "08003", "08006", "08001"}
)  # shut down, full, cut off
TRIES = 5
UNREACHED = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
    TimeoutError,
)  # what connecting itself raises


class PostgresDatabase:
    """See `store.database.Database`."""

    def __init__(self, url: URL, ring: KeyRing) -> None:
        self._engine = create_async_engine(
            url, pool_size=10, max_overflow=5, pool_pre_ping=True, pool_timeout=4
        )
        give_ring(self._engine.dialect, ring)

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: URL, ring: KeyRing) -> AsyncIterator[PostgresDatabase]:
        database = cls(url, ring)
        try:
            yield database
        finally:
            await database.close()

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.write(work, *args, **kwargs)

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        for attempt in range(TRIES):
            try:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(lambda sync: work(sync, *args, **kwargs))
            except DBAPIError as error:
                code = getattr(error.orig, "sqlstate", None)
                if code in AGAIN and attempt < TRIES - 1:
                    continue
                if (
                    code in GONE
                    or error.connection_invalidated
                    or isinstance(error, OperationalError | InterfaceError)
                ):
                    raise Unavailable(str(error.orig)) from error
                raise
            except UNREACHED as error:
                raise Unavailable(str(error) or type(error).__name__) from error
        raise AssertionError("the last try returns or raises")

    async def stream(
        self, statement: Select[*tuple[Any, ...]], size: int = 500
    ) -> AsyncIterator[list[tuple[Any, ...]]]:
        try:
            async with self._engine.connect() as connection:
                result = await connection.stream(statement)
                async for rows in result.partitions(size):
                    yield [tuple(row) for row in rows]
        except (DBAPIError, OSError) as error:
            raise Unavailable(type(error).__name__) from error

    async def close(self) -> None:
        await self._engine.dispose()
