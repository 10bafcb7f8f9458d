"""What tests of the links may ask for: a house whose staff are told in a group, on a SQLite file of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.world import World
from tests.links.kit import Lobby, lobby
from tests.template import migrated


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh database of either kind."""
    if request.param == "sqlite":
        return migrated(tmp_path)
    return str(request.getfixturevalue("postgres_url")).replace("+asyncpg", "")


@pytest.fixture
async def house(tmp_path: Path, world: World) -> AsyncIterator[Lobby]:
    """The demo's house with its group; 小周 is on duty."""
    async with lobby(migrated(tmp_path), world) as opened:
        await opened.employ("小周")
        yield opened
