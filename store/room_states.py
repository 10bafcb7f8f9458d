"""How each room is now: clean or dirty; vacant, occupied or closed; who needs it next; which ticket cleans it. It sells none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from sqlalchemy import Connection, select, update

from store import bookings, late_checkouts, rooms
from store.bookings import Booking, BookingRow
from store.rooms import Room, RoomNight

AHEAD = timedelta(days=2)  # so far cleaning looks for who needs a room next
Use = Literal["vacant", "occupied", "closed"]


@dataclass(frozen=True, slots=True)
class RoomState:
    """One room as it is now."""

    number: str
    dirty: bool
    use: Use


@dataclass(frozen=True, slots=True)
class Uncleaned:
    """A room that waits for cleaning."""

    number: str
    ticket: int | None  # the ticket it is cleaned by
    next: Booking | None  # whose guests are in it, or need it next within AHEAD
    late: time | None = None  # until when others, who are in it still, may stay on the day those come


def all_rooms(connection: Connection, today: date) -> list[RoomState]:
    """Every room on sale, in the house's order."""
    dirty, closed = rooms.dirty(connection), set[str]()
    occupied = set(stayed_in(connection, today))
    taken = select(RoomNight.room).where(
        RoomNight.night == today, RoomNight.booking_id.is_(None), RoomNight.kept_for.is_(None)
    )
    closed.update(connection.scalars(taken))
    return [
        RoomState(
            number,
            number in dirty,
            "occupied" if number in occupied else "closed" if number in closed else "vacant",
        )
        for numbers in rooms.by_type(connection).values()
        for number in numbers
    ]


def stayed_in(connection: Connection, today: date) -> dict[str, int]:
    """The rooms whose guests are here, and by which booking: it has the room tonight, or had it last night and leaves today."""
    near = connection.execute(
        select(RoomNight.room, RoomNight.booking_id, RoomNight.night, BookingRow.departure)
        .join(BookingRow, BookingRow.id == RoomNight.booking_id)
        .where(
            RoomNight.night.in_((today - timedelta(days=1), today)),
            BookingRow.state == "in_house",
            BookingRow.departure >= today,
        )
        .order_by(RoomNight.night)
    ).all()
    tonight = {row.room: row.booking_id for row in near if row.night == today}
    staying_on = set(tonight.values())  # who moved into another room has left the one of last night
    leaving = {row.room: row.booking_id for row in near if row.booking_id not in staying_on}
    return leaving | tonight


def not_ready(connection: Connection, booking: Booking, today: date) -> list[str]:
    """Those rooms of a booking that its guests cannot have now: not cleaned, or others are still in them."""
    numbers = rooms.rooms_of(connection, booking.id)
    dirty, inside = rooms.dirty(connection), stayed_in(connection, today)
    return [number for number in numbers if number in dirty or inside.get(number, booking.id) != booking.id]


def uncleaned(connection: Connection, today: date) -> list[Uncleaned]:
    """The rooms that wait for cleaning, in the house's order. A house's worth: five queries."""
    waiting = connection.execute(
        select(Room.number, Room.cleaning)
        .where(Room.dirty, Room.retired.is_(False))
        .order_by(Room.position, Room.number)
    ).all()
    if not waiting:
        return []
    following = _next(connection, [row.number for row in waiting], today)
    known = {one.id: one for one in bookings.each(connection, list(following.values()))}
    late = _staying_on(connection, today)
    found = []
    for row in waiting:
        one = known.get(following.get(row.number, 0))
        until = late.get(row.number) if one is not None and one.arrival == today else None
        found.append(Uncleaned(row.number, row.cleaning, one, until))
    return found


def _staying_on(connection: Connection, today: date) -> dict[str, time]:
    """The rooms whose guests are in them and may stay into this afternoon: until when."""
    inside = stayed_in(connection, today)
    longer = late_checkouts.of_each(connection, sorted(set(inside.values())))
    return {room: longer[booking] for room, booking in inside.items() if booking in longer}


def _next(connection: Connection, numbers: Sequence[str], today: date) -> dict[str, int]:
    """Room -> the booking that has it first from today on."""
    rows = connection.execute(
        select(RoomNight.room, RoomNight.booking_id)
        .join(BookingRow, BookingRow.id == RoomNight.booking_id)
        .where(
            RoomNight.room.in_(numbers),
            RoomNight.night >= today,
            RoomNight.night < today + AHEAD,
            BookingRow.state.in_(bookings.TAKING),
        )
        .order_by(RoomNight.night.desc())
    )
    return {row.room: row.booking_id for row in rows}


def cleaned_by(connection: Connection, room: str, ticket: int) -> bool:
    """Note the ticket a dirty room is cleaned by; False when it has one, or is clean by now."""
    waits = Room.number == room, Room.dirty, Room.cleaning.is_(None)
    return connection.execute(update(Room).where(*waits).values(cleaning=ticket)).rowcount == 1


def cleaning_of(connection: Connection, room: str) -> int | None:
    """The ticket a dirty room is cleaned by."""
    return connection.scalar(select(Room.cleaning).where(Room.number == room))
