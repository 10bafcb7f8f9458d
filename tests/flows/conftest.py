"""What tests of the flows may ask for: a house on a SQLite file that was migrated and furnished once for all of them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store import house, migrations
from store.database import open_database
from store.house_file import demo_house
from tests.conftest import MORNING
from tests.flows.kit import RING, Inn, open_inn


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all migrations run and the demo's house in it, to be copied."""
    path = tmp_path_factory.mktemp("furnished") / "house.db"
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _furnish(f"sqlite:///{path}")).result()
    return path


@pytest.fixture
async def inn(furnished: Path, tmp_path: Path) -> AsyncIterator[Inn]:
    """The house on the morning of 1 December 2026, with nobody in it."""
    shutil.copy(furnished, tmp_path / "house.db")
    opened = await open_inn(f"sqlite:///{tmp_path / 'house.db'}")
    yield opened
    await opened.close()


async def _furnish(url: str) -> None:
    await migrations.upgrade(url)
    async with open_database(url, RING) as database:
        await database.write(house.load, demo_house(), MORNING)
