"""Guests under 18 without anybody of age: the house's five duties as a checklist for staff. Nobody is refused by it."""

from __future__ import annotations

from bot.context import Turn
from locales import N_, say
from store import todos
from store.bookings import Booking

DUTIES = (
    N_("check everybody's documents"),
    N_("ask for a guardian's contact, and call"),
    N_("ask how they are related"),
    N_("patrol, with an eye on the room"),
    N_("report to the police at once what looks wrong"),
)


def begin(turn: Turn, booking: Booking) -> None:
    """Put the duties on the list and tell whoever is on duty, once a booking."""
    new = todos.open_once(
        turn.connection, key(booking.id), "minors", turn.now, booking_id=booking.id, detail={}
    )
    if new:
        turn.tell_staff(
            N_("[Under 18] {code} {name}: nobody of age among them. Before they get a key:\n{duties}"),
            code=booking.code,
            name=booking.holder,
            duties=lambda language: checklist(language, ()),
        )


def key(booking_id: int) -> str:
    """Under which the duties of a booking stand on the list."""
    return f"minors:{booking_id}"


def checklist(language: str, done: tuple[int, ...]) -> str:
    """The five duties, a line each, those done marked."""
    return "\n".join(
        f"{'✓' if number in done else number} {say(language, duty)}" for number, duty in enumerate(DUTIES, 1)
    )
