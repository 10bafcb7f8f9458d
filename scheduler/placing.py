"""What the clock does about bookings that found no room: they get one as soon as nights free up, before the waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from locales import N_, join, say
from scheduler import telling
from store import audit, bookings, holds, house, people, room_nights, rooms
from store.bookings import Booking
from store.database import Connection
from store.holds import Decision

AT_ONCE = 5  # a look: trying to fit one in is the dearest thing the clock does
MANY = 100  # bookings without a room that one look goes through


def look(connection: Connection, now: datetime) -> int:
    """Place what can be placed, the soonest arrival first, and tell whoever is on duty; how many."""
    present = house.present(connection)
    if present is None:
        return 0
    waiting = bookings.unplaced(connection, house.house_day(present.house, now), MANY)
    if not waiting:
        return 0
    last = max(booking.departure for booking in waiting)
    occupied = room_nights.Occupancy(connection, waiting[0].arrival, last)
    could = [booking for booking in waiting if occupied.open(booking.room_type, booking.stay)]
    return sum(_place(connection, booking, now) for booking in _turn(could, now))


def _turn(could: Sequence[Booking], now: datetime) -> Sequence[Booking]:
    """AT_ONCE of those that might fit: where there are more, others each minute, so that none waits for ever."""
    if len(could) <= AT_ONCE:
        return could
    first = int(now.timestamp()) // 60 * AT_ONCE % len(could)
    return [*could[first:], *could[:first]][:AT_ONCE]


def _place(connection: Connection, booking: Booking, now: datetime) -> bool:
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
