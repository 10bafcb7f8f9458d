"""Things wished for before somebody comes: kept on their booking, shown to the house in 到店. Opens no ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.context import Turn
from bot.understanding.preferences import preferences_told
from bot.understanding.wishes import WishSaid
from locales import N_, day
from store import bookings, preferences, registrations

KEPT = 400  # letters of all wishes of a booking


def wished_ahead(turn: Turn, wishes: Sequence[WishSaid], said: str) -> str:
    """A night light for a booking still to come; "" where it is no thing, somebody may be in a room, or no more fits."""
    if any(wish.kind not in ("amenity", "special") for wish in wishes):
        return ""
    mine = [
        share
        for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today)
        if share.level == "confirmed"
    ]
    coming = [
        share for share in mine if share.booking.state == "confirmed" and share.booking.arrival > turn.today
    ]
    if not coming or len(coming) < len(mine):
        return ""
    booking = coming[0].booking
    told = registrations.of(turn.connection, booking.id)
    if f"，{said}，" not in f"，{told.wishes}，":
        kept = "，".join(part for part in (told.wishes, said) if part)
        if len(kept) > KEPT:
            return ""
        registrations.keep(
            turn.connection, booking.id, replace(told, wishes=kept), turn.standing.person_id, turn.now
        )
    preferences.keep(turn.connection, turn.standing.person_id, preferences_told(said), turn.now)
    return turn.say(
        N_("Noted on your booking for {day}: “{wish}”. The house sees it before you come."),
        day=day(turn.language, booking.arrival, today=turn.today),
        wish=said,
    )
