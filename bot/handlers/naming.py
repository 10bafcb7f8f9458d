"""The booking that a command of the house or one of its deeds names, and what is said where it is none. Changes nothing."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers.desk_words import STATES
from bot.handlers.proposals import Detail
from bot.understanding.commands import Command
from locales import N_, day, join
from store import bookings
from store.bookings import Booking


def numbered(turn: Turn, command: Command) -> Booking | str:
    """The booking by its number, as B23 says it."""
    number = int(command.words["booking"])
    found = bookings.get(turn.connection, number)
    return found or turn.say(N_("I know no B{booking}. Have a look at 到店."), booking=number)


def kept(turn: Turn, detail: Detail) -> Booking:
    """The booking that a deed or a proposal is about."""
    return bookings.known(turn.connection, int(detail["booking"]))


def no_such_room(turn: Turn, room: str) -> str:
    """Which rooms there are, to whoever named another one."""
    return turn.say(
        N_("There is no room {room}. The rooms are {rooms}."),
        room=room,
        rooms=join(turn.language, list(turn.house.rooms())),
    )


def not_awaited(turn: Turn, booking: Booking) -> str:
    """Why nobody can be said to have come, or not to have come, on a booking; "" when they are awaited."""
    if booking.state != "confirmed":
        return turn.say(
            N_("{code} {name} {state}."),
            code=booking.code,
            name=booking.holder,
            state=turn.say(STATES[booking.state]),
        )
    if booking.arrival > turn.today:
        return turn.say(
            N_("{code} {name} arrives on {day} only."),
            code=booking.code,
            name=booking.holder,
            day=day(turn.language, booking.arrival, today=turn.today),
        )
    return ""


def room_gone(turn: Turn, booking: Booking) -> str:
    """Why what was done about a booking cannot be taken back."""
    return turn.say(
        N_("Too late: {code} {name} can't have the room back, it was given to others or changed meanwhile."),
        code=booking.code,
        name=booking.holder,
    )
