"""What the desk calls a booking and its state: 302王女士, is in the house. It reads, and lists nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.context import Turn
from locales import N_, clock
from store import rooms, stays
from store.bookings import Booking

STATES = {
    "held": N_("waits for the house's yes"),
    "confirmed": N_("has not come yet"),
    "in_house": N_("is in the house"),
    "departed": N_("has left"),
    "cancelled": N_("is cancelled"),
    "no_show": N_("did not come"),
    "unplaced": N_("has no room yet"),
}


def where(turn: Turn, booking: Booking) -> str:
    """Room and holder; the code where there is no room."""
    numbers = rooms_had(turn, booking)
    return f"{'/'.join(numbers) or booking.code}{booking.holder}"


def beside_code(turn: Turn, booking: Booking) -> str:
    """Room and holder, where the code stands before them."""
    return f"{'/'.join(rooms_had(turn, booking))}{booking.holder}"


def rooms_had(turn: Turn, booking: Booking) -> Sequence[str]:
    """Its rooms; of a stay that is over, those it had."""
    numbers = rooms.rooms_of(turn.connection, booking.id)
    if numbers:
        return numbers
    stay = stays.of(turn.connection, booking.id)
    return stay.rooms if stay is not None else ()


def at(turn: Turn, moment: datetime) -> str:
    return clock(turn.language, moment.astimezone(turn.house.zone_info).time())
