"""Bookings a channel's own server sends: written down once, the house told as of a calendar's. Reads no request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scheduler import channel_words, reconciling
from scheduler.reconciling import Changes
from store import booking_marks, bookings, elsewhere, house, inbox, intake
from store.database import Connection
from store.elsewhere import Calendars
from store.house import Present
from store.intake import Recorded, Wish
from store.world import Chance


def take_in(
    connection: Connection, key: str, wishes: Sequence[Wish], now: datetime, chance: Chance
) -> list[tuple[Recorded, str]] | None:
    """What became of each booking, with its code; None when this very message (`key`) was taken in before.

    Raises Conflict when it is being taken in at this moment.
    """
    present = house.present(connection)
    if present is None or inbox.seen(connection, key) is not None:
        return None
    inbox.keep(connection, key, None, leads=False, now=now)
    changes, calendars = Changes(), elsewhere.calendars(connection, now)
    results = [_one(connection, wish, present, changes, calendars, now, chance) for wish in wishes]
    if wishes:
        channel_words.announce(connection, key, wishes[0].source, changes, present, now)
    return results


def _one(
    connection: Connection,
    wish: Wish,
    present: Present,
    changes: Changes,
    calendars: Calendars,
    now: datetime,
    chance: Chance,
) -> tuple[Recorded, str]:
    known = booking_marks.id_of(connection, wish.source, wish.source_ref)
    before = bookings.get(connection, known) if known is not None else None
    (result,) = intake.record(connection, [wish], house.house_day(present.house, now), now, chance)
    booking_id = booking_marks.id_of(connection, wish.source, wish.source_ref)
    booking = bookings.get(connection, booking_id) if booking_id is not None else None
    assert booking is not None, "it was written a moment ago"
    if result is not Recorded.UNCHANGED:
        reconciling.note(connection, before, booking, changes, now, calendars)
    return result, booking.code
