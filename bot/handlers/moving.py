"""换房B23 301: another room for a booking, by the house's word: shown first, done after a yes. Days and price stay.

Whoever may see the room hears of it, also that it was a slip.
"""

from __future__ import annotations

from datetime import date

from bot.context import Turn
from bot.handlers.naming import kept, no_such_room, numbered
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from locales import N_, days, join
from scheduler import telling
from store import audit, bookings, closures, deeds, holds, outbox, people, room_nights, rooms, stays
from store.bookings import Booking
from store.rights import may_see

MOVABLE = ("held", "confirmed", "in_house")


def move(turn: Turn, command: Command) -> str | Proposal:
    """Which booking, which room: to be shown first."""
    room = command.words["room"].upper()
    if "from" in command.words:
        here = stays.in_room(turn.connection, command.words["from"].upper(), turn.today)
        if not here:
            return turn.say(
                N_("Nobody is in {room} or expected there today. Write 换房B23 301."),
                room=command.words["from"].upper(),
            )
        booking: Booking | str = here[0]
    else:
        booking = numbered(turn, command)
    if isinstance(booking, str):
        return booking
    if room not in turn.house.rooms():
        return no_such_room(turn, room)
    had = rooms.rooms_of(turn.connection, booking.id)
    if room in had:
        return turn.say(N_("{code} is in {room} already."), code=booking.code, room=room)
    if booking.state == "unplaced" and booking.rooms == 1:
        return Proposal("place_booking", {"booking": booking.id, "room": "", "to": room})
    if booking.state not in MOVABLE or not had:
        return turn.say(N_("{code} has no room now that could be changed."), code=booking.code)
    if len(had) > 1:
        return turn.say(
            N_("{code} has several rooms, {rooms}: please settle that one by hand."),
            code=booking.code,
            rooms=join(turn.language, had),
        )
    return Proposal("move_booking", {"booking": booking.id, "room": had[0], "to": room})


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    booking, room, to = _read(turn, detail)
    if rooms.rooms_of(turn.connection, booking.id) != [room]:
        return Refused(turn.say(N_("{code} has changed since; please look again."), code=booking.code))
    nights = [night for night in rooms.nights(booking.stay) if night >= turn.today]
    if not nights:
        return Refused(turn.say(N_("{code} has no room now that could be changed."), code=booking.code))
    found = closures.look(turn.connection, [to], nights)
    if found.sold or found.closed:
        return Refused(
            turn.say(N_("{room} is taken or closed on one of those nights; nothing has changed."), room=to)
        )
    known, kinds = turn.house.rooms(), turn.house.room_types
    lines = [
        turn.say(
            N_("{code} {name}, {days}: {room} → {to}"),
            code=booking.code,
            name=booking.holder,
            days=days(turn.language, booking.arrival, booking.departure, today=turn.today),
            room=room,
            to=to,
        )
    ]
    if known.get(to) != known.get(room):
        lines.append(
            turn.say(
                N_("Mind: {to} is {kind}. The price stays as it was."),
                to=to,
                kind=turn.words(kinds[known[to]], "name"),
            )
        )
    if _hear(turn, booking):
        lines.append(turn.say(N_("After a yes the guest is told.")))
    return "\n".join(lines)


def _move(turn: Turn, detail: Detail) -> str:
    booking, room, to = _read(turn, detail)
    if not room_nights.move(turn.connection, booking.id, room, to, turn.today):
        return turn.say(N_("Somebody was a moment faster; nothing has changed."))
    me = turn.standing.person_id
    soiled = booking.state == "in_house" and room not in rooms.dirty(turn.connection)
    if soiled:  # its guests were in it
        rooms.set_dirty(turn.connection, [room], True)
    told = _tell(turn, booking, room, to)
    done = {**detail, "since": turn.today.isoformat(), "soiled": soiled, "told": told}
    deeds.note(turn.connection, me, "moved_booking", done, turn.now)
    audit.note(turn.connection, turn.now, me, "moved", f"booking:{booking.id}", f"{room}>{to}")
    if told:
        return turn.say(
            N_("{code} {name} now has {room} and is told. A slip? Write 撤销 within ten minutes."),
            code=booking.code,
            name=booking.holder,
            room=to,
        )
    here = booking.state == "in_house"
    lines = [_now_in(turn, booking, to)]
    if here:
        lines.append(turn.say(N_("Nobody of it can be reached from here: please tell them yourselves.")))
    return "\n".join(lines)


def _hear(turn: Turn, booking: Booking) -> bool:
    """Whether anybody of this booking knows its room, and is told when it is another one."""
    known = [
        person
        for person, part, level in bookings.parties(turn.connection, booking.id)
        if may_see(part, level, "room")
    ]
    return booking.state != "held" and bool(people.addresses_of(turn.connection, known))


def _tell(turn: Turn, booking: Booking, room: str, to: str) -> list[str]:
    """Old and new room, to those who may see it; the keys of what they are told."""
    if booking.state == "held":
        return []
    kind = turn.house.room_types[turn.house.rooms()[to]]
    message = N_(
        "Your room is another one: {to} ({type}) instead of {room}. Days and price stay as they are.\n"
        "Questions, or a hand with the luggage? Just tell me."
    )
    if booking.state == "in_house" and turn.house.door.codes:
        message = N_(
            "Your room is another one: {to} ({type}) instead of {room}. Days and price stay as they are.\n"
            "The old door code ends; the new one comes here by itself as soon as the room is ready.\n"
            "Questions, or a hand with the luggage? Just tell me."
        )
    told = telling.tell_those_who_may_see(
        turn.connection,
        "room",
        f"moved:{turn.inbound.key}",
        "booking_confirmed",
        booking,
        turn.present,
        message,
        turn.now,
        room=room,
        to=to,
        type=lambda language: kind.words("name", language),
    )
    turn.noticed += len(told)
    return told


def _tell_it_stays(turn: Turn, booking: Booking, room: str, told: list[str]) -> None:
    """It was a slip: who heard of it hears so, who did not need not hear anything."""
    heard = [key for key in told if not outbox.withdraw(turn.connection, key)]
    if not heard:
        return
    message = N_("Sorry for the mix-up: your room is {room} after all, all stays as it was.")
    key = f"moved_back:{turn.inbound.key}"
    again = telling.tell_those_who_may_see(
        turn.connection, "room", key, "booking_confirmed", booking, turn.present, message, turn.now, room=room
    )  # fmt: skip
    turn.noticed += len(again)


def _now_in(turn: Turn, booking: Booking, room: str) -> str:
    return turn.say(
        N_("{code} {name} now has {room}. A slip? Write 撤销 within ten minutes."),
        code=booking.code,
        name=booking.holder,
        room=room,
    )


def _take_back(turn: Turn, detail: Detail) -> str:
    booking, room, to = _read(turn, detail)
    since = date.fromisoformat(detail["since"]) if "since" in detail else booking.arrival
    if not room_nights.move(turn.connection, booking.id, to, room, since):
        return turn.say(N_("Too late: {room} was taken meanwhile. It stays as it is."), room=room)
    if detail.get("soiled"):
        rooms.set_dirty(turn.connection, [room], False)
    _tell_it_stays(turn, booking, room, detail.get("told", []))
    return turn.say(N_("Taken back: {code} has {room} again."), code=booking.code, room=room)


# --- a room for a booking that found none ---


def _preview_placing(turn: Turn, detail: Detail) -> str | Refused:
    booking, _, to = _read(turn, detail)
    if booking.state != "unplaced":
        return Refused(turn.say(N_("{code} has changed since; please look again."), code=booking.code))
    found = closures.look(turn.connection, [to], rooms.nights(booking.stay))
    if found.sold or found.closed:
        return Refused(
            turn.say(N_("{room} is taken or closed on one of those nights; nothing has changed."), room=to)
        )
    kind = turn.house.room_types[turn.house.rooms()[to]]
    return turn.say(
        N_(
            "{code} {name}, {days}: {room} {type}. The guest booked there: tell them of another kind of room."
        ),
        code=booking.code,
        name=booking.holder,
        days=days(turn.language, booking.arrival, booking.departure, today=turn.today),
        room=to,
        type=turn.words(kind, "name"),
    )


def _place(turn: Turn, detail: Detail) -> str:
    booking, _, to = _read(turn, detail)
    if not holds.place_in(turn.connection, booking, to, turn.now):
        return turn.say(N_("Somebody was a moment faster; nothing has changed."))
    me = turn.standing.person_id
    deeds.note(turn.connection, me, "placed_booking", detail, turn.now)
    audit.note(turn.connection, turn.now, me, "moved", f"booking:{booking.id}", f">{to}")
    return _now_in(turn, booking, to)


def _take_back_placing(turn: Turn, detail: Detail) -> str:
    booking, _, _ = _read(turn, detail)
    if not holds.unplace(turn.connection, booking, turn.now):
        return turn.say(
            N_("Too late: {code} {name} has moved on since."), code=booking.code, name=booking.holder
        )
    return turn.say(N_("Taken back: {code} has no room again, and waits on 待办."), code=booking.code)


def _read(turn: Turn, detail: Detail) -> tuple[Booking, str, str]:
    booking = kept(turn, detail)
    return booking, str(detail["room"]), str(detail["to"])


CHANGES = {"move_booking": Change(_preview, _move), "place_booking": Change(_preview_placing, _place)}
TAKING_BACK = {"moved_booking": _take_back, "placed_booking": _take_back_placing}
