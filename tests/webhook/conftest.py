"""A house on a service account and one on a personal account, each on a SQLite file of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator.account import Account
from store.world import World
from tests.template import migrated
from tests.webhook.kit import Street, street


@pytest.fixture
async def shop(tmp_path: Path, world: World) -> AsyncIterator[Street]:
    """A service account in safe mode, as most houses have it."""
    async with street(Account(), migrated(tmp_path), world) as opened:
        yield opened


@pytest.fixture
async def personal(tmp_path: Path, world: World) -> AsyncIterator[Street]:
    """A personal account: passive replies only."""
    async with street(Account(kind="personal"), migrated(tmp_path), world) as opened:
        yield opened
