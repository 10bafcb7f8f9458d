"""Guests under 18 without anybody of age: the house's five duties as a checklist for staff. Nobody is refused by it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_, say
from store import audit, bookings, registrations, stays, todos
from store.bookings import Booking

DUTIES = (
    N_("check everybody's documents"),
    N_("ask for a guardian's contact, and call"),
    N_("ask how they are related"),
    N_("patrol, with an eye on the room"),
    N_("report to the police at once what looks wrong"),
)
ALL = range(1, len(DUTIES) + 1)
BEFORE_THE_KEY = frozenset({1, 2, 3})  # the other two are for the night


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
    booking = _meant(turn, command)
    told = registrations.of(turn.connection, booking.id) if booking is not None else registrations.NOTHING
    if booking is None or not told.alone:
        which = booking.code if booking is not None else command.words.get("room", "").upper()
        which = which or f"B{command.words['booking']}"
        return turn.say(N_("For {booking} there are no such duties."), booking=which)
    said = command.words.get("done", "")
    named = {int(number) for number in re.findall(r"[1-5]", said)}
    if "through" in command.words:
        named = set(range(min(named), max(named) + 1))
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


def _meant(turn: Turn, command: Command) -> Booking | None:
    """The booking by its number, or whose guests come to a room today or stay there."""
    if "booking" in command.words:
        return bookings.get(turn.connection, int(command.words["booking"]))
    room = command.words["room"].upper()
    found = (
        *stays.expected_in(turn.connection, room, turn.today),
        *stays.staying_in(turn.connection, room, turn.today),
    )
    return found[0] if found else None


def before_the_key(turn: Turn, booking: Booking) -> str:
    """What has to be done before guests under 18 who come alone are checked in; "" when nothing has."""
    told = registrations.of(turn.connection, booking.id)
    if not told.alone or set(told.duties) >= BEFORE_THE_KEY:
        return ""
    return turn.say(
        N_(
            "{code} {name}, under 18 and without a grown-up. Before they get a key:\n{duties}\n"
            "Reply 五件事{code} 1 2 3 when that is done, then check them in."
        ),
        code=booking.code,
        name=booking.holder,
        duties=_lines(turn.language, told.duties, BEFORE_THE_KEY),
    )


def still_open(turn: Turn, booking: Booking) -> str:
    """Which of the duties are open for guests who are in; "" when none is."""
    told = registrations.of(turn.connection, booking.id)
    if not told.alone or len(told.duties) == len(DUTIES):
        return ""
    return turn.say(
        N_("Under 18 and alone, still to do:\n{duties}\nReply 五件事{code} 好 when all is seen to."),
        code=booking.code,
        duties=_lines(turn.language, told.duties, frozenset(ALL)),
    )


def _lines(language: str, done: tuple[int, ...], wanted: frozenset[int]) -> str:
    """Those of the wanted duties that are open, a line each."""
    return "\n".join(
        f"{number} {say(language, duty)}"
        for number, duty in enumerate(DUTIES, 1)
        if number in wanted and number not in done
    )


def key(booking_id: int) -> str:
    """Under which the duties of a booking stand on the list."""
    return f"minors:{booking_id}"


def checklist(language: str, done: tuple[int, ...]) -> str:
    """The five duties, a line each, those done marked."""
    return "\n".join(
        f"{'✓' if number in done else number} {say(language, duty)}" for number, duty in enumerate(DUTIES, 1)
    )
