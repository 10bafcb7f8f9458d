"""The house over some days as one board: rooms by days, who has them, what is free. It reads and changes nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from sqlalchemy import Connection, bindparam, select

from store import rooms
from store.bookings import BookingRow
from store.house import Present
from store.house_file import PriceClass, price_class
from store.rooms import RoomNight
from store.sealing import mask_name
from store.statements import Prepared

MOST_DAYS = 31
Kind = Literal["stay", "in_house", "held", "closed", "kept"]
Whose = tuple[int, int]  # the booking that has a night, the wait it is kept for; 0: none

_NIGHTS = Prepared(
    select(RoomNight.room, RoomNight.night, RoomNight.booking_id, RoomNight.kept_for)
    .where(RoomNight.night >= bindparam("before"), RoomNight.night < bindparam("end"))
    .order_by(RoomNight.room, RoomNight.night)
)


@dataclass(frozen=True, slots=True)
class Bar:
    """Nights in a row of one room that belong together: a booking's, a closure's, or kept for somebody who waits."""

    start: int  # the first night, counted from the board's first day; -1: it began before
    end: int  # the day after the last night, at most the number of days
    kind: Kind
    code: str = ""  # "B23"; "" of a closure, and of what is kept
    name: str = ""  # the holder's, masked


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One room over the days."""

    number: str
    dirty: bool
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class TypeLines:
    """The rooms of one type, and how many of them are free each night."""

    code: str
    rooms: tuple[RoomLine, ...]
    free: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Some days of the house."""

    first: date
    kinds: tuple[PriceClass, ...]  # what kind of night each is
    types: tuple[TypeLines, ...]

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range(len(self.kinds)))

    @property
    def free(self) -> tuple[int, ...]:
        """Free rooms a night, over all types."""
        return tuple(sum(kind.free[n] for kind in self.types) for n in range(len(self.kinds)))

    @property
    def rooms(self) -> int:
        return sum(len(kind.rooms) for kind in self.types)


def board(connection: Connection, present: Present, first: date, days: int) -> Board:
    """The board of `days` days (at most MOST_DAYS) from `first` on. Three queries, however many rooms there are."""
    days = max(1, min(days, MOST_DAYS))
    before, end = first - timedelta(days=1), first + timedelta(days=days)
    taken: dict[str, dict[int, Whose]] = defaultdict(dict)
    for room, night, booking_id, kept_for in _NIGHTS.rows(connection, before=before, end=end):
        taken[room][(night - first).days] = (booking_id or 0, kept_for or 0)
    names = _holders(connection, {one for nights in taken.values() for one, _ in nights.values() if one})
    dirty = rooms.dirty(connection)
    types = tuple(
        TypeLines(
            code,
            tuple(RoomLine(number, number in dirty, _bars(taken[number], names, days)) for number in numbers),
            tuple(sum(night not in taken[number] for number in numbers) for night in range(days)),
        )
        for code, numbers in rooms.by_type(connection).items()
    )
    kinds = tuple(
        price_class(present.house, first + timedelta(days=n), present.holidays) for n in range(days)
    )
    return Board(first, kinds, types)


def _holders(connection: Connection, booking_ids: set[int]) -> dict[int, tuple[str, str]]:
    """(state, masked holder) of these bookings."""
    rows = connection.execute(
        select(BookingRow.id, BookingRow.state, BookingRow.holder).where(BookingRow.id.in_(booking_ids))
    )
    return {row.id: (row.state, mask_name(row.holder)) for row in rows}


def _bars(taken: dict[int, Whose], names: dict[int, tuple[str, str]], days: int) -> tuple[Bar, ...]:
    """What one room has: neighbouring nights of the same booking, or of closures, as one bar."""
    runs = groupby(sorted(taken.items()), key=lambda item: (item[1], _run_of(taken, item[0])))
    bars = []
    for ((booking_id, kept_for), _), nights in runs:
        all_nights = [night for night, _ in nights]
        if all_nights[-1] < 0:  # it ended with the night before the first day
            continue
        start, end = all_nights[0], min(all_nights[-1] + 1, days)
        if not booking_id:
            bars.append(Bar(start, end, "kept" if kept_for else "closed"))
            continue
        state, name = names[booking_id]
        kind: Kind = "held" if state == "held" else "in_house" if state == "in_house" else "stay"
        bars.append(Bar(start, end, kind, f"B{booking_id}", name))
    return tuple(bars)


def _run_of(taken: dict[int, Whose], night: int) -> int:
    """The first night of the unbroken run this night belongs to."""
    first = night
    while first - 1 in taken and taken[first - 1] == taken[night]:
        first -= 1
    return first
