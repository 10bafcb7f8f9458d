"""Keys that begin alike, found as a range of the index: the same on every server, whatever language its owner sorts by."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from store import migrations, occasions
from store.database import Database, open_database
from tests import servers
from tests.conftest import MORNING
from tests.store.kit import RING


@pytest.fixture
async def sorted_by_language(_postgres_server: tuple[str, str]) -> AsyncIterator[Database]:
    """A PostgreSQL database that sorts as readers of Chinese do: punctuation counts for nothing there."""
    server, template = _postgres_server
    name = f"{template}_icu"
    gone = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    made = f"CREATE DATABASE \"{name}\" TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh'"
    await servers.administer(server, gone, made)
    url = servers.database_of(server, name).replace("postgresql://", "postgresql+asyncpg://", 1)
    await migrations.upgrade(url)
    async with open_database(url, RING) as found:
        yield found
    await servers.administer(server, gone)


async def test_greetings_of_an_occasion_are_found_where_the_server_sorts_by_language(
    sorted_by_language: Database,
) -> None:
    keys = [
        f"greeting:{key}"
        for key in ("中秋:2027:5", "中秋:2027:x", "中秋:20270:5", "中秋2027:5", "国庆:2027:5")
    ]
    rows = [(key, None) for key in keys]
    until = MORNING + timedelta(days=1)
    await sorted_by_language.write(occasions.put, "greeting", rows, MORNING, until, MORNING)
    assert await sorted_by_language.read(occasions.outcomes, "中秋:2027") == {("due", ""): 2}
