"""A folder with a house in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.process.kit import House, furnish


@pytest.fixture
def home(tmp_path: Path) -> House:
    """The demo's house on SQLite."""
    furnish(tmp_path)
    return House(tmp_path, f"sqlite:///{tmp_path}/xiaoer.db")
