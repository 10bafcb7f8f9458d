"""A SQLite file with every migration run, made once a process and copied: a test that needs a house need not wait for them."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from store import migrations


def migrated(folder: Path) -> str:
    """The URL of a fresh, empty database of this version in `folder`."""
    path = folder / "house.db"
    shutil.copy(template(), path)
    return f"sqlite:///{path}"


@cache
def template() -> Path:
    """The file itself, to be copied; gone with the process."""
    folder = tempfile.mkdtemp(prefix="xiaoer-template-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "house.db"
    with ThreadPoolExecutor(1) as thread:  # a loop of its own, whatever loop the test runs on
        thread.submit(asyncio.run, migrations.upgrade(f"sqlite:///{path}")).result()
    return path
