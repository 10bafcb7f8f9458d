"""开门记录: for the owner, which door was opened when and by whose code. Looking is written into the audit."""

from __future__ import annotations

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_, clock, day
from store import audit, bookings, openings
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
    head = turn.say(N_("Newest first:"))
    return "\n".join([head, *(_line(turn, one, with_room=not room) for one in found)])


def _line(turn: Turn, one: Opening, *, with_room: bool) -> str:
    """12月24日（周四） 15:02 302 B1 王芳的密码."""
    local = one.at.astimezone(turn.house.zone_info)
    parts = [
        day(turn.language, local.date(), today=turn.today),
        clock(turn.language, local.time()),
        one.room if with_room else "",
        _who(turn, one),
    ]
    return " ".join(part for part in parts if part)


def _who(turn: Turn, one: Opening) -> str:
    if not one.opened:
        return turn.say(N_("wrong code, it stayed shut"))
    booking = bookings.get(turn.connection, one.booking_id) if one.booking_id is not None else None
    if booking is None:
        return turn.say(N_("opened without a guest's code"))
    return turn.say(N_("code of {code} {name}"), code=booking.code, name=booking.holder)
