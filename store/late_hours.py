"""Until when rooms stay taken on the day their guests leave (the table), and which rooms that are. It gives and sells nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, Connection, Date, ForeignKey, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from store.rooms import RoomNight
from store.statements import Prepared
from store.tables import Base, BigId, Moment

DAY = timedelta(days=1)


class LateCheckoutRow(Base):
    __tablename__ = "late_checkouts"
    booking_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bookings.id"), primary_key=True, autoincrement=False
    )
    departure: Mapped[date] = mapped_column(
        Date
    )  # the afternoon it was given for: another day is another question
    until: Mapped[str]  # "14:00" on that day
    level: Mapped[str]  # the house file's code of the level it was given for; "": at the house's price
    fen: Mapped[int] = mapped_column(BigInteger, default=0)  # what it costs; it stands on the bill
    at: Mapped[datetime] = mapped_column(Moment)


_LEFT_LATE = Prepared(
    select(RoomNight.room)
    .join(LateCheckoutRow, LateCheckoutRow.booking_id == RoomNight.booking_id)
    .where(RoomNight.night == bindparam("last"), LateCheckoutRow.departure == bindparam("day"))
)


def left_late(connection: Connection, day: date) -> frozenset[str]:
    """The rooms whose guests may stay into the afternoon of this day, and are expected to."""
    return frozenset(room for (room,) in _LEFT_LATE.rows(connection, last=day - DAY, day=day))
