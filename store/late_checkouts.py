"""Late check-out as a benefit of a level: given only where the rooms are free that afternoon, and kept for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Date, ForeignKey, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from store import members, rooms, stays
from store.bookings import Booking, BookingRow
from store.house_file import House
from store.tables import Base, BigId, Moment

AHEAD = timedelta(days=1)  # so early the afternoon of departure can be told


class LateCheckoutRow(Base):
    __tablename__ = "late_checkouts"
    booking_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bookings.id"), primary_key=True, autoincrement=False
    )
    departure: Mapped[date] = mapped_column(
        Date
    )  # the afternoon it was given for: another day is another question
    until: Mapped[str]  # "14:00" on that day
    level: Mapped[str]  # the house file's code of the level it was given for
    at: Mapped[datetime] = mapped_column(Moment)


class Why(StrEnum):
    """Why a benefit is not given now."""

    TOO_EARLY = "too_early"  # the afternoon is not known before the day ahead
    TAKEN = "taken"  # somebody else has the room that night


@dataclass(frozen=True, slots=True)
class Offer:
    """What a level brings: staying until `until`, or why not now."""

    level: str
    until: time
    why: Why | None  # None: it can be had


def offer(
    connection: Connection, house: House, booking: Booking, person_id: int, today: date
) -> Offer | None:
    """Whether this person may leave this booking's rooms late; None where no level of theirs brings it.

    Looked up as things are now: nothing is given by it.
    """
    me = members.member(connection, person_id)
    level = house.membership.levels.get(me.level) if me is not None and house.membership.enabled else None
    if me is None or level is None or level.late_checkout is None or level.late_checkout <= house.check_out:
        return None
    why: Why | None = None
    if today < booking.departure - AHEAD:
        why = Why.TOO_EARLY
    elif not rooms.all_free(connection, _numbers(connection, booking), booking.departure):
        why = Why.TAKEN
    return Offer(me.level, level.late_checkout, why)


def _numbers(connection: Connection, booking: Booking) -> list[str]:
    """The rooms of a booking, also after its nights are over."""
    stay = stays.of(connection, booking.id)
    return rooms.rooms_of(connection, booking.id) or list(stay.rooms if stay is not None else ())


def give(connection: Connection, booking: Booking, offered: Offer, now: datetime) -> bool:
    """Keep what was given for the booking's day of departure; False when it was given before.

    What was given for a day on which the booking no longer ends makes room for it.
    """
    values = {
        "departure": booking.departure,
        "until": offered.until.strftime("%H:%M"),
        "level": offered.level,
        "at": now,
    }
    mine = LateCheckoutRow.booking_id == booking.id, LateCheckoutRow.departure != booking.departure
    if connection.execute(update(LateCheckoutRow).where(*mine).values(**values)).rowcount == 1:
        return True
    try:
        with connection.begin_nested():
            connection.execute(insert(LateCheckoutRow).values(booking_id=booking.id, **values))
    except IntegrityError:
        return False
    return True


def until(connection: Connection, booking_id: int) -> time | None:
    """Until when a booking may stay on its day of departure by a benefit; None: until the house's hour."""
    said = connection.scalar(
        select(LateCheckoutRow.until)
        .join(BookingRow, BookingRow.id == LateCheckoutRow.booking_id)
        .where(LateCheckoutRow.booking_id == booking_id, LateCheckoutRow.departure == BookingRow.departure)
    )
    return None if said is None else time.fromisoformat(said)
