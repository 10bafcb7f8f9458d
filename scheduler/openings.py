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
PAGES = 10  # of what it tells, at once: the rest is asked for next time
_KEY = re.compile(r"xiaoer:(\d{1,18})")


async def read(database: Database, lock: Lock | None, world: World) -> int:
    """Take in what the lock knows since the newest that is known here, page by page; how many were new."""
    if lock is None:
        return 0
    now = world.clock.now()
    newest = await database.read(openings.newest, now)
    since, new = (newest - AGAIN if newest is not None else now - FIRST), 0
    for _ in range(PAGES):
        told = (await lock.openings(since))[: openings.MOST]
        known = await database.read(openings.known, [one.event for one in told]) if told else set()
        if fresh := [one for one in told if one.event not in known]:
            new += await database.write(take_in, fresh)
        if len(told) < openings.MOST or told[-1].at <= since:
            break
        since = told[-1].at
    return new


def take_in(connection: Connection, told: Sequence[Opened]) -> int:
    """Keep them, each with the booking whose code it was."""
    bookings = {key: _booking(connection, key) for key in {one.key for one in told}}
    found = [Opening(one.event, one.at, one.room, bookings[one.key], one.opened) for one in told]
    return openings.keep(connection, found)


def _booking(connection: Connection, key: str) -> int | None:
    match = _KEY.fullmatch(key)
    code = door_codes.get(connection, int(match[1])) if match is not None else None
    return None if code is None else code.booking_id
