"""Rooms taken off sale by the house's word (关房), and why. The nights themselves stand in `room_nights`, one truth for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Date, ForeignKey, Index, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store import room_nights
from store.rooms import RoomNight
from store.tables import Base, BigId, Moment, RowId, Sealed

Night = tuple[str, date]
DAY = timedelta(days=1)


class ClosureRow(Base):
    __tablename__ = "closures"
    __table_args__ = (Index("closures_room", "room", "last"),)
    id: Mapped[RowId]
    room: Mapped[str]
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Sealed("closures.reason"))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))


@dataclass(frozen=True, slots=True)
class Look:
    """Some nights of some rooms, by what stands there."""

    free: tuple[Night, ...]
    closed: tuple[Night, ...]
    sold: tuple[tuple[str, date, int], ...]  # room, night, booking
    kept: tuple[tuple[str, date, int], ...] = ()  # room, night, wait: offered to somebody of the waiting list


def look(connection: Connection, numbers: Sequence[str], nights: Sequence[date]) -> Look:
    """What stands in these rooms on these nights."""
    if not numbers or not nights:
        return Look((), (), ())
    rows = connection.execute(
        select(RoomNight.room, RoomNight.night, RoomNight.booking_id, RoomNight.kept_for).where(
            RoomNight.room.in_(numbers), RoomNight.night >= min(nights), RoomNight.night <= max(nights)
        )
    )
    taken = {(row.room, row.night): row for row in rows}
    asked = [(room, night) for room in numbers for night in nights]
    off = [(night, row) for night in asked if (row := taken.get(night)) is not None]
    return Look(
        tuple(night for night in asked if night not in taken),
        tuple(night for night, row in off if row.booking_id is None and row.kept_for is None),
        tuple((*night, row.booking_id) for night, row in off if row.booking_id is not None),
        tuple((*night, row.kept_for) for night, row in off if row.kept_for is not None),
    )


def close(connection: Connection, nights: Sequence[Night], reason: str, actor_id: int, now: datetime) -> bool:
    """Take these nights off sale; False, with nothing done, when one of them is taken."""
    if not room_nights.close_nights(connection, nights):
        return False
    for room, first, last in runs(nights):
        row = {"room": room, "first": first, "last": last, "reason": reason, "at": now, "by_id": actor_id}
        connection.execute(insert(ClosureRow).values(**row))
    return True


def reason(connection: Connection, room: str, night: date) -> str:
    """Why a room was closed for a night, as it was said last; "" when nothing was said."""
    said = connection.scalar(
        select(ClosureRow.reason)
        .where(ClosureRow.room == room, ClosureRow.last >= night, ClosureRow.first <= night)
        .order_by(ClosureRow.id.desc())
        .limit(1)
    )
    return said or ""


def runs(nights: Iterable[Night]) -> list[tuple[str, date, date]]:
    """Nights as unbroken runs: (room, the first night, the last night)."""
    by_room: dict[str, list[date]] = defaultdict(list)
    for room, night in nights:
        by_room[room].append(night)
    found: list[tuple[str, date, date]] = []
    for room, all_nights in by_room.items():
        for night in sorted(set(all_nights)):
            if found and found[-1][0] == room and found[-1][2] + DAY == night:
                found[-1] = (room, found[-1][1], night)
            else:
                found.append((room, night, night))
    return found
