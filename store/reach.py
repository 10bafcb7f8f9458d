"""How the holders of bookings can be reached just now: following or not, and what their window has left. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from store.bookings import PartyRow
from store.people import AddressRow
from store.places import RESERVE, PlaceRow


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
