"""What every test may ask for: fresh databases and Redis, a world that stands still.

No test connects to anything but this machine, and none is skipped for want of a server.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis

from store.world import World, WoundClock
from tests import servers
from tests.chance import SeededChance

MORNING = datetime(2026, 12, 1, 2, tzinfo=UTC)  # 2026-12-01 10:00 in Shanghai, a Tuesday

_SERVER = "TESTS_POSTGRES_OF_XIAOER"  # by environment from the xdist controller to its workers
_running = pytest.StashKey[ExitStack]()


# --- the world ---


@pytest.fixture
def world() -> World:
    """2026-12-01 10:00 in Shanghai, standing still; the same chance in every run; real machine time."""
    return World(clock=WoundClock(MORNING), chance=SeededChance())


# --- PostgreSQL: one server a run, one database a test ---


def pytest_configure(config: pytest.Config) -> None:
    """Under xdist the controller starts PostgreSQL before its workers; else the first test asking does."""
    config.stash[_running] = ExitStack()
    is_controller = not hasattr(config, "workerinput") and getattr(config.option, "tx", None)
    if is_controller and not config.option.collectonly:
        os.environ[_SERVER] = _start_postgres(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack := config.stash.get(_running, None):
        stack.close()


def _start_postgres(config: pytest.Config) -> str:
    """The number of this run and the server's URL, once the template has all migrations."""
    from store import migrations  # noqa: PLC0415 - lazy: only what asks for PostgreSQL needs the whole store

    stack, run = config.stash[_running], os.getpid()
    url, template = stack.enter_context(servers.postgres()), _template(run)
    _finish(servers.administer(url, *_dropped(template), f'CREATE DATABASE "{template}"'))
    stack.callback(lambda: _finish(servers.administer(url, *_dropped(template))))
    _finish(migrations.upgrade(_for_us(servers.database_of(url, template))))
    return f"{run} {url}"


def _finish(work: Coroutine[Any, Any, object]) -> None:
    """Run `work` to its end on a loop of its own, leaving the test's loop alone."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def _template(run: int) -> str:
    return f"xiaoer_template_{run}"


def _dropped(name: str) -> tuple[str, ...]:
    return (f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',)


def _for_us(url: str) -> str:
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)


@pytest.fixture(scope="session")
def _postgres_server(pytestconfig: pytest.Config) -> tuple[str, str]:
    """The server's URL and the name of the migrated template there."""
    run, url = (os.environ.get(_SERVER) or _start_postgres(pytestconfig)).split(" ", 1)
    return url, _template(int(run))


@pytest.fixture
async def postgres_url(_postgres_server: tuple[str, str]) -> AsyncIterator[str]:
    """The URL of a fresh PostgreSQL database with all migrations run, gone after the test."""
    server, template = _postgres_server
    name = f"{template}_{os.getpid()}"
    await servers.administer(server, *_dropped(name), f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _for_us(servers.database_of(server, name))
    await servers.administer(server, *_dropped(name))


# --- Redis: one server a worker, emptied before each test ---


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[str]:
    with servers.redis() as url:
        yield url


@pytest.fixture
async def redis_url(_redis_server: str) -> str:
    """The URL of a Redis with nothing in it."""
    client = Redis.from_url(_redis_server)
    await client.flushall()
    await client.aclose()
    return _redis_server


# --- no way out ---


@pytest.fixture(scope="session", autouse=True)
def _nothing_leaves_this_machine() -> Iterator[None]:
    """Connecting to, or looking up, anything but loopback fails the test that does it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


def _guarded(original: Callable[..., Any]) -> Callable[..., Any]:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _allow(str(address[0]))
        return original(self, address)

    return connect


def _guarded_lookup(original: Callable[..., Any]) -> Callable[..., Any]:
    def getaddrinfo(host: bytes | str | None, *args: Any, **kwargs: Any) -> Any:
        if host:
            _allow(host.decode() if isinstance(host, bytes) else host)
        return original(host, *args, **kwargs)

    return getaddrinfo


def _allow(host: str) -> None:
    """Raises AssertionError unless `host` is this machine, or the one TEST_PG_URL names."""
    if host == "localhost" or host == urlsplit(os.environ.get("TEST_PG_URL", "")).hostname:
        return
    try:
        if ipaddress.ip_address(host.split("%", 1)[0]).is_loopback:
            return
    except ValueError:
        pass  # a name
    raise AssertionError(f"a test reaches for {host!r}; tests talk to loopback only")
