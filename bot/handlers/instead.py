"""What a guest could have instead of a booking: another type on the same days, the same type on the nearest. It books nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.context import Turn
from locales import N_, days, money, say
from store import bookings, quotes, rates
from store.bookings import Booking
from store.room_nights import Occupancy
from store.rooms import Span, rooms_of

AROUND = 14  # days before and after in which nights are looked for
MOST = 2  # of each sort


@dataclass(frozen=True, slots=True)
class Instead:
    """Something that can be had, with its price for all rooms."""

    code: str
    stay: Span
    total: int


def alternatives(turn: Turn, booking: Booking, *, for_guest: bool = False) -> list[Instead]:
    """What is free and big enough, the same days first. For the guest the price is kept as any price that was shown."""
    margin = timedelta(days=AROUND)
    occupied = Occupancy(turn.connection, booking.arrival - margin, booking.departure + margin)
    same = [
        (code, booking.stay)
        for code in turn.house.room_types
        if code != booking.room_type
        and _big_enough(turn, booking, code)
        and occupied.free(code, booking.stay) >= booking.rooms
    ][:MOST]
    near = _nearest(turn, booking, occupied)
    priced = [(code, span, _total(turn, booking, code, span, for_guest)) for code, span in (*same, *near)]
    return [Instead(code, span, total) for code, span, total in priced]


def same_type(turn: Turn, booking: Booking) -> str:
    """Another room of the same type that is free all the nights; "" when there is none."""
    had = rooms_of(turn.connection, booking.id)
    occupied = Occupancy(turn.connection, booking.arrival, booking.departure)
    free = occupied.whole(booking.room_type, booking.stay)
    return next((room for room in free if room not in had), "") if booking.rooms == 1 else ""


def listed(turn: Turn, found: list[Instead], language: str) -> list[str]:
    """A line each, in a reader's language."""
    kinds = turn.house.room_types
    return [
        say(
            language,
            N_("· {days}: {room}, {total} in all"),
            days=days(language, one.stay.arrival, one.stay.departure, today=turn.today),
            room=kinds[one.code].words("name", language),
            total=money(language, one.total),
        )
        for one in found
    ]


def _big_enough(turn: Turn, booking: Booking, code: str) -> bool:
    people = -(-(booking.adults + booking.children) // booking.rooms)
    return people <= turn.house.room_types[code].guests


def _nearest(turn: Turn, booking: Booking, occupied: Occupancy) -> list[tuple[str, Span]]:
    """The same type on the nearest days, by time."""
    if booking.room_type not in turn.house.room_types:
        return []
    found: list[Span] = []
    for shift in sorted((n for n in range(-AROUND, AROUND + 1) if n), key=lambda n: (abs(n), n < 0)):
        days_ = timedelta(days=shift)
        span = Span(booking.arrival + days_, booking.departure + days_)
        if span.arrival < turn.today or span.meets(booking.stay):
            continue
        if occupied.free(booking.room_type, span) >= booking.rooms:
            found.append(span)
        if len(found) == MOST:
            break
    return [(booking.room_type, span) for span in sorted(found, key=lambda span: span.arrival)]


def _total(turn: Turn, booking: Booking, code: str, span: Span, for_guest: bool) -> int:
    holders = bookings.holders(turn.connection, booking.id) if for_guest else []
    if not holders:
        return rates.quote(turn.connection, turn.present, code, span, turn.today).total * booking.rooms
    shown = quotes.offered(turn.connection, turn.present, holders[0], [code], span, turn.now)
    return shown[code].total * booking.rooms
