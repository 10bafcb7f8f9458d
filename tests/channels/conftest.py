"""What tests of channels may ask for: a house on either database, and a channel's server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from store import house
from store.database import open_database
from store.house_file import demo_house
from tests.channels.kit import Inn, Server
from tests.store.conftest import database_url, sqlite_template, sqlite_url
from tests.store.kit import RING

__all__ = ["database_url", "sqlite_template", "sqlite_url"]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A channel's server on this machine."""
    async with Server() as found:
        yield found


@pytest.fixture
async def inn(sqlite_url: str, server: Server) -> AsyncIterator[Inn]:
    """A house that reads the calendar of its lake rooms from `server`."""
    async with open_database(sqlite_url, RING) as database:
        found = Inn(database, server)
        await database.write(house.load, demo_house(), found.clock.now())
        yield found
        await found.close()
