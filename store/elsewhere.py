"""What the channels that no calendar reaches must be told by a person when a booking takes, changes or frees a room."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from store import todos
from store.bookings import Booking


def sold(connection: Connection, booking: Booking, now: datetime) -> None:
    """It has a room: to be closed there."""
    key = f"close:{booking.id}:{booking.arrival}"
    todos.open_once(connection, key, "close_elsewhere", now, booking_id=booking.id)


def moved(connection: Connection, booking_id: int, was: str, becomes: str, by: str, now: datetime) -> None:
    """Its days or room became others: a to-do with what they have and what it is now. It takes the place of one that waits.

    `by` names the change: the same one asks once.
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
    todos.open_once(connection, key, "close_elsewhere", now, booking_id=booking_id, detail=detail)


def freed(connection: Connection, booking_id: int, now: datetime) -> None:
    """Its nights are free again: to be opened there, unless nobody had closed them yet."""
    waits = todos.pending(connection, ("close_elsewhere",), booking_id)
    detail = waits[2] if waits is not None else {}
    todos.finish(connection, "close_elsewhere", booking_id, now)
    if waits is not None and _never_closed(detail):
        return
    what = {"text": detail["was"]} if detail else {}
    key = f"open:{booking_id}"
    todos.open_once(connection, key, "open_elsewhere", now, booking_id=booking_id, detail=what)


def _never_closed(detail: dict[str, str]) -> bool:
    """Whether what waits is still the first word about a booking."""
    return "was" not in detail or "never" in detail
