"""What cancelling, never coming or leaving early is about in money, by the house's rule. It posts nothing and tells nobody.

A booking taken by a platform costs nothing here, nor one the house cancels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from store import extras, rates
from store.bookings import DIRECT, Booking
from store.house import Present
from store.house_file import price_class

By = Literal["guest", "house", "absent"]  # who ends the booking; absent: nobody came


@dataclass(frozen=True, slots=True)
class Fee:
    """So many fen: the first night's price, or so many per cent of the whole."""

    fen: int
    percent: int | None = None  # None: the first night


def due(connection: Connection, present: Present, booking: Booking, now: datetime, by: By) -> Fee | None:
    """The fee of ending a booking now; None when it is free."""
    until = free_until(present, booking)
    if by == "house" or until is None or (by == "guest" and now < until):
        return None
    rule = present.house.cancellation
    if rule.fee == "percent":
        fee = Fee(rates.whole_yuan(booking.total or 0, rule.percent - 100), rule.percent)
    else:
        nights = extras.nights_alone(connection, booking)
        fee = Fee(rates.sold_for(connection, present, booking.room_type, booking.stay, nights)[0][1])
    return fee if fee.fen > 0 else None


def unslept(connection: Connection, present: Present, booking: Booking, departure: date) -> tuple[int, ...]:
    """What each night from `departure` on was sold for, with what is on top of it; none where the nights are not paid here."""
    if booking.source != DIRECT or booking.total is None:
        return ()
    nights = extras.nights_alone(connection, booking)
    each = rates.sold_for(connection, present, booking.room_type, booking.stay, nights)
    on_top = extras.cost(extras.of(connection, booking.id), 1)
    return tuple(fen + on_top for night, fen in each if night >= departure)


def free_until(present: Present, booking: Booking) -> datetime | None:
    """The moment from which the guest's cancelling costs something; None when it never does."""
    rule = present.house.cancellation
    if rule.fee == "none" or booking.source != DIRECT or booking.state in ("held", "unplaced"):
        return None
    festive = price_class(present.house, booking.arrival, present.holidays) == "holiday"
    special = rule.holiday_free_days if festive else None
    days = rule.free_days if special is None else special
    day = booking.arrival - timedelta(days=days)
    return datetime.combine(day, rule.free_until, tzinfo=present.house.zone_info)
