"""Late check-out, by a level or at the house's price: given only where the rooms are free that afternoon, kept, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from store import members, room_nights, rooms, stays
from store.bookings import Booking, BookingRow
from store.house_file import House
from store.late_hours import LateCheckoutRow

AHEAD = timedelta(days=1)  # so early the afternoon of departure can be told


class Why(StrEnum):
    """Why a benefit is not given now."""

    TOO_EARLY = "too_early"  # the afternoon is not known before the day ahead
    TAKEN = "taken"  # somebody else has the room that night


@dataclass(frozen=True, slots=True)
class Offer:
    """What a level brings, or the house sells: staying until `until`, or why not now."""

    level: str  # "": nobody's benefit, at a price
    until: time
    why: Why | None  # None: it can be had
    fen: int = 0  # what it costs for all rooms


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
    return Offer(me.level, level.late_checkout, _why_not(connection, booking, today))


def for_sale(connection: Connection, house: House, booking: Booking, today: date) -> Offer | None:
    """How late anybody may leave this booking's rooms at the house's price; None where the house sells no hours.

    `fen` is what the last hour there is costs. Looked up as things are now: nothing is given by it.
    """
    plan = house.late_checkout
    if not plan.enabled or plan.until <= house.check_out:
        return None
    price = cost(house, booking.rooms, plan.until)
    return Offer("", plan.until, _why_not(connection, booking, today), price)


def cost(house: House, count: int, until: time, since: time | None = None) -> int:
    """What staying until then costs by the house's price, in fen: each hour begun `since` check-out, or since the hour a
    level brings, each of `count` rooms.
    """
    start = since or house.check_out
    minutes = (until.hour - start.hour) * 60 + until.minute - start.minute
    return -(-max(minutes, 0) // 60) * an_hour(house, count)


def an_hour(house: House, count: int) -> int:
    """What each hour costs, in fen, for `count` rooms."""
    return int(house.late_checkout.price * 100) * count


def _why_not(connection: Connection, booking: Booking, today: date) -> Why | None:
    if today < booking.departure - AHEAD:
        return Why.TOO_EARLY
    return None if nobody_follows(connection, booking) else Why.TAKEN


def nobody_follows(connection: Connection, booking: Booking) -> bool:
    """Whether nobody has the booking's rooms in the night after it, and none is closed."""
    return room_nights.all_free(connection, _numbers(connection, booking), booking.departure)


def _numbers(connection: Connection, booking: Booking) -> list[str]:
    """The rooms of a booking, also after its nights are over."""
    stay = stays.of(connection, booking.id)
    return rooms.rooms_of(connection, booking.id) or list(stay.rooms if stay is not None else ())


def give(connection: Connection, booking: Booking, offered: Offer, now: datetime) -> bool:
    """Keep what was given for the booking's day of departure; False when it may stay that long already.

    What was given for a day on which the booking no longer ends makes room for it, and so does an earlier hour.
    """
    values = {
        "departure": booking.departure,
        "until": offered.until.strftime("%H:%M"),
        "level": offered.level,
        "fen": offered.fen,
        "at": now,
    }
    less = or_(LateCheckoutRow.departure != booking.departure, LateCheckoutRow.until < values["until"])
    mine = LateCheckoutRow.booking_id == booking.id, less
    if connection.execute(update(LateCheckoutRow).where(*mine).values(**values)).rowcount == 1:
        return True
    try:
        with connection.begin_nested():
            connection.execute(insert(LateCheckoutRow).values(booking_id=booking.id, **values))
    except IntegrityError:
        return False
    return True


def given(connection: Connection, booking: Booking) -> Offer | None:
    """What was given for the day the booking ends; None where nothing was."""
    mine = LateCheckoutRow.booking_id == booking.id, LateCheckoutRow.departure == booking.departure
    columns = LateCheckoutRow.level, LateCheckoutRow.until, LateCheckoutRow.fen
    row = connection.execute(select(*columns).where(*mine)).first()
    return None if row is None else Offer(row.level, time.fromisoformat(row.until), None, row.fen)


def take_back(connection: Connection, booking: Booking, was: Offer) -> bool:
    """The booking ends at the house's hour after all, and the bill follows; False when it is no longer as it `was`.

    Nothing of it is kept here: that it was given and taken back stands in the audit and on the bill.
    """
    mine = LateCheckoutRow.booking_id == booking.id, LateCheckoutRow.departure == booking.departure
    same = LateCheckoutRow.until == was.until.strftime("%H:%M"), LateCheckoutRow.fen == was.fen
    return connection.execute(delete(LateCheckoutRow).where(*mine, *same)).rowcount == 1


def until(connection: Connection, booking_id: int) -> time | None:
    """Until when a booking may stay on its day of departure, by a benefit or at a price; None: until the house's hour."""
    return of_each(connection, [booking_id]).get(booking_id)


def of_each(connection: Connection, booking_ids: Sequence[int]) -> dict[int, time]:
    """Booking -> until when it may stay on its day of departure, where that is later than the house's hour."""
    rows = connection.execute(
        select(LateCheckoutRow.booking_id, LateCheckoutRow.until)
        .join(BookingRow, BookingRow.id == LateCheckoutRow.booking_id)
        .where(LateCheckoutRow.booking_id.in_(booking_ids), LateCheckoutRow.departure == BookingRow.departure)
    )
    return {booking_id: time.fromisoformat(said) for booking_id, said in rows}
