"""Gap nights (空档): one or two free nights of a room between two stays, too short for most guests. It sells none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from store import rooms
from store.rooms import RoomNight

AHEAD = 14  # days looked at
SHORT = 2  # nights; what is longer sells by itself
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Free nights with a stay on either side."""

    room: str
    room_type: str
    first: date
    nights: int


def coming(connection: Connection, today: date) -> list[Gap]:
    """The gaps that begin within AHEAD days, the soonest first. One query over a house's rooms."""
    end = today + timedelta(days=AHEAD + SHORT + 1)
    rows = connection.execute(
        select(RoomNight.room, RoomNight.night).where(RoomNight.night >= today - DAY, RoomNight.night < end)
    )
    taken: dict[str, set[date]] = defaultdict(set)
    for room, night in rows:
        taken[room].add(night)
    found = [
        Gap(room, code, first, length)
        for code, numbers in rooms.by_type(connection).items()
        for room in numbers
        for first, length in _short_runs(taken[room], today)
    ]
    return sorted(found, key=lambda gap: (gap.first, gap.room))


def _short_runs(taken: set[date], today: date) -> list[tuple[date, int]]:
    """Free nights that begin after a taken one and end before another, at most SHORT."""
    runs = []
    for n in range(AHEAD):
        first = today + n * DAY
        if first in taken or first - DAY not in taken:
            continue
        length = next((count for count in range(1, SHORT + 1) if first + count * DAY in taken), 0)
        if length:
            runs.append((first, length))
    return runs
