"""Membership: what a completed stay earns its confirmed holder.

A stay is settled as often as one likes and counts once; taken back, so are its points. Companions earn nothing by it. Whoever
left early earns by the nights slept and what is paid of them, once nothing is open any more.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from store import folio, members, points
from store.bookings import DIRECT, Booking, PartyRow
from store.house_file import Membership
from store.members import Moved, months_on
from store.points import Entry, PointsRow, Posted
from store.stays import StayRow

LATEST = timedelta(days=60)  # a stay that is bound to its guest later than that earns nothing any more


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling a stay changed: points given (or taken back, below zero), to whom, and their level."""

    person_id: int
    delta: int
    moved: Moved | None


def expiry(rule: Membership, today: date) -> date:
    """The last day of points given today: a month's last, so that a guest hears of it once a month at most."""
    month = months_on(today.replace(day=1), rule.valid_months)
    return month.replace(day=monthrange(month.year, month.month)[1])


def settle(
    connection: Connection, booking: Booking, rule: Membership, today: date, now: datetime
) -> Settled | None:
    """Bring the ledger in line with one stay: earned once it is completed, taken back when it did not count after all.

    None when it stands as it should. What was earned by an older rule stays as it was.
    """
    before = _posted(connection, booking.id)
    counts = booking.state == "departed" and booking.total != 0
    if before is not None and before[1] > 0:
        return None if counts else _reverse(connection, booking, rule, before, today, now)
    if (
        not (counts and rule.enabled and rule.counts(direct=booking.source == DIRECT))
        or today - booking.departure > LATEST
    ):
        return None
    holder = _holder(connection, booking.id)
    unslept = connection.scalar(select(StayRow.unslept).where(StayRow.booking_id == booking.id))
    if unslept and folio.of(connection, booking, now).open > 0:
        return None
    worth = rule.earned(*members.worth(connection, booking, unslept))
    if holder is None or not worth:
        return None
    key = f"earn:{booking.id}" if before is None else f"earn:{booking.id}:{before[2]}"
    return _posted_as(
        connection,
        Entry(holder, worth, "earn", key, expiry(rule, today), booking.id),
        rule,
        today,
        now,
    )


def _reverse(
    connection: Connection,
    booking: Booking,
    rule: Membership,
    before: tuple[int, int, int],
    today: date,
    now: datetime,
) -> Settled | None:
    person_id, earned, count = before
    key = f"reversal:{booking.id}:{count}"
    entry = Entry(person_id, -earned, "reversal", key, booking_id=booking.id)
    return _posted_as(connection, entry, rule, today, now)


def _posted_as(
    connection: Connection, entry: Entry, rule: Membership, today: date, now: datetime
) -> Settled | None:
    if points.post(connection, entry, now) is not Posted.DONE:
        return None
    return Settled(entry.person_id, entry.delta, members.review(connection, entry.person_id, rule, today))


def _posted(connection: Connection, booking_id: int) -> tuple[int, int, int] | None:
    """(person id, points that stand, lines) of what was posted for a stay; None when nothing ever was."""
    row = connection.execute(
        select(func.max(PointsRow.person_id), func.sum(PointsRow.delta), func.count()).where(
            PointsRow.booking_id == booking_id
        )
    ).one()
    return None if row[0] is None else (int(row[0]), int(row[1]), int(row[2]))


def _holder(connection: Connection, booking_id: int) -> int | None:
    """The person confirmed as holder; None while nobody is."""
    return connection.scalar(
        select(PartyRow.person_id)
        .where(PartyRow.booking_id == booking_id, PartyRow.part == "holder", PartyRow.level == "confirmed")
        .limit(1)
    )
