"""Templates WeChat took and did not deliver: failed, or under its review with little time left. Never sends one again.

A person is told once a row, in waking hours, with the reason and, for a reminder of an arrival, a text to paste.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_, say
from scheduler import pasting, pushes
from scheduler.by_hand import named_kind, named_reason
from scheduler.looking_again import subject_of
from store import house, outbox, people, reach, todos
from store.database import Connection
from store.house import Present
from store.reach import Undelivered

LITTLE = timedelta(hours=15)  # a reminder of an arrival ends at midnight: nine on the day itself
REVIEWED = timedelta(hours=2)  # what is worth sending for ever: so long a review may take


def tell(connection: Connection, now: datetime) -> int:
    """Give what did not arrive to a person; how many rows."""
    present = house.present(connection)
    if present is None or pushes.quiet_since(present, now) is not None:
        return 0
    untold = [push.name for push in pushes.KINDS if not push.by_hand]
    found = reach.undelivered(connection, now, now + LITTLE, now - REVIEWED, untold)
    return sum(_tell(connection, present, row, now) for row in found)


def _tell(connection: Connection, present: Present, row: Undelivered, now: datetime) -> bool:
    subject, push = subject_of(connection, row.booking_id), pushes.named(row.kind)
    if subject is None or (push is not None and push.unwanted(subject, row.key, now)):
        return False
    key, reason = todos.by_hand(row.key), row.reason or "under_review"
    detail = {"reason": reason}
    if not todos.open_once(connection, key, "unreachable", now, booking_id=row.booking_id, detail=detail):
        return False
    arrives = row.kind == pushes.ARRIVAL.name
    paste = pasting.words(connection, present, subject.booking) if arrives else ""
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        notice = say(
            language,
            N_(
                "[Tell by hand] B{booking}: the {kind} was sent but did not arrive: {reason}. Please tell the guest."
            ),
            booking=row.booking_id,
            kind=named_kind(language, row.kind),
            reason=named_reason(language, reason),
        )
        outbox.say(connection, f"{key}:{number}", "notice", address_id, notice, now)
        if paste:
            outbox.say(connection, f"{key}:{number}:words", "notice", address_id, paste, now)
    return True
