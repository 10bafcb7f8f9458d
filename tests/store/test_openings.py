"""Openings of doors (F104) on both databases: two workers that hear of the same ones keep each once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from store import openings
from store.database import Database
from store.openings import Opening
from tests.conftest import MORNING


async def test_opening_heard_of_by_two_workers_at_once_is_kept_once(inn: Database) -> None:
    found = [
        Opening(f"e{number}", MORNING + timedelta(minutes=number), "302", None, True) for number in range(20)
    ]
    kept = await asyncio.gather(*(inn.write(openings.keep, found) for _ in range(4)))
    assert sum(kept) == len(found)
    assert await inn.read(openings.newest, MORNING + timedelta(hours=1)) == found[-1].at
    assert await inn.read(openings.latest, "302", 3) == found[:-4:-1]
