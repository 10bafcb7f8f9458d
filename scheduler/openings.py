"""Asks the lock which doors were opened, and keeps what it tells. Any number may ask; nothing is kept twice.

Crash points: nothing is written before the lock has answered, and what was kept is asked for again with some of what came before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from scheduler.doors import Lock, Opened
from store import door_codes, openings
from store.database import Connection, Database
from store.openings import Opening
from store.world import World

FIRST = timedelta(days=7)  # how far back a lock is asked that never told of anything
AGAIN = timedelta(hours=2)  # doors tell their lock late when they were out of reach
_KEY = re.compile(r"xiaoer:(\d{1,18})")


async def read(database: Database, lock: Lock | None, world: World) -> int:
    """Take in what the lock knows since the newest that is known here; how many were new."""
    if lock is None:
        return 0
    newest = await database.read(openings.newest)
    since = newest - AGAIN if newest is not None else world.clock.now() - FIRST
    told = await lock.openings(since)
    return await database.write(take_in, told) if told else 0


def take_in(connection: Connection, told: Sequence[Opened]) -> int:
    """Keep them, each with the booking whose code it was."""
    bookings = {key: _booking(connection, key) for key in {one.key for one in told}}
    found = [Opening(one.event, one.at, one.room, bookings[one.key], one.opened) for one in told]
    return openings.keep(connection, found[: openings.MOST])


def _booking(connection: Connection, key: str) -> int | None:
    match = _KEY.fullmatch(key)
    code = door_codes.get(connection, int(match[1])) if match is not None else None
    return None if code is None else code.booking_id
