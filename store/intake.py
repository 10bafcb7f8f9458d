"""Bookings brought in line with what their channels, the owner or guests say; the same word again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from store import room_nights, rooms
from store.bookings import CLAIM, PHONE, TAKING, Booking, BookingRow, State, get
from store.claims import claim_code
from store.rooms import Span
from store.tables import ring_of
from store.world import Chance


@dataclass(frozen=True, slots=True)
class Wish:
    """A booking as a channel, the owner or a guest says it should be."""

    source: str
    source_ref: str
    state: State
    holder: str
    arrival: date
    departure: date
    room_type: str
    phone: str | None = None  # E.164
    rooms: int = 1
    adults: int = 1
    children: int = 0
    total: int | None = None
    notes: str | None = None

    @property
    def stay(self) -> Span:
        return Span(self.arrival, self.departure)


class Recorded(StrEnum):
    """What became of a wish."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNPLACED = "unplaced"  # kept, but no room was free: somebody must act


def record(
    connection: Connection, wishes: Sequence[Wish], today: date, now: datetime, chance: Chance
) -> list[Recorded]:
    """Bring bookings in line with what their channels say; the same again changes nothing. One answer a wish, in order.

    Departed stays take no rooms and get no pushes. A booking that finds no room is kept as `unplaced`.
    """
    known = _known(connection, wishes)
    results: list[Recorded] = []
    past: list[dict[str, Any]] = []
    for wish in wishes:
        prints = fingerprints(connection, wish)
        print_ = prints[0]
        before = known.get((wish.source, wish.source_ref))
        if before is not None and before[1] in prints:
            results.append(Recorded.UNCHANGED)
        elif before is None and wish.departure < today:
            past.append(_past_row(connection, wish, print_, now))
            known[(wish.source, wish.source_ref)] = (0, print_)
            results.append(Recorded.CREATED)
        else:
            if before is not None and before[0] == 0:  # twice in this call: what waits must be a row first
                _insert_all(connection, past)
                past = []
                before = _known(connection, [wish])[(wish.source, wish.source_ref)]
            booking_id, result = _settle(connection, wish, print_, before, today, now, chance)
            known[(wish.source, wish.source_ref)] = (booking_id, print_)
            results.append(result)
    _insert_all(connection, past)
    return results


def fingerprints(connection: Connection, wish: Wish) -> tuple[str, ...]:
    """Of a wish, under the present key and the previous one. Keyed, since a bare hash of a phone number can be undone."""
    said = "\x1f".join(str(value) for value in asdict(wish).values())
    return ring_of(connection.dialect).hashes("bookings.fingerprint", said)


def _known(connection: Connection, wishes: Sequence[Wish]) -> dict[tuple[str, str], tuple[int, str]]:
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for source in {wish.source for wish in wishes}:
        refs = [wish.source_ref for wish in wishes if wish.source == source]
        rows = connection.execute(
            select(BookingRow.source_ref, BookingRow.id, BookingRow.fingerprint).where(
                BookingRow.source == source, BookingRow.source_ref.in_(refs)
            )
        )
        found |= {(source, row.source_ref): (row.id, row.fingerprint) for row in rows}
    return found


def _columns(connection: Connection, wish: Wish, print_: str, now: datetime) -> dict[str, Any]:
    values = asdict(wish)
    values["phone_hash"] = ring_of(connection.dialect).hashes(PHONE, wish.phone)[0] if wish.phone else None
    return {**values, "fingerprint": print_, "changed_at": now}


def _past_row(connection: Connection, wish: Wish, print_: str, now: datetime) -> dict[str, Any]:
    state = wish.state if wish.state in ("cancelled", "no_show") else "departed"
    return {**_columns(connection, wish, print_, now), "state": state, "replan": False, "created_at": now}


def _insert_all(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(BookingRow), rows)


def _settle(
    connection: Connection,
    wish: Wish,
    print_: str,
    before: tuple[int, str] | None,
    today: date,
    now: datetime,
    chance: Chance,
) -> tuple[int, Recorded]:
    """Write one booking and see to its rooms."""
    values = {**_columns(connection, wish, print_, now), "replan": True}
    if before is None:
        code = claim_code(chance)
        values |= {
            "claim": code,
            "claim_hash": ring_of(connection.dialect).hashes(CLAIM, code)[0],
            "created_at": now,
        }
        booking_id = connection.execute(
            insert(BookingRow).values(**values).returning(BookingRow.id)
        ).scalar_one()
    else:
        booking_id = before[0]
        here = _in_house(connection, booking_id, wish)
        if here is not None:
            return booking_id, _stays_on(connection, here, wish, values)
        state = _at_the_desk(connection, booking_id, wish)
        if state is not None:
            values["state"] = state
        connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(**values))
        if state is not None:
            return booking_id, Recorded.CHANGED
        room_nights.release(connection, booking_id)
    if wish.departure < today and wish.state in TAKING:
        connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(state="departed"))
    elif (
        wish.state in TAKING
        and room_nights.take(connection, booking_id, wish.room_type, wish.stay, wish.rooms) is None
    ):
        connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(state="unplaced"))
        return booking_id, Recorded.UNPLACED
    return booking_id, Recorded.CREATED if before is None else Recorded.CHANGED


def _in_house(connection: Connection, booking_id: int, wish: Wish) -> Booking | None:
    """The booking, if its guests are here and its channel says no more than other days or another room."""
    known = get(connection, booking_id)
    here = known is not None and known.state == "in_house" and wish.state in ("held", "confirmed")
    return known if here and known is not None and wish.departure > known.arrival else None


def _stays_on(connection: Connection, here: Booking, wish: Wish, values: dict[str, Any]) -> Recorded:
    """Guests who are here keep their room and have come: only the day they leave is the channel's to say.

    Where others have the room by then nothing changes, and somebody must act; the same word is tried again.
    """
    if wish.departure < here.departure:
        room_nights.shorten(connection, here.id, wish.departure)
    elif wish.departure > here.departure:
        numbers = rooms.rooms_on(connection, here.id, here.departure - timedelta(days=1))
        if not room_nights.prolong(connection, here.id, numbers, Span(here.departure, wish.departure)):
            return Recorded.UNPLACED
    kept = {"state": here.state, "arrival": here.arrival, "room_type": here.room_type, "rooms": here.rooms}
    connection.execute(update(BookingRow).where(BookingRow.id == here.id).values(**{**values, **kept}))
    return Recorded.CHANGED


def _at_the_desk(connection: Connection, booking_id: int, wish: Wish) -> State | None:
    """The state a booking keeps whatever its channel says, as the desk checked it in or out; None where the channel decides.

    A cancellation, other days or another room are the channel's to say even then.
    """
    known = get(connection, booking_id)
    if (
        known is None
        or known.state not in ("in_house", "departed")
        or wish.state not in ("held", "confirmed")
    ):
        return None
    same = (known.stay, known.room_type, known.rooms) == (wish.stay, wish.room_type, wish.rooms)
    return known.state if same else None
