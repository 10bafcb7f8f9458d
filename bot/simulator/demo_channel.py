"""How the demo's house sells on an invented platform: its calendar is read from the first day, with stays that are there already.

Tells nobody of those: they came in before the demo begins. It opens no link.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.simulator.calendar import KIND, NAME, Sold, uid
from scheduler import reconciling
from scheduler.calendars import Entry, Reading
from store import elsewhere, exports, feeds, house, todos
from store.database import Connection
from store.house import house_day
from store.room_nights import Occupancy
from store.rooms import Span
from store.world import Chance

FIRST = ((4, 2), (9, 1), (12, 3), (18, 2), (24, 2))  # days from today, nights
SPARE = 2  # rooms that must be free for one to be sold there, so that whoever tries the demo finds one
CHANNELS: dict[str, dict[str, Any]] = {  # of the house file: two are told by hand
    "meituan": {"name": "美团", "name_en": "Meituan", "by_hand": True},
    "ctrip": {"name": "携程", "name_en": "Ctrip", "by_hand": True},
    "shanhai": {"name": NAME, "name_en": "Shanhai"},
}


def join(
    connection: Connection, known: Sequence[Sold], link: str, now: datetime, chance: Chance
) -> list[Sold]:
    """Have the calendar behind this link read from now on; what is sold there.

    Once: a kept demo goes on with what it had, under another link, unless the owner reads that calendar no longer.
    """
    feed = next((one for one in feeds.listed(connection) if one.channel == NAME), None)
    if (feed is None and known) or (feed is not None and feed.url == link):
        return list(known)
    present = house.present(connection)
    assert present is not None
    sold = list(known) or _first(connection, house_day(present.house, now))
    if feed is not None:
        feeds.relink(connection, feed.id, link, now)
        return sold
    number = feeds.add(connection, NAME, KIND, False, link, now)
    assert number is not None, "nobody else reads it"
    read = feeds.get(connection, number)
    assert read is not None
    said = Reading(tuple(Entry(one.uid, one.arrival, one.departure, "stay") for one in sold))
    changes = reconciling.reconcile(connection, read, said, present, f"{NAME}客人", now, chance)
    for booking in changes.new:
        todos.finish_each(connection, elsewhere.waiting(connection, booking.id), now)
    return sold


def ours(connection: Connection) -> str:
    """The secret part of the address of the house's own calendar for it."""
    return exports.token(connection, NAME, KIND, False)


def _first(connection: Connection, today: date) -> list[Sold]:
    """What it has sold before the demo begins."""
    found = []
    for number, (ahead, nights) in enumerate(FIRST, 1):
        arrival = today + timedelta(days=ahead)
        stay = Span(arrival, arrival + timedelta(days=nights))
        if len(Occupancy(connection, stay.arrival, stay.departure).whole(KIND, stay)) >= SPARE:
            found.append(Sold(uid(number), stay.arrival, stay.departure))
    return found
