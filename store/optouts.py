"""Who wants no messages unasked. Kept as consents, the newest deciding. What a booking itself needs goes out all the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from store.people import Consent

PURPOSE, STOPPED, RESUMED = "pushes", "stopped", "resumed"


def stopped(connection: Connection, person_id: int) -> bool:
    """Whether the person asked for no messages, and did not take it back."""
    newest = (
        select(Consent.version)
        .where(Consent.person_id == person_id, Consent.purpose == PURPOSE)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return connection.scalar(newest) == STOPPED


def stop(connection: Connection, person_id: int, now: datetime) -> bool:
    """No messages unasked from now on; False when it was so already."""
    return _say(connection, person_id, STOPPED, now)


def resume(connection: Connection, person_id: int, now: datetime) -> bool:
    """Messages as before; False when they never stopped."""
    return _say(connection, person_id, RESUMED, now)


def _say(connection: Connection, person_id: int, version: str, now: datetime) -> bool:
    if stopped(connection, person_id) == (version == STOPPED):
        return False
    connection.execute(insert(Consent).values(person_id=person_id, purpose=PURPOSE, version=version, at=now))
    return True
