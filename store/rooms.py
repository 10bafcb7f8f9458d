"""The rooms of the house, by type; which of them a booking has, and which wait for cleaning. `store.room_nights` sells them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import (
    Connection,
    Date,
    ForeignKey,
    Index,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from store.house_file import House
from store.statements import Prepared
from store.tables import Base, BigId


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


def nights(stay: Span) -> list[date]:
    """The nights of a stay, the first to the last."""
    return [stay.arrival + timedelta(days=n) for n in range((stay.departure - stay.arrival).days)]


def dirty(connection: Connection) -> frozenset[str]:
    """The rooms that wait for cleaning."""
    return frozenset(connection.scalars(select(Room.number).where(Room.dirty)))


def set_dirty(connection: Connection, numbers: Sequence[str], dirty: bool) -> None:
    """Note whether rooms wait for cleaning."""
    now = update(Room).where(Room.number.in_(numbers), Room.dirty.is_(not dirty))
    connection.execute(now.values(dirty=dirty, cleaning=None))
