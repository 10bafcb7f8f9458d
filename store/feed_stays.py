"""What each calendar of another channel says is taken, and which booking of ours that is. It says nothing about guests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    ForeignKey,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.feeds import FeedRow
from store.tables import Base, BigId, Key, Moment, RowId

MOST = 2_000  # entries of one calendar


class FeedStayRow(Base):
    __tablename__ = "feed_stays"
    __table_args__ = (UniqueConstraint("feed_id", "uid"),)
    id: Mapped[RowId]
    feed_id: Mapped[int] = mapped_column(BigId, ForeignKey("feeds.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(Key)  # as the calendar calls it now
    booking_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bookings.id"), index=True)
    arrival: Mapped[date] = mapped_column(Date)  # as the calendar said; of a running stay, as it said before
    departure: Mapped[date] = mapped_column(Date)
    missing_since: Mapped[datetime | None] = mapped_column(Moment)
    missing: Mapped[int] = mapped_column(BigInteger)  # readings in a row without it
    standing: Mapped[
        str
    ]  # "stands", "asked" the owner whether it is gone, "kept" by the owner's word, "gone"


@dataclass(frozen=True, slots=True)
class FeedStay:
    """One entry of a calendar."""

    id: int
    uid: str
    booking_id: int | None  # None: our own stay, come back from there
    arrival: date
    departure: date
    missing_since: datetime | None
    missing: int
    standing: str


_COLUMNS = (
    FeedStayRow.id,
    FeedStayRow.uid,
    FeedStayRow.booking_id,
    FeedStayRow.arrival,
    FeedStayRow.departure,
    FeedStayRow.missing_since,
    FeedStayRow.missing,
    FeedStayRow.standing,
)


def of(connection: Connection, feed_id: int) -> list[FeedStay]:
    """What a calendar has said that is not over."""
    rows = connection.execute(
        select(*_COLUMNS).where(FeedStayRow.feed_id == feed_id).order_by(FeedStayRow.id).limit(MOST)
    )
    return [FeedStay(*row) for row in rows]


def add(
    connection: Connection, feed_id: int, uid: str, booking_id: int | None, arrival: date, departure: date
) -> None:
    """It says something new."""
    connection.execute(
        insert(FeedStayRow).values(
            feed_id=feed_id,
            uid=uid,
            booking_id=booking_id,
            arrival=arrival,
            departure=departure,
            missing=0,
            standing="stands",
        )
    )


def follow(
    connection: Connection, stay: FeedStay, uid: str, booking_id: int | None, arrival: date, departure: date
) -> None:
    """It says so now."""
    connection.execute(
        update(FeedStayRow)
        .where(FeedStayRow.id == stay.id)
        .values(
            uid=uid,
            booking_id=booking_id,
            arrival=arrival,
            departure=departure,
            missing_since=None,
            missing=0,
            standing="stands",
        )
    )


def miss(connection: Connection, stay: FeedStay, now: datetime) -> None:
    """This reading had nothing of it."""
    connection.execute(
        update(FeedStayRow)
        .where(FeedStayRow.id == stay.id)
        .values(missing=FeedStayRow.missing + 1, missing_since=stay.missing_since or now)
    )


def stand(connection: Connection, stay_id: int, standing: str) -> None:
    connection.execute(update(FeedStayRow).where(FeedStayRow.id == stay_id).values(standing=standing))


def keep(connection: Connection, booking_id: int) -> None:
    """The owner says that a booking stands, whatever its calendar leaves out."""
    asked = FeedStayRow.booking_id == booking_id, FeedStayRow.standing == "asked"
    connection.execute(update(FeedStayRow).where(*asked).values(standing="kept"))


def lost(connection: Connection, booking_id: int) -> None:
    """Its channel has it no longer."""
    mine = FeedStayRow.booking_id == booking_id
    connection.execute(update(FeedStayRow).where(mine).values(standing="gone"))


def forget(connection: Connection, stay_id: int) -> None:
    connection.execute(delete(FeedStayRow).where(FeedStayRow.id == stay_id))


def forget_past(connection: Connection, feed_id: int, before: date) -> None:
    """What ended before a day."""
    over = FeedStayRow.feed_id == feed_id, FeedStayRow.departure < before
    connection.execute(delete(FeedStayRow).where(*over))


def channel_of(connection: Connection, booking_id: int) -> str:
    """The channel whose calendar says a booking; "" for none."""
    row = connection.scalar(
        select(FeedRow.channel)
        .join(FeedStayRow, FeedStayRow.feed_id == FeedRow.id)
        .where(FeedStayRow.booking_id == booking_id, FeedRow.removed_at.is_(None))
        .limit(1)
    )
    return row or ""
