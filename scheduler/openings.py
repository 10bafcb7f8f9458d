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
    codes = {one.key: int(match[1]) for one in told if (match := _KEY.fullmatch(one.key))}
    bookings = door_codes.bookings_of(connection, set(codes.values()))
    return openings.keep(
        connection,
        [
            Opening(one.event, one.at, one.room, bookings.get(codes.get(one.key, 0)), one.opened)
            for one in told
        ],
    )
