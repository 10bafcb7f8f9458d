"""Guests under 18 without anybody of age: the house's five duties as a checklist for staff. Nobody is refused by it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_, say
from store import audit, bookings, registrations, todos
from store.bookings import Booking

DUTIES = (
    N_("check everybody's documents"),
    N_("ask for a guardian's contact, and call"),
    N_("ask how they are related"),
    N_("patrol, with an eye on the room"),
    N_("report to the police at once what looks wrong"),
)
ALL = range(1, len(DUTIES) + 1)


def begin(turn: Turn, booking: Booking) -> None:
    """Put the duties on the list and tell whoever is on duty, once a booking."""
    new = todos.open_once(
        turn.connection, key(booking.id), "minors", turn.now, booking_id=booking.id, detail={}
    )
    if new:
        turn.tell_staff(
            N_(
                "[Under 18] {code} {name}: nobody of age among them. Before they get a key:\n{duties}\nDone? 五件事{code} 1 2"
            ),
            code=booking.code,
            name=booking.holder,
            duties=lambda language: checklist(language, ()),
        )


def duties(turn: Turn, command: Command) -> str:
    """五件事B23: how it stands; 五件事B23 1 2: these are done. With the last of them it goes off the list."""
    booking = bookings.get(turn.connection, int(command.words["booking"]))
    told = registrations.of(turn.connection, booking.id) if booking is not None else registrations.NOTHING
    if booking is None or not told.alone:
        return turn.say(N_("For B{booking} there are no such duties."), booking=command.words["booking"])
    said = command.words.get("done", "")
    named = {int(number) for number in re.findall(r"[1-5]", said)}
    done = tuple(sorted({*told.duties, *(named or (ALL if said else ()))}))
    if done != told.duties:
        me = turn.standing.person_id
        registrations.keep(turn.connection, booking.id, replace(told, duties=done), me, turn.now)
        audit.note(turn.connection, turn.now, me, "duties", f"booking:{booking.id}", ",".join(map(str, done)))
    heading = turn.say(N_("{code} {name}, under 18:"), code=booking.code, name=booking.holder)
    if len(done) == len(DUTIES):
        todos.finish_key(turn.connection, key(booking.id), turn.now)
        heading = turn.say(
            N_("{code} {name}, under 18, all seen to:"), code=booking.code, name=booking.holder
        )
    return f"{heading}\n{checklist(turn.language, done)}"


def key(booking_id: int) -> str:
    """Under which the duties of a booking stand on the list."""
    return f"minors:{booking_id}"


def checklist(language: str, done: tuple[int, ...]) -> str:
    """The five duties, a line each, those done marked."""
    return "\n".join(
        f"{'✓' if number in done else number} {say(language, duty)}" for number, duty in enumerate(DUTIES, 1)
    )
