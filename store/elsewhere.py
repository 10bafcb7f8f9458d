"""What the channels that no calendar reaches must be told by a person when a booking takes, changes or frees a room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from store import todos
from store.bookings import Booking


def sold(connection: Connection, booking: Booking, now: datetime) -> None:
    """It has a room: to be closed there, unless the same nights wait to be opened and are closed still."""
    waits = todos.pending(connection, ("open_elsewhere",), booking.id)
    if waits is not None and waits[2].get("nights") == _nights(booking):
        todos.finish(connection, "open_elsewhere", booking.id, now)
        return
    if waits is not None:  # the nights it had are to be opened nevertheless: it says which
        text = waits[2].get("text") or waits[2].get("nights", "")
        todos.reword(connection, _freed_key(booking), {**waits[2], "text": text})
    _ask(connection, f"close:{booking.id}:{booking.arrival}", "close_elsewhere", booking.id, {}, now)


def moved(connection: Connection, booking_id: int, was: str, becomes: str, by: str, now: datetime) -> None:
    """Its days or room became others: a to-do with what they have and what it is now. It takes the place of one that waits.

    `by` names the change.
    """
    if was == becomes:
        return
    waits = todos.pending(connection, ("close_elsewhere",), booking_id)
    todos.finish(connection, "close_elsewhere", booking_id, now)
    old = waits[2] if waits is not None else {}
    never = waits is not None and _never_closed(old)
    was = old.get("was", was)
    if was == becomes and not never:
        return
    detail = {"text": becomes if was == becomes else f"{was} → {becomes}", "was": was}
    if never:
        detail["never"] = "closed"
    key = f"close:{booking_id}:{by}"
    _ask(connection, key, "close_elsewhere", booking_id, detail, now)


def freed(connection: Connection, was: Booking, now: datetime) -> None:
    """The nights it had are free again: to be opened there, unless nobody had closed them yet."""
    waits = todos.pending(connection, ("close_elsewhere",), was.id)
    detail = waits[2] if waits is not None else {}
    todos.finish(connection, "close_elsewhere", was.id, now)
    if waits is not None and _never_closed(detail):
        return
    what = {"text": detail["was"]} if detail else {"nights": _nights(was)}
    _ask(connection, _freed_key(was), "open_elsewhere", was.id, what, now)


def _ask(
    connection: Connection, key: str, kind: str, booking_id: int, detail: Mapping[str, str], now: datetime
) -> None:
    """A to-do; one that was ticked off under this key waits again: the same may happen twice to a booking."""
    if not todos.open_once(connection, key, kind, now, booking_id=booking_id, detail=detail):
        todos.reword(connection, key, detail)
        todos.wait_again(connection, key)


def _freed_key(booking: Booking) -> str:
    return f"open:{booking.id}"


def _nights(booking: Booking) -> str:
    return f"{booking.arrival:%m.%d}-{booking.departure:%m.%d} {booking.room_type}"


def _never_closed(detail: dict[str, str]) -> bool:
    """Whether what waits is still the first word about a booking."""
    return "was" not in detail or "never" in detail
