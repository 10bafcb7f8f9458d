"""The house of the scheduler's tests, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store import migrations
from tests.scheduler.kit import Inn, opened


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all migrations run, to be copied: migrating costs more than most tests here."""
    file = tmp_path_factory.mktemp("template") / "xiaoer.db"
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrations.upgrade(f"sqlite:///{file}")).result()
    return file


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, migrated database of each kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    file = tmp_path / "xiaoer.db"
    template: Path = request.getfixturevalue("sqlite_template")
    file.write_bytes(template.read_bytes())
    return f"sqlite:///{file}"


@pytest.fixture
async def inn(database_url: str) -> AsyncIterator[Inn]:
    async with opened(database_url) as inn:
        yield inn
