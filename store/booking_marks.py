"""The keyed marks by which a booking is known again: its fingerprint and, without an order number, a reference of its own.

It reads and rewrites marks only; what a booking says is never changed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

from sqlalchemy import Connection, select, update

from store.bookings import BookingRow, State
from store.intake import Wish, fingerprints
from store.sealing import KeyRing
from store.tables import ring_of

OWN = "row-"  # how a reference begins that was made from what the row says

_WISH = (  # in the order of Wish
    BookingRow.source,
    BookingRow.source_ref,
    BookingRow.state,
    BookingRow.holder,
    BookingRow.arrival,
    BookingRow.departure,
    BookingRow.room_type,
    BookingRow.phone,
    BookingRow.rooms,
    BookingRow.adults,
    BookingRow.children,
    BookingRow.total,
    BookingRow.notes,
)


def own_refs(ring: KeyRing, wish: Wish) -> tuple[str, ...]:
    """References for a booking whose channel gave none, under the present key and the previous one.

    Made from source, holder, phone, days, room type and rooms: the same row always gets the same one. Keyed, since
    a bare hash of a name and a phone number can be undone.
    """
    said = (wish.source, wish.holder, wish.phone, wish.arrival, wish.departure, wish.room_type, wish.rooms)
    hashes = ring.hashes("bookings.source_ref", "\x1f".join(str(value) for value in said))
    return tuple(OWN + digest[:32] for digest in hashes)


def id_of(connection: Connection, source: str, source_ref: str) -> int | None:
    """The id of the booking its channel calls `source_ref`."""
    return connection.scalar(
        select(BookingRow.id).where(BookingRow.source == source, BookingRow.source_ref == source_ref)
    )


def let_go(connection: Connection, booking_id: int) -> None:
    """A booking that was written down by mistake gives its reference back: the channel's next word is a new booking."""
    ref = BookingRow.source_ref.concat(f"~{booking_id}")
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(source_ref=ref))


def renew(connection: Connection, booking_ids: Sequence[int]) -> None:
    """Bring the marks of these bookings from the previous key to the present one.

    A mark that no longer follows from the booking, because it was changed here since, stays: the channel's next word
    on it then counts as a change, once.
    """
    ring = ring_of(connection.dialect)
    rows = connection.execute(
        select(BookingRow.id, BookingRow.fingerprint, *_WISH).where(BookingRow.id.in_(booking_ids))
    ).all()
    for row in rows:
        said = Wish(*tuple[Any, ...](row)[2:])
        marks = _renewed(connection, ring, said, row.fingerprint)
        if marks:
            connection.execute(update(BookingRow).where(BookingRow.id == row.id).values(**marks))


def _renewed(connection: Connection, ring: KeyRing, wish: Wish, fingerprint: str) -> dict[str, str]:
    marks: dict[str, str] = {}
    fresh, *old = own_refs(ring, wish)
    if wish.source_ref in old:
        marks["source_ref"] = fresh
    for state in get_args(State):  # the booking's own state may have moved on since the channel spoke
        said = replace(wish, state=state)
        if fingerprint in fingerprints(connection, said)[1:]:
            renamed = replace(said, source_ref=marks.get("source_ref", wish.source_ref))
            marks["fingerprint"] = fingerprints(connection, renamed)[0]
            break
    return marks
