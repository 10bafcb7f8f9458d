"""Finds a guest among the bookings: those around today, and earlier stays. It reads only; who may look is not its business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from store import bookings, people
from store.bookings import PHONE, Booking, BookingRow, PartyRow
from store.tables import ring_of

BACK, AHEAD = timedelta(days=30), timedelta(days=60)
MANY = 500  # names and phones are sealed, so so many are read for one search
PAST = 50
YEARS = timedelta(days=3 * 365)  # so far back a guest is looked for by name


def near(connection: Connection, today: date) -> list[Booking]:
    """Bookings that end in the last month or the next two, the coming ones first, then the latest past ones."""
    rows = connection.execute(
        select(*bookings.FIELDS)
        .where(
            BookingRow.departure >= today - BACK,
            BookingRow.departure <= today + AHEAD,
            BookingRow.state.in_(("held", "confirmed", "in_house", "departed", "unplaced")),
        )
        .order_by(BookingRow.departure, BookingRow.id)
        .limit(MANY)
    )
    found = [bookings.of_row(row) for row in rows]
    coming = [one for one in found if one.departure >= today]
    return [*coming, *reversed([one for one in found if one.departure < today])]


def past(connection: Connection, booking: Booking) -> list[Booking]:
    """Earlier stays under the same phone number, latest first; none where the channel gave no number."""
    if booking.phone is None:
        return []
    rows = connection.execute(
        select(*bookings.FIELDS)
        .where(
            BookingRow.phone_hash.in_(ring_of(connection.dialect).hashes(PHONE, booking.phone)),
            BookingRow.state == "departed",
            BookingRow.id != booking.id,
        )
        .order_by(BookingRow.arrival.desc())
        .limit(PAST)
    )
    return [bookings.of_row(row) for row in rows]


def name_of(connection: Connection, person_id: int) -> str:
    """How the house calls a guest: the name given, else that of the newest booking they are confirmed to hold, else G12."""
    given = people.name_of(connection, person_id)
    if given:
        return given
    held = connection.scalar(
        select(BookingRow.holder)
        .join(PartyRow, PartyRow.booking_id == BookingRow.id)
        .where(PartyRow.person_id == person_id, PartyRow.part == "holder", PartyRow.level == "confirmed")
        .order_by(BookingRow.id.desc())
        .limit(1)
    )
    return held or f"G{person_id}"


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody confirmed as holder of a booking, with the booking's name and phone."""

    person_id: int
    name: str
    phone: str | None


def held(connection: Connection, today: date) -> list[Held]:
    """The people who hold the latest bookings, a line a booking, the latest first."""
    rows = connection.execute(
        select(PartyRow.person_id, BookingRow.holder, BookingRow.phone)
        .join(BookingRow, BookingRow.id == PartyRow.booking_id)
        .where(
            PartyRow.part == "holder",
            PartyRow.level == "confirmed",
            BookingRow.departure > today - YEARS,
        )
        .order_by(BookingRow.departure.desc(), BookingRow.id.desc())
        .limit(MANY)
    )
    return [Held(row.person_id, row.holder, row.phone) for row in rows]
