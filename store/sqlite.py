"""SQLite as this product runs it: one writer thread fed in order, readers beside it, group commit with a savepoint a function.

Thirty-two connections competing for SQLite give seconds of waiting and "database is locked"; a queue gives neither.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from store.database import P, T, Work
from store.errors import Unavailable
from store.sealing import KeyRing
from store.tables import give_ring

READERS = 2
GROUP = 64  # functions a commit at most
GROUP_SECONDS = 0.025  # a commit is not held open longer than this, so nobody waits 50 ms for the writer
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "temp_store=MEMORY",
)


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class _Line:
    """What waits for the workers at it. What a loop asks in one round goes in together and wakes a worker once."""

    def __init__(self) -> None:
        self._gathered: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
        self._queue: SimpleQueue[list[_Job] | None] = SimpleQueue()

    async def do(self, work: Callable[[Connection], Any]) -> Any:
        """The result of `work`, after its commit."""
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future())
        jobs = self._gathered.get(loop)
        if jobs is None:
            jobs = self._gathered[loop] = []
            loop.call_soon(self._put, loop)
        jobs.append(job)
        return await job.future

    def _put(self, loop: asyncio.AbstractEventLoop) -> None:
        if jobs := self._gathered.pop(loop, None):
            self._queue.put(jobs)

    def stop(self) -> None:
        """Tell one worker that nothing comes after what waits."""
        for loop in list(self._gathered):
            self._put(loop)
        self._queue.put(None)

    def take(self) -> tuple[list[_Job], bool]:
        """Wait for work: what there is by then, and whether it is the last."""
        jobs = self._queue.get()
        if jobs is None:
            return [], True
        while len(jobs) < GROUP:
            try:
                more = self._queue.get_nowait()
            except Empty:
                break
            if more is None:
                return jobs, True
            jobs += more
        return jobs, False


class _Worker(threading.Thread):
    """One thread with one connection: takes functions in order, several a transaction, and answers after the commit."""

    def __init__(self, line: _Line, engine: Engine, begin: str, name: str, *, savepoints: bool) -> None:
        super().__init__(name=name, daemon=True)
        self._line = line
        self._engine = engine
        self._begin = begin
        self._savepoints = savepoints

    def run(self) -> None:
        stopping = False
        connection: Connection | None = None
        while not stopping:
            jobs, stopping = self._line.take()
            while jobs:
                done = len(jobs)
                try:
                    connection = connection or self._engine.connect()
                    done = self._group(connection, jobs)
                except (
                    Exception
                ) as error:  # the thread must outlive whatever the disk does; nothing of the group is kept
                    for job in jobs:
                        job.error = _translated(error)
                    if connection is not None:
                        connection.invalidate()
                        connection.close()
                        connection = None
                _deliver(jobs[:done])
                jobs = jobs[done:]
        if connection is not None:
            connection.close()

    def _group(self, connection: Connection, jobs: list[_Job]) -> int:
        """Run jobs from the first on in one transaction; how many there were when it had lasted long enough."""
        began = monotonic()
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute(self._begin)  # SQLAlchemy's own begin costs more than a function's statements
        done = 0
        for job in jobs[:GROUP]:
            self._one(connection, driver, job)
            done += 1
            if monotonic() - began > GROUP_SECONDS:
                break
        if connection.in_transaction():  # to SQLAlchemy, once a function ran a statement through it
            connection.commit()
        else:
            driver.commit()
        return done

    def _one(self, connection: Connection, driver: sqlite3.Connection, job: _Job) -> None:
        if self._savepoints:
            driver.execute("SAVEPOINT turn")
        try:
            job.result = job.work(connection)
        except Exception as error:  # belongs to the caller, whatever it is
            job.error = _translated(error)
            if self._savepoints:
                driver.execute("ROLLBACK TO turn")  # raises, as RELEASE does, when the disk undid everything
        if self._savepoints:
            driver.execute("RELEASE turn")


def _translated(error: Exception) -> Exception:
    if isinstance(error, OperationalError | InterfaceError | sqlite3.OperationalError):
        unavailable = Unavailable(str(error.__cause__ or error))
        unavailable.__cause__ = error
        return unavailable
    return error


def _deliver(jobs: list[_Job]) -> None:
    """Wake each waiting loop once for all its answers."""
    loops: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        loops.setdefault(job.loop, []).append(job)
    for loop, mine in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, mine)


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        if job.future.cancelled():
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)


class SqliteDatabase:
    """See `store.database.Database`."""

    def __init__(self, url: URL, ring: KeyRing) -> None:
        plain = url.set(drivername="sqlite")
        self._writing, self._reading = _Line(), _Line()
        self._writer = _Worker(
            self._writing, _engine(plain, ring), "BEGIN IMMEDIATE", "writer", savepoints=True
        )
        self._readers = [
            _Worker(self._reading, _engine(plain, ring), "BEGIN", f"reader-{n}", savepoints=False)
            for n in range(READERS)
        ]
        self._long = create_async_engine(url, poolclass=NullPool)
        event.listen(self._long.sync_engine, "connect", _set_up)
        give_ring(self._long.dialect, ring)

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: URL, ring: KeyRing) -> AsyncIterator[SqliteDatabase]:
        database = cls(url, ring)
        for worker in database._workers():
            worker.start()
        try:
            yield database
        finally:
            await database.close()

    def _workers(self) -> list[_Worker]:
        return [self._writer, *self._readers]

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        result: T = await self._reading.do(lambda connection: work(connection, *args, **kwargs))
        return result

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        result: T = await self._writing.do(lambda connection: work(connection, *args, **kwargs))
        return result

    async def stream(
        self, statement: Select[*tuple[Any, ...]], size: int = 500
    ) -> AsyncIterator[list[tuple[Any, ...]]]:
        try:
            async with self._long.connect() as connection:
                result = await connection.stream(statement)
                async for rows in result.partitions(size):
                    yield [tuple(row) for row in rows]
        except (DBAPIError, sqlite3.Error) as error:
            raise Unavailable(str(error)) from error

    async def close(self) -> None:
        """Let everything that waits be done. The writer goes last and alone, so that the file is whole without its WAL."""
        await self._long.dispose()
        for line, workers in ((self._reading, self._readers), (self._writing, [self._writer])):
            for _ in workers:
                line.stop()
            for worker in workers:
                if worker.is_alive():
                    await asyncio.to_thread(worker.join, 10)


def _engine(url: URL, ring: KeyRing) -> Engine:
    engine = create_engine(url, poolclass=NullPool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _set_up)
    give_ring(engine.dialect, ring)
    return engine


def _set_up(driver: Any, record: Any) -> None:
    """Our transactions are said aloud: the driver must not begin its own."""
    driver.isolation_level = None
    cursor = driver.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
