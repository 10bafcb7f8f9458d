"""What was paid beyond what a booking costs: a to-do, and the owners are told. It gives nothing back."""

from __future__ import annotations

from datetime import datetime

from locales import N_, money, say
from scheduler import telling
from store import staff, todos
from store.bookings import Booking
from store.database import Connection

TODO = "give_back"


def wait(connection: Connection, key: str, booking: Booking, fen: int, now: datetime) -> None:
    """It waits for a person, once a key."""
    detail = {"fen": str(fen)}
    todos.open_once(connection, f"{TODO}:{booking.id}:{key}", TODO, now, booking_id=booking.id, detail=detail)


def put_before_owners(
    connection: Connection, key: str, booking: Booking, over: int, now: datetime, but: int | None = None
) -> int:
    """It waits, and all owners hear of it `but` the one at this address, who reads it in the answer; how many."""
    wait(connection, key, booking, over, now)
    message = N_("[To give back] {code} {name}: {over} was paid too much. 退款{code} gives it back.")
    told = 0
    for number, (address_id, language) in enumerate(staff.owners(connection)):
        if address_id != but:
            text = say(language, message, code=booking.code, name=booking.holder, over=money(language, over))
            telling.tell(connection, f"over:{key}:{number}", "notice", address_id, text, now)
            told += 1
    return told
