"""From when a room can be had on the day of arrival: check-in, or later where guests were given hours of that afternoon.

The one reckoning for who asks, who is reminded and who cleans. It promises nobody an earlier hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from store import late_checkouts, rooms
from store.bookings import Booking
from store.database import Connection
from store.house_file import House, ServiceKind

DAY = timedelta(days=1)
CLEANING: ServiceKind = "turnover"


def by(house_: House, on: date, late: Iterable[time]) -> datetime:
    """Check-in on that day, or the cleaning after whoever of these may stay longest into it."""
    clean = timedelta(minutes=house_.service.minutes_for(CLEANING))
    ends = [datetime.combine(on, until, tzinfo=house_.zone_info) + clean for until in late]
    return max([datetime.combine(on, house_.check_in, tzinfo=house_.zone_info), *ends])


def after(connection: Connection, house_: House, booking: Booking, before: list[int]) -> datetime:
    """When the rooms of a booking can be had, these bookings being those whose guests leave them that day."""
    late = late_checkouts.of_each(connection, before) if before else {}
    return by(house_, booking.arrival, late.values())


def for_booking(connection: Connection, house_: House, booking: Booking) -> datetime:
    """The same after whoever has its rooms the night before."""
    numbers = rooms.rooms_of(connection, booking.id)
    return after(connection, house_, booking, rooms.bookings_in(connection, numbers, booking.arrival - DAY))
