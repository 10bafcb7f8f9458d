"""Rooms and their nights. A night of a room is one row: nothing can be sold twice, whoever races.

A sale by type takes one room for the whole stay and moves unpinned stays if that is what it takes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import (
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, aliased, mapped_column

from store.house_file import House
from store.statements import Prepared
from store.tables import Base, BigId

TRIES = 3  # how often a lost race for a room is tried again within one sale
PACKING_STEPS = 2_000  # how long a rearrangement is searched for before the house counts as full


class RoomType(Base):
    __tablename__ = "room_types"
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    retired: Mapped[bool]


class Room(Base):
    __tablename__ = "rooms"
    number: Mapped[str] = mapped_column(primary_key=True)
    type_code: Mapped[str] = mapped_column(ForeignKey("room_types.code"), index=True)
    position: Mapped[int]
    retired: Mapped[bool]
    dirty: Mapped[bool] = mapped_column(default=False)  # guests have left and nobody said it is ready
    cleaning: Mapped[int | None] = mapped_column(BigId)  # the ticket a dirty room is cleaned by


class RoomNight(Base):
    __tablename__ = "room_nights"
    __table_args__ = (Index("room_nights_night", "night", "room"),)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.number"), primary_key=True)
    night: Mapped[date] = mapped_column(Date, primary_key=True)
    booking_id: Mapped[int | None] = mapped_column(BigId, index=True)  # None: closed, or kept
    kept_for: Mapped[int | None] = mapped_column(
        BigId
    )  # the wait (候补) an offered room is kept for; None: closed
    pinned: Mapped[bool]  # this stay stays in this room


@dataclass(frozen=True, slots=True)
class Span:
    """Some nights in one room: from the day of arrival to the day of departure."""

    arrival: date
    departure: date

    def meets(self, other: Span) -> bool:
        return self.arrival < other.departure and other.arrival < self.departure


_ROOMS = Prepared(
    select(Room.type_code, Room.number).where(Room.retired.is_(False)).order_by(Room.position, Room.number)
)
_TAKEN = Prepared(
    select(RoomNight.room, RoomNight.night)
    .where(RoomNight.night >= bindparam("first"), RoomNight.night < bindparam("end"))
    .order_by(RoomNight.night)
)
_Last = aliased(RoomNight)
_ROOMS_OF = Prepared(
    select(RoomNight.room)
    .where(
        RoomNight.booking_id == bindparam("booking_id"),
        RoomNight.night
        == select(func.max(_Last.night)).where(_Last.booking_id == bindparam("booking_id")).scalar_subquery(),
    )
    .order_by(RoomNight.room)
)

_LOCK = select(RoomType.code).order_by(RoomType.code).with_for_update(key_share=True)


def follow(connection: Connection, house: House) -> None:
    """Make types and rooms those of the house; what it no longer names is retired, never deleted."""
    connection.execute(update(RoomType).values(retired=True))
    connection.execute(update(Room).values(retired=True))
    known_types = set(connection.scalars(select(RoomType.code)))
    known_rooms = set(connection.scalars(select(Room.number)))
    for place, (code, kind) in enumerate(house.room_types.items()):
        if code in known_types:
            connection.execute(
                update(RoomType).where(RoomType.code == code).values(retired=False, position=place)
            )
        else:
            connection.execute(insert(RoomType).values(code=code, position=place, retired=False))
        for order, number in enumerate(kind.rooms):
            values = {"type_code": code, "position": place * 1000 + order, "retired": False}
            if number in known_rooms:
                connection.execute(update(Room).where(Room.number == number).values(**values))
            else:
                connection.execute(insert(Room).values(number=number, **values))


def by_type(connection: Connection) -> dict[str, list[str]]:
    """The rooms on sale, by type, in the house's order."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, number in _ROOMS.rows(connection):
        found[code].append(number)
    return dict(found)


def rooms_of(connection: Connection, booking_id: int) -> list[str]:
    """The rooms a booking has, in order: those of its last night, for good. Empty while it is unplaced or over."""
    return [row[0] for row in _ROOMS_OF.rows(connection, booking_id=booking_id)]


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
        return int(self.open(code, stay) and _rearranged(self._connection, rooms, stay) is not None)

    def whole(self, code: str, stay: Span) -> list[str]:
        """The rooms of this type that nobody has for any night of the stay."""
        rooms = self.rooms.get(code, [])
        return [room for room in rooms if all(room not in self._taken[night] for night in nights(stay))]

    def open(self, code: str, stay: Span) -> bool:
        """Whether each night has a free room of this type: without it no moving of stays can help."""
        rooms = self.rooms.get(code, [])
        return all(any(room not in self._taken[night] for room in rooms) for night in nights(stay))


def nights(stay: Span) -> list[date]:
    """The nights of a stay, the first to the last."""
    return [stay.arrival + timedelta(days=n) for n in range((stay.departure - stay.arrival).days)]


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
        chosen = sorted(free[:count])
        if _occupy(connection, booking_id, chosen, stay):
            return chosen
    return None


def release(connection: Connection, booking_id: int) -> None:
    """Give back every night of a booking."""
    _alone(connection)
    connection.execute(delete(RoomNight).where(RoomNight.booking_id == booking_id))


def _alone(connection: Connection) -> None:
    """Wait for whoever takes, moves or gives back rooms: a stay moved by two at once would get two rooms.

    SQLite has one writer as it is; PostgreSQL locks the handful of room types until the commit.
    """
    connection.execute(_LOCK)


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


def rooms_on(connection: Connection, booking_id: int, night: date) -> list[str]:
    """The rooms a booking has on a night, in order."""
    mine = select(RoomNight.room).where(RoomNight.booking_id == booking_id, RoomNight.night == night)
    return list(connection.scalars(mine.order_by(RoomNight.room)))


def bookings_in(connection: Connection, numbers: Sequence[str], night: date) -> list[int]:
    """The bookings that have these rooms on a night."""
    taken = select(RoomNight.booking_id).where(
        RoomNight.room.in_(numbers), RoomNight.night == night, RoomNight.booking_id.is_not(None)
    )
    return [booking_id for booking_id in connection.scalars(taken.distinct()) if booking_id is not None]


def all_free(connection: Connection, numbers: Sequence[str], night: date) -> bool:
    """Whether nobody has any of these rooms that night, and none is closed."""
    taken = select(RoomNight.room).where(RoomNight.room.in_(numbers), RoomNight.night == night).limit(1)
    return connection.scalar(taken) is None


def dirty(connection: Connection) -> frozenset[str]:
    """The rooms that wait for cleaning."""
    return frozenset(connection.scalars(select(Room.number).where(Room.dirty)))


def set_dirty(connection: Connection, numbers: Sequence[str], dirty: bool) -> None:
    """Note whether rooms wait for cleaning."""
    now = update(Room).where(Room.number.in_(numbers), Room.dirty.is_(not dirty))
    connection.execute(now.values(dirty=dirty, cleaning=None))


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


def _make_room(connection: Connection, rooms: Sequence[str], stay: Span) -> bool:
    """Move unpinned stays so that one room is free for the whole stay; False, with nothing moved, when none can be."""
    plan = _rearranged(connection, rooms, stay)
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


def _rearranged(
    connection: Connection, rooms: Sequence[str], stay: Span
) -> dict[int, tuple[str, Span, str]] | None:
    """Booking -> (room to be in, its stay, room it is in) so that `stay` fits; None when it cannot."""
    fixed: dict[str, list[Span]] = defaultdict(list)
    movable: dict[int, tuple[str, Span]] = {}
    for booking, room, span, pinned in _stays_touching(connection, rooms, stay):
        if pinned or booking is None or booking in movable:
            fixed[room].append(span)
        else:
            movable[booking] = (room, span)
    several = {b for b, count in _room_counts(connection, list(movable)).items() if count > 1}
    for booking in several:  # a booking of several rooms stays as it is
        room, span = movable.pop(booking)
        fixed[room].append(span)
    wishes = {booking: span for booking, (_, span) in movable.items()}
    placed = pack(rooms, fixed, {**wishes, 0: stay})
    if placed is None:
        return None
    return {b: (placed[b], span, room) for b, (room, span) in movable.items()}


def _room_counts(connection: Connection, bookings: list[int]) -> Mapping[int, int]:
    rows = connection.execute(
        select(RoomNight.booking_id, func.count(RoomNight.room.distinct()))
        .where(RoomNight.booking_id.in_(bookings))
        .group_by(RoomNight.booking_id)
    )
    return {booking: count for booking, count in rows if booking is not None}


def _stays_touching(
    connection: Connection, rooms: Sequence[str], stay: Span
) -> Iterable[tuple[int | None, str, Span, bool]]:
    """The stays and closures around `stay` in these rooms, widened once to the whole of every stay that touches it."""
    near = select(RoomNight.booking_id).where(
        RoomNight.room.in_(rooms), RoomNight.night >= stay.arrival, RoomNight.night < stay.departure
    )
    reach = connection.execute(
        select(func.min(RoomNight.night), func.max(RoomNight.night)).where(RoomNight.booking_id.in_(near))
    ).one()
    first = min(reach[0] or stay.arrival, stay.arrival)
    last = max(reach[1] or stay.departure, stay.departure)
    inside = select(RoomNight.booking_id).where(
        RoomNight.room.in_(rooms), RoomNight.night >= first, RoomNight.night <= last
    )
    rows = connection.execute(
        select(
            RoomNight.booking_id,
            RoomNight.room,
            func.min(RoomNight.night),
            func.max(RoomNight.night),
            func.max(cast(RoomNight.pinned, Integer)),
        )
        .where(RoomNight.room.in_(rooms), RoomNight.booking_id.in_(inside))
        .group_by(RoomNight.booking_id, RoomNight.room)
    )
    for booking, room, low, high, pinned in rows:
        beyond = low < first or high > last  # it meets stays that were not read: it stays where it is
        yield booking, room, Span(low, high + timedelta(days=1)), bool(pinned) or beyond
    closed = connection.execute(
        select(RoomNight.room, RoomNight.night).where(
            RoomNight.room.in_(rooms),
            RoomNight.booking_id.is_(None),
            RoomNight.night >= first,
            RoomNight.night <= last,
        )
    )
    for room, night in closed:
        yield None, room, Span(night, night + timedelta(days=1)), True


def pack(
    rooms: Sequence[str], fixed: Mapping[str, Sequence[Span]], stays: Mapping[int, Span]
) -> dict[int, str] | None:
    """A room for every stay beside what is fixed, or None. Pure; searches PACKING_STEPS at most."""
    order = sorted(stays, key=lambda booking: (stays[booking].arrival, stays[booking].departure, booking))
    filled: dict[str, list[Span]] = {room: list(fixed.get(room, ())) for room in rooms}
    placed: dict[int, str] = {}
    steps = 0

    def fits(room: str, span: Span) -> bool:
        return not any(span.meets(other) for other in filled[room])

    def place(position: int) -> bool:
        nonlocal steps
        if position == len(order):
            return True
        steps += 1
        if steps > PACKING_STEPS:
            return False
        booking = order[position]
        span = stays[booking]
        tight = sorted(
            rooms,
            key=lambda room: (
                -max(
                    (s.departure.toordinal() for s in filled[room] if s.departure <= span.arrival), default=0
                )
            ),
        )
        for room in tight:
            if fits(room, span):
                filled[room].append(span)
                placed[booking] = room
                if place(position + 1):
                    return True
                filled[room].pop()
                del placed[booking]
        return False

    return placed if place(0) else None
