"""The database the settings name, with their keys: brought up to date where it may be. It starts nothing on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from store import migrations
from store.database import Database, is_embedded, open_database
from store.sealing import KeyRing
from store.world import World


@asynccontextmanager
async def opened(chosen: Settings, world: World) -> AsyncIterator[tuple[Database, KeyRing]]:
    """The database and its keys. Raises SettingsError without a key, StaleSchema when PostgreSQL's tables are older."""
    current, previous = chosen.data_keys()
    ring = KeyRing(current, previous, world.chance)
    url = chosen.database_url.get_secret_value()
    if is_embedded(url):
        await migrations.upgrade(url)
    else:
        await migrations.check(url)
    async with open_database(url, ring) as database:
        yield database, ring
