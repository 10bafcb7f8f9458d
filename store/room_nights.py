"""Which rooms are free, and nights of rooms taken, moved, closed and given back. A night is one row: nothing is sold twice.

A sale by type takes one room for the whole stay and moves unpinned stays if that is what it takes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from store.late_hours import left_late
from store.packing import rearranged
from store.rooms import RoomNight, RoomType, Span, by_type, nights
from store.statements import Prepared

TRIES = 3  # how often a lost race for a room is tried again within one sale
_TAKEN = Prepared(
    select(RoomNight.room, RoomNight.night)
    .where(RoomNight.night >= bindparam("first"), RoomNight.night < bindparam("end"))
    .order_by(RoomNight.night)
)
_LOCK = select(RoomType.code).order_by(RoomType.code).with_for_update(key_share=True)


class Occupancy:
    """Which rooms are taken in a span of nights: one query, then questions to it."""

    def __init__(self, connection: Connection, first: date, end: date) -> None:
        self._connection = connection
        self.rooms = by_type(connection)
        self._taken: dict[date, set[str]] = defaultdict(set)
        for room, night in _TAKEN.rows(connection, first=first, end=end):
            self._taken[night].add(room)

    def free(self, code: str, stay: Span) -> int:
        """Rooms of this type that can be sold for the whole stay, moving others if needed. Never too many."""
        rooms = self.rooms.get(code, [])
        whole = self.whole(code, stay)
        if whole or not rooms:
            return len(whole)
        return int(self.open(code, stay) and rearranged(self._connection, rooms, stay) is not None)

    def whole(self, code: str, stay: Span) -> list[str]:
        """The rooms of this type that nobody has for any night of the stay."""
        rooms = self.rooms.get(code, [])
        return [room for room in rooms if all(room not in self._taken[night] for night in nights(stay))]

    def open(self, code: str, stay: Span) -> bool:
        """Whether each night has a free room of this type: without it no moving of stays can help."""
        rooms = self.rooms.get(code, [])
        return all(any(room not in self._taken[night] for room in rooms) for night in nights(stay))


def take(connection: Connection, booking_id: int, code: str, stay: Span, count: int = 1) -> list[str] | None:
    """Give a booking `count` rooms of a type for its whole stay; None, with nothing taken, when there are not enough."""
    _alone(connection)
    for _ in range(TRIES):
        occupied = Occupancy(connection, stay.arrival, stay.departure)
        rooms = occupied.rooms.get(code, [])
        taken = {room for night in nights(stay) for room in occupied._taken[night]}
        free = [room for room in rooms if room not in taken]
        if len(free) < count:
            if count > 1 or not (occupied.open(code, stay) and _make_room(connection, rooms, stay)):
                return None
            continue
        chosen = sorted(readiest(connection, free, stay.arrival, count))
        if _occupy(connection, booking_id, chosen, stay):
            return chosen
    return None


def readiest(connection: Connection, free: Sequence[str], day: date, count: int) -> list[str]:
    """`count` of these rooms for who comes that day: those last whose guests may stay into that afternoon."""
    if len(free) <= count:
        return list(free)
    late = left_late(connection, day)
    return sorted(free, key=lambda room: room in late)[:count]


def release(connection: Connection, booking_id: int) -> None:
    """Give back every night of a booking."""
    _alone(connection)
    connection.execute(delete(RoomNight).where(RoomNight.booking_id == booking_id))


def retake(connection: Connection, booking_id: int, nights: Sequence[tuple[str, date]]) -> bool:
    """Give a booking back the nights it had, pinned; False, with nothing done, when one is taken by now."""
    _alone(connection)
    rows = [
        {"room": room, "night": night, "booking_id": booking_id, "pinned": True} for room, night in nights
    ]
    return not rows or _insert(connection, rows)


def prolong(connection: Connection, booking_id: int, numbers: Sequence[str], more: Span) -> bool:
    """Give a booking more nights in the rooms it has; False, with nothing done, when one is taken."""
    _alone(connection)
    rows = [
        {"room": room, "night": night, "booking_id": booking_id, "pinned": True}
        for room in sorted(numbers)
        for night in nights(more)
    ]
    return bool(rows) and _insert(connection, rows)


def shorten(connection: Connection, booking_id: int, departure: date) -> None:
    """Give back the nights of a booking from a day on."""
    _alone(connection)
    connection.execute(
        delete(RoomNight).where(RoomNight.booking_id == booking_id, RoomNight.night >= departure)
    )


def close(connection: Connection, room: str, stay: Span) -> bool:
    """Take a room off sale; False, with nothing done, when a night of it is sold."""
    return _occupy(connection, None, [room], stay)


def close_nights(
    connection: Connection, nights: Sequence[tuple[str, date]], kept_for: int | None = None
) -> bool:
    """Take these nights of rooms off sale, or keep them for a wait; False, with nothing done, when one is taken."""
    _alone(connection)
    rows = [
        {"room": room, "night": night, "booking_id": None, "kept_for": kept_for, "pinned": False}
        for room, night in sorted(nights)
    ]
    return not rows or _insert(connection, rows)


def reopen(
    connection: Connection, nights: Sequence[tuple[str, date]], kept_for: int | None = None
) -> list[tuple[str, date]]:
    """Put back on sale what was closed, or what was kept for this wait; those nights. What is sold stays sold."""
    _alone(connection)
    opened = []
    for room in sorted({room for room, _ in nights}):
        rows = connection.execute(
            delete(RoomNight)
            .where(
                RoomNight.room == room,
                RoomNight.booking_id.is_(None),
                RoomNight.kept_for == kept_for,
                RoomNight.night.in_([night for of, night in nights if of == room]),
            )
            .returning(RoomNight.night)
        )
        opened += [(room, night) for (night,) in rows]
    return sorted(opened)


def move(connection: Connection, booking_id: int, room: str, to: str, since: date) -> bool:
    """Give a booking another room for its nights in `room` since then, for good; False, with nothing done, when one is taken.

    Where its guests slept before stays as it was.
    """
    _alone(connection)
    moving = RoomNight.booking_id == booking_id, RoomNight.room == room, RoomNight.night >= since
    nights = connection.scalars(select(RoomNight.night).where(*moving)).all()
    nested = connection.begin_nested()
    connection.execute(delete(RoomNight).where(*moving))
    taken = [{"room": to, "night": night, "booking_id": booking_id, "pinned": True} for night in nights]
    if not taken or not _insert(connection, taken):
        nested.rollback()
        return False
    nested.commit()
    return True


def all_free(connection: Connection, numbers: Sequence[str], night: date) -> bool:
    """Whether nobody has any of these rooms that night, and none is closed."""
    taken = select(RoomNight.room).where(RoomNight.room.in_(numbers), RoomNight.night == night).limit(1)
    return connection.scalar(taken) is None


def _make_room(connection: Connection, rooms: Sequence[str], stay: Span) -> bool:
    """Move unpinned stays so that one room is free for the whole stay; False, with nothing moved, when none can be."""
    plan = rearranged(connection, rooms, stay)
    if plan is None:
        return False
    return _move(
        connection, {booking: (room, span) for booking, (room, span, was) in plan.items() if room != was}
    )


def _move(connection: Connection, moving: Mapping[int, tuple[str, Span]]) -> bool:
    """Move all these stays; False, with every one where it was, when a night of the plan is taken."""
    nested = connection.begin_nested()
    connection.execute(delete(RoomNight).where(RoomNight.booking_id.in_(list(moving))))
    for booking, (room, span) in sorted(moving.items(), key=lambda item: (item[1][0], item[1][1].arrival)):
        if not _occupy(connection, booking, [room], span):
            nested.rollback()
            return False
    nested.commit()
    return True


def _occupy(connection: Connection, booking_id: int | None, rooms: Sequence[str], stay: Span) -> bool:
    rows = [
        {"room": room, "night": night, "booking_id": booking_id, "pinned": False}
        for room in sorted(rooms)
        for night in nights(stay)
    ]
    return _insert(connection, rows)


def _insert(connection: Connection, rows: Sequence[Mapping[str, object]]) -> bool:
    """Take nights; False, with none taken, when one is taken already."""
    try:
        with connection.begin_nested():
            connection.execute(insert(RoomNight), rows)
    except IntegrityError:
        return False
    return True


def _alone(connection: Connection) -> None:
    """Wait for whoever takes, moves or gives back rooms: a stay moved by two at once would get two rooms.

    SQLite has one writer as it is; PostgreSQL locks the handful of room types until the commit.
    """
    connection.execute(_LOCK)
