"""What the clock does about bookings that found no room: they get one as soon as nights free up, before the waiting list."""

from __future__ import annotations

from datetime import datetime

from locales import N_, join, say
from scheduler import telling
from store import audit, bookings, holds, house, people, rooms
from store.bookings import Booking
from store.database import Connection
from store.holds import Decision

AT_ONCE = 5  # a look: trying to fit one in is the dearest thing the clock does


def look(connection: Connection, now: datetime) -> int:
    """Place what can be placed, the soonest arrival first, and tell whoever is on duty; how many."""
    present = house.present(connection)
    if present is None:
        return 0
    waiting = bookings.unplaced(connection, house.house_day(present.house, now), AT_ONCE)
    return sum(_place(connection, booking, now) for booking in waiting)


def _place(connection: Connection, booking: Booking, now: datetime) -> bool:
    occupied = rooms.Occupancy(connection, booking.arrival, booking.departure)
    if not occupied.open(booking.room_type, booking.stay):
        return False
    if holds.accept(connection, booking, now) is not Decision.DONE:
        return False
    audit.note(connection, now, None, "placed", f"booking:{booking.id}")
    numbers = rooms.rooms_of(connection, booking.id)
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        text = say(
            language,
            N_("[Placed] {code} {name} from {source} has {rooms} now: nights freed up."),
            code=booking.code,
            name=booking.holder,
            source=booking.source,
            rooms=join(language, numbers),
        )
        key = f"placed:{booking.id}:{int(now.timestamp())}:staff:{number}"
        telling.tell(connection, key, "notice", address_id, text, now)
    return True
