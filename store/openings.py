"""Which door was opened when and by whose code (开门记录), as the lock tells it: kept half a year for the owner, never changed.

It says nothing of codes that were typed in by hand: no lock tells of those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, Index, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base, BigId, Key, Moment, RowId

MOST = 500  # told and taken in at once


class OpeningRow(Base):
    __tablename__ = "openings"
    __table_args__ = (Index("openings_room", "room", "at"),)
    id: Mapped[RowId]
    event: Mapped[str] = mapped_column(Key, unique=True)  # as the lock calls it
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    room: Mapped[str]
    booking_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bookings.id"), index=True)
    opened: Mapped[bool]  # False: somebody tried, and it stayed shut


@dataclass(frozen=True, slots=True)
class Opening:
    """One try at a door."""

    event: str
    at: datetime
    room: str
    booking_id: int | None  # whose code it was; None: no code of a stay
    opened: bool


_COLUMNS = OpeningRow.event, OpeningRow.at, OpeningRow.room, OpeningRow.booking_id, OpeningRow.opened


def newest(connection: Connection, now: datetime) -> datetime | None:
    """When the newest one known was; not one that a door with a wrong clock says is still to come."""
    return connection.scalar(select(func.max(OpeningRow.at)).where(OpeningRow.at <= now))


def known(connection: Connection, events: Sequence[str]) -> set[str]:
    """Which of these, as the lock calls them, are known."""
    return set(connection.scalars(select(OpeningRow.event).where(OpeningRow.event.in_(events))))


def keep(connection: Connection, found: Sequence[Opening]) -> int:
    """Write down those that are not known yet; how many were new. Told twice, or by two workers, each is kept once."""
    rows = [
        {
            "event": one.event,
            "at": one.at,
            "room": one.room,
            "booking_id": one.booking_id,
            "opened": one.opened,
        }
        for one in found
    ]
    if not rows:
        return 0
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = insert(OpeningRow).values(rows).on_conflict_do_nothing(index_elements=[OpeningRow.event])
    return len(connection.scalars(new.returning(OpeningRow.id)).all())


def latest(connection: Connection, room: str = "", limit: int = 10) -> list[Opening]:
    """The newest of a room, or of all, newest first."""
    asked = select(*_COLUMNS).order_by(OpeningRow.at.desc(), OpeningRow.id.desc()).limit(limit)
    return [
        Opening(*row) for row in connection.execute(asked.where(OpeningRow.room == room) if room else asked)
    ]


def prune(connection: Connection, before: datetime, limit: int = 2_000) -> int:
    """Forget those before a moment, `limit` at most; how many went."""
    over = select(OpeningRow.id).where(OpeningRow.at < before).limit(limit).scalar_subquery()
    return connection.execute(delete(OpeningRow).where(OpeningRow.id.in_(over))).rowcount
