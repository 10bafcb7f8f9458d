"""What tests of the store may ask for: a migrated database of either kind, opened with a ring that never changes."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.database import Database, open_database
from store.house import load
from store.house_file import House, demo_house
from tests.conftest import MORNING
from tests.store.kit import RING, guest
from tests.template import template


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A SQLite file with all migrations run, to be copied."""
    return template()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite database with all migrations run."""
    shutil.copy(sqlite_template, tmp_path / "xiaoer.db")
    return f"sqlite:///{tmp_path / 'xiaoer.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database of either kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database of either kind, open."""
    async with open_database(database_url, RING) as found:
        yield found


@pytest.fixture(scope="session")
def house() -> House:
    """The demo's house: four lake rooms (301, 302, 303, 401) and eight others."""
    return demo_house()


@pytest.fixture
async def inn(database: Database, house: House) -> Database:
    """The database with the demo's house in it."""
    await database.write(load, house, MORNING)
    return database


@pytest.fixture
async def may(inn: Database) -> int:
    """The address of a guest."""
    _, address = await inn.write(guest)
    return address
