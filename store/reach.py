"""How the holders of bookings can be reached just now, and which templates taken for them did not arrive. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, literal, or_, select

from store.bookings import PartyRow
from store.outbox import OutboxRow
from store.people import AddressRow
from store.places import RESERVE, PlaceRow
from store.todos import TodoRow

LOOKED_BACK = timedelta(days=7)  # older failures are nobody's business any more


@dataclass(frozen=True, slots=True)
class Way:
    """The newest address of a holder; one that follows comes first."""

    following: bool
    window_until: datetime
    spare: int  # messages the window has left beside the one kept back


def of_each(connection: Connection, booking_ids: Sequence[int]) -> dict[int, Way]:
    """The way to the holder of each of these bookings; those nobody holds are left out."""
    rows = connection.execute(
        select(PartyRow.booking_id, AddressRow.following, PlaceRow.window_until, PlaceRow.window_left)
        .join(AddressRow, AddressRow.person_id == PartyRow.person_id)
        .join(PlaceRow, PlaceRow.address_id == AddressRow.id)
        .where(PartyRow.booking_id.in_(booking_ids), PartyRow.part == "holder")
        .order_by(AddressRow.following, AddressRow.id)
    )
    return {
        row.booking_id: Way(bool(row.following), row.window_until, row.window_left - RESERVE) for row in rows
    }


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A template about a booking that was taken and, as far as is known, did not arrive."""

    key: str
    kind: str
    booking_id: int
    reason: str  # what came back; "" while it is under review


def undelivered(
    connection: Connection,
    now: datetime,
    ends_by: datetime,
    due_by: datetime,
    but: Sequence[str] = (),
    limit: int = 50,
) -> list[Undelivered]:
    """What came back as failed while still of use, and what is under review with its end before `ends_by`, or due before
    `due_by` where it has none; what a person was told of by a to-do is left out, and what is of a kind in `but`.
    """
    ends = OutboxRow.expires_at
    failed = and_(OutboxRow.status == "doubtful", OutboxRow.receipt != "")
    pressing = or_(ends <= ends_by, and_(ends.is_(None), OutboxRow.due_at <= due_by))
    told = select(TodoRow.id).where(TodoRow.key == literal("unreachable:") + OutboxRow.key).exists()
    rows = connection.execute(
        select(OutboxRow.key, OutboxRow.kind, OutboxRow.booking_id, OutboxRow.reason)
        .where(
            OutboxRow.status.in_(("doubtful", "under_review")),
            OutboxRow.due_at > now - LOOKED_BACK,
            OutboxRow.channel == "template",
            OutboxRow.booking_id.is_not(None),
            OutboxRow.kind.not_in(but),
            or_(ends.is_(None), ends > now),
            or_(failed, and_(OutboxRow.status == "under_review", pressing)),
            ~told,
        )
        .order_by(OutboxRow.due_at.desc(), OutboxRow.id)
        .limit(limit)
    )
    return [Undelivered(row.key, row.kind, row.booking_id or 0, row.reason) for row in rows]
