"""What each changed booking calls for before its guests come, by the house's rules. It tells nobody: staff read it."""

from __future__ import annotations

from store import preparations
from store.bookings import Booking
from store.database import Connection
from store.house import Present
from store.house_file.preparations import Told
from store.registrations import NOTHING, Registration

STANDING = frozenset({"held", "confirmed", "in_house", "unplaced"})


def settle(connection: Connection, booking: Booking, told: Registration | None, present: Present) -> None:
    """Let what is to be made ready follow the booking; what nobody needs any more is no longer wanted."""
    rules = present.house.preparations.wanted(known(booking, told or NOTHING))
    wanted = rules if booking.state in STANDING else []
    preparations.follow(connection, booking.id, wanted, booking.arrival)


def known(booking: Booking, told: Registration) -> Told:
    """What was told of a booking's guests, by themselves or by their channel."""
    words = "\n".join(part for part in (booking.notes, told.wishes) if part)
    return Told(booking.children, told.ages, booking.eta or "", words)
