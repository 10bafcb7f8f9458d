"""What the fixtures promise to every other test: servers that are real, fresh, and gone afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from redis.asyncio import Redis

from store.world import World
from tests.chance import SeededChance


async def _tables(url: str) -> set[str]:
    connection: Any = await asyncpg.connect(url.replace("+asyncpg", ""))
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.execute("CREATE TABLE left_behind (id int)")
    await connection.close()
    return {row["tablename"] for row in rows}


@pytest.mark.parametrize("test", ["first", "second"])
async def test_postgres_is_migrated_and_fresh_for_each_test(postgres_url: str, test: str) -> None:
    tables = await _tables(postgres_url)
    assert "alembic_version" in tables
    assert "left_behind" not in tables


@pytest.mark.parametrize("test", ["first", "second"])
async def test_redis_is_empty_for_each_test(redis_url: str, test: str) -> None:
    redis = Redis.from_url(redis_url)
    assert await redis.dbsize() == 0
    await redis.set(test, "left behind")
    await redis.aclose()


def test_server_of_a_killed_test_run_dies_with_it(tmp_path: Path) -> None:
    script = "from tests import servers\nwith servers.redis() as url: print(url, flush=True); input()"
    run = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    with run:
        assert run.stdout is not None
        port = urlsplit(run.stdout.readline().strip()).port
        with socket.create_connection(("127.0.0.1", port)) as connection:
            os.kill(run.pid, signal.SIGKILL)
            # Killed with unread bytes a server's end is a reset, without any an end of file: both say it is gone.
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(1) == b""


def test_world_stands_still_on_a_december_morning_in_shanghai(world: World) -> None:
    first = world.clock.now()
    assert first == datetime.fromisoformat("2026-12-01T10:00:00+08:00")
    assert world.clock.now() - first == timedelta(0)
    assert world.chance.bytes(4) == SeededChance().bytes(4)


def test_connecting_elsewhere_fails_the_test() -> None:
    with (
        socket.socket() as stranger,
        pytest.raises(AssertionError, match=r"'192\.0\.2\.1'; tests talk to loopback only"),
    ):
        stranger.connect(("192.0.2.1", 80))


def test_looking_up_a_name_fails_the_test() -> None:
    with pytest.raises(AssertionError, match=r"'example\.org'"):
        socket.create_connection(("example.org", 80))
