"""The house of the scheduler's tests, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scheduler.kit import Inn, opened
from tests.template import template


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A SQLite file with all migrations run, to be copied: migrating costs more than most tests here."""
    return template()


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
