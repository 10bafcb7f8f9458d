"""Guests in the house: who is in which room today, checking in and out, and taking either back. Head counts only, never an ID."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, ForeignKey, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store import bookings, room_nights, rooms, todos
from store.bookings import Booking, BookingRow, State
from store.rooms import RoomNight, Span
from store.tables import Base, BigId, Moment

MANY = 200  # more stays than a house of this kind has in a day
DAY = timedelta(days=1)


class StayRow(Base):
    __tablename__ = "stays"
    booking_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bookings.id"), primary_key=True, autoincrement=False
    )
    rooms: Mapped[str]  # "302,303": the nights themselves are given back when the guests leave
    registered: Mapped[int | None]  # people registered at the desk; None: not said
    arrived_at: Mapped[datetime | None] = mapped_column(Moment)  # None: nobody checked them in
    arrived_by: Mapped[int | None] = mapped_column(BigId)
    departed_at: Mapped[datetime | None] = mapped_column(Moment)
    departed_by: Mapped[int | None] = mapped_column(BigId)
    unslept: Mapped[int | None]  # room-nights given back by leaving early; None: none


@dataclass(frozen=True, slots=True)
class Stay:
    """What happened at the desk about a booking."""

    rooms: tuple[str, ...]
    registered: int | None
    arrived_at: datetime | None
    arrived_by: int | None
    departed_at: datetime | None
    departed_by: int | None


def of(connection: Connection, booking_id: int) -> Stay | None:
    """What the desk did about a booking; None while it did nothing."""
    return of_each(connection, [booking_id]).get(booking_id)


def of_each(connection: Connection, booking_ids: Sequence[int]) -> dict[int, Stay]:
    """What the desk did about each of these bookings; those it did nothing about are left out."""
    rows = connection.execute(select(StayRow).where(StayRow.booking_id.in_(booking_ids)))
    return {
        row.booking_id: Stay(
            tuple(number for number in row.rooms.split(",") if number),
            row.registered,
            row.arrived_at,
            row.arrived_by,
            row.departed_at,
            row.departed_by,
        )
        for row in rows
    }


def expected_in(connection: Connection, room: str, today: date) -> list[Booking]:
    """Bookings that have this room and arrive today, or were to arrive yesterday and have not been seen."""
    near = _in_room(connection, room, today - DAY, today)
    return [
        booking
        for booking in near
        if booking.state in ("held", "confirmed") and today - DAY <= booking.arrival <= today
    ]


def staying_in(connection: Connection, room: str, today: date) -> list[Booking]:
    """Bookings whose guests are in this room now; those who had another since are there."""
    return [
        booking
        for booking in _in_room(connection, room, today - DAY, today)
        if booking.state == "in_house"
        and booking.departure >= today
        and room in rooms.rooms_of(connection, booking.id)
    ]


def in_room(connection: Connection, room: str, today: date) -> list[Booking]:
    """Bookings this room belongs to now: who is in it, else who is expected."""
    return staying_in(connection, room, today) or expected_in(connection, room, today)


def left_since(connection: Connection, room: str, since: datetime) -> list[Booking]:
    """Bookings whose guests were checked out of this room since a moment."""
    gone = select(StayRow.booking_id).where(StayRow.departed_at >= since)
    found = _by(connection, BookingRow.id.in_(gone), BookingRow.state == "departed")
    known = of_each(connection, [one.id for one in found])
    return [one for one in found if room in known[one.id].rooms]


def _in_room(connection: Connection, room: str, first: date, last: date) -> list[Booking]:
    ids = connection.scalars(
        select(RoomNight.booking_id)
        .where(RoomNight.room == room, RoomNight.night >= first, RoomNight.night <= last)
        .order_by(RoomNight.night)
    )
    known = [booking_id for booking_id in dict.fromkeys(ids) if booking_id is not None]
    return [booking for booking_id in known if (booking := bookings.get(connection, booking_id)) is not None]


def in_house(connection: Connection, today: date) -> list[Booking]:
    """Bookings whose guests are here, by their day of departure."""
    return _by(connection, BookingRow.departure >= today, BookingRow.state == "in_house")


def leaving(connection: Connection, today: date) -> list[Booking]:
    """Bookings that end today, whether the guests have left or not."""
    here = ("confirmed", "in_house", "departed")
    return _by(connection, BookingRow.departure == today, BookingRow.state.in_(here))


def _by(connection: Connection, *conditions: object) -> list[Booking]:
    ids = connection.scalars(
        select(BookingRow.id)
        .where(*conditions)  # type: ignore[arg-type]  # conditions on columns, as mypy cannot tell here
        .order_by(BookingRow.departure, BookingRow.id)
        .limit(MANY)
    ).all()
    return [booking for booking_id in ids if (booking := bookings.get(connection, booking_id)) is not None]


def check_in(
    connection: Connection, booking: Booking, registered: int | None, actor_id: int, now: datetime
) -> bool:
    """The guests are here: their nights keep their rooms. False when the booking is not as it was read."""
    if not _moves(connection, booking, "in_house", now):
        return False
    pin(connection, booking.id, True)
    connection.execute(delete(StayRow).where(StayRow.booking_id == booking.id))
    connection.execute(
        insert(StayRow).values(
            booking_id=booking.id,
            rooms=",".join(rooms.rooms_of(connection, booking.id)),
            registered=registered,
            arrived_at=now,
            arrived_by=actor_id,
        )
    )
    return True


def register(connection: Connection, booking_id: int, count: int | None) -> None:
    """How many people the desk registered for a booking that is checked in; None: not said."""
    connection.execute(update(StayRow).where(StayRow.booking_id == booking_id).values(registered=count))


def undo_check_in(connection: Connection, booking: Booking, now: datetime) -> bool:
    """They are not here after all; False when the stay has moved on since."""
    if booking.state != "in_house" or not _moves(connection, booking, "confirmed", now):
        return False
    pin(connection, booking.id, False)
    connection.execute(delete(StayRow).where(StayRow.booking_id == booking.id))
    return True


def nights_of(connection: Connection, booking_id: int) -> list[tuple[str, date]]:
    """The nights a booking has, by room."""
    taken = select(RoomNight.room, RoomNight.night).where(RoomNight.booking_id == booking_id)
    rows = connection.execute(taken.order_by(RoomNight.room, RoomNight.night))
    return [(row.room, row.night) for row in rows]


def _left(nights: Sequence[tuple[str, date]]) -> list[str]:
    """The rooms that guests with these nights leave: those of the last one."""
    last = max((night for _, night in nights), default=None)
    return [room for room, night in nights if night == last]


def not_come(connection: Connection, booking: Booking, now: datetime) -> list[tuple[str, date]] | None:
    """The guests never came: their nights are free. The nights given back; None when the booking is not as it was read."""
    nights = nights_of(connection, booking.id)
    if not _moves(connection, booking, "no_show", now):
        return None
    room_nights.release(connection, booking.id)
    todos.finish_wishes(connection, booking.id, now)
    return nights


def undo_not_come(
    connection: Connection, booking: Booking, nights: Sequence[tuple[str, date]], now: datetime
) -> bool:
    """They are expected after all; False, with nothing done, when a night was given to others meanwhile."""
    _, ended_at = bookings.times(connection, booking.id)
    if booking.state != "no_show" or not _moves(connection, booking, "confirmed", now):
        return False
    if not room_nights.retake(connection, booking.id, nights):
        _moves(connection, replace(booking, state="confirmed"), "no_show", now)
        return False
    pin(connection, booking.id, False)
    todos.wish_again(connection, booking.id, ended_at)
    return True


def check_out(
    connection: Connection, booking: Booking, actor_id: int, now: datetime
) -> list[tuple[str, date]] | None:
    """The guests have left: their nights are free, their rooms dirty. The nights given back; None when nothing could be done."""
    nights = nights_of(connection, booking.id)
    if not _moves(connection, booking, "departed", now):
        return None
    numbers = _left(nights)
    room_nights.release(connection, booking.id)
    rooms.set_dirty(connection, numbers, True)
    todos.finish_wishes(connection, booking.id, now)
    where = {"rooms": ",".join(numbers)} if numbers else {}  # not where they came in, if they moved since
    if of(connection, booking.id) is None:
        connection.execute(insert(StayRow).values(booking_id=booking.id, rooms=",".join(numbers)))
    left = update(StayRow).where(StayRow.booking_id == booking.id)
    connection.execute(left.values(departed_at=now, departed_by=actor_id, **where))
    return nights


def left_early(connection: Connection, booking_id: int, unslept: int) -> None:
    """They left before the day they booked: so many room-nights nobody slept in."""
    connection.execute(update(StayRow).where(StayRow.booking_id == booking_id).values(unslept=unslept))


def undo_check_out(
    connection: Connection,
    booking: Booking,
    state: State,
    nights: Sequence[tuple[str, date]],
    now: datetime,
) -> bool:
    """They have not left after all; False, with nothing done, when a night was given to others meanwhile."""
    _, ended_at = bookings.times(connection, booking.id)
    if booking.state != "departed" or not _moves(connection, booking, state, now):
        return False
    if not room_nights.retake(connection, booking.id, nights):
        _moves(connection, replace(booking, state=state), "departed", now)
        return False
    rooms.set_dirty(connection, _left(nights), False)
    todos.wish_again(connection, booking.id, ended_at)
    here = update(StayRow).where(StayRow.booking_id == booking.id)
    connection.execute(here.values(departed_at=None, departed_by=None, unslept=None))
    return True


def may_stay_until(connection: Connection, booking: Booking, departure: date) -> bool:
    """Whether guests who are here can have their rooms until another day. Changes nothing."""
    if departure <= booking.departure:
        return departure > booking.arrival
    numbers = rooms.rooms_on(connection, booking.id, booking.departure - DAY)
    more = rooms.nights(Span(booking.departure, departure))
    return bool(numbers) and all(room_nights.all_free(connection, numbers, night) for night in more)


def stay_until(
    connection: Connection, booking: Booking, departure: date, total: int | None, now: datetime
) -> bool:
    """Guests who are here stay longer or leave earlier, in the rooms they have; False, with nothing changed, when they can't."""
    nested = connection.begin_nested()
    moved = connection.execute(
        update(BookingRow)
        .where(
            BookingRow.id == booking.id,
            BookingRow.state == "in_house",
            BookingRow.departure == booking.departure,
        )
        .values(departure=departure, total=total, replan=True, changed_at=now)
    )
    done = moved.rowcount == 1 and departure > booking.arrival
    if done and departure < booking.departure:
        room_nights.shorten(connection, booking.id, departure)
    elif done and departure > booking.departure:
        numbers = rooms.rooms_on(connection, booking.id, booking.departure - DAY)
        done = room_nights.prolong(connection, booking.id, numbers, Span(booking.departure, departure))
    if done:
        nested.commit()
    else:
        nested.rollback()
    return done


def pin(connection: Connection, booking_id: int, pinned: bool) -> None:
    """Whether a booking keeps its rooms when others are moved to make space."""
    connection.execute(update(RoomNight).where(RoomNight.booking_id == booking_id).values(pinned=pinned))


def _moves(connection: Connection, booking: Booking, state: State, now: datetime) -> bool:
    """Move a booking that is still as it was read; False when somebody was faster."""
    moved = connection.execute(
        update(BookingRow)
        .where(BookingRow.id == booking.id, BookingRow.state == booking.state)
        .values(state=state, replan=True, changed_at=now)
    )
    return moved.rowcount == 1
