"""开门记录: for the owner, which door was opened when and by whose code. Looking is written into the audit."""

from __future__ import annotations

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_, clock, day
from store import audit, bookings, openings
from store.bookings import Booking
from store.openings import Opening


def show(turn: Turn, command: Command) -> str:
    """开门记录302: the newest tries at that door; without a room those of the whole house."""
    room = command.words.get("room", command.words.get("room2", "")).upper()
    if room and room not in turn.house.rooms():
        return turn.say(N_("There is no room {room}."), room=room)
    audit.note(
        turn.connection,
        turn.now,
        turn.standing.person_id,
        "openings_shown",
        f"room:{room}" if room else "house",
    )
    found = openings.latest(turn.connection, room)
    if not found:
        return turn.say(
            N_("No opening is known. Only locks that make codes by themselves tell when a door was opened.")
        )
    theirs = bookings.each(turn.connection, [one.booking_id for one in found if one.booking_id is not None])
    known = {booking.id: booking for booking in theirs}
    lines = [
        _line(turn, one, known.get(one.booking_id) if one.booking_id else None, with_room=not room)
        for one in found
    ]
    return "\n".join([turn.say(N_("Newest first:")), *lines])


def _line(turn: Turn, one: Opening, booking: Booking | None, *, with_room: bool) -> str:
    """12月24日（周四） 15:02 302 B1 王芳的密码."""
    local = one.at.astimezone(turn.house.zone_info)
    parts = [
        day(turn.language, local.date(), today=turn.today),
        clock(turn.language, local.time()),
        one.room if with_room else "",
        _who(turn, one, booking),
    ]
    return " ".join(part for part in parts if part)


def _who(turn: Turn, one: Opening, booking: Booking | None) -> str:
    if not one.opened:
        return turn.say(N_("wrong code, it stayed shut"))
    if booking is None:
        return turn.say(N_("opened without a guest's code"))
    return turn.say(N_("code of {code} {name}"), code=booking.code, name=booking.holder)
