"""Door codes in chat: a guest is told theirs again, staff type one in. Nobody is told a code of a room that is not theirs."""

from __future__ import annotations

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_
from scheduler import doors
from store import audit, bookings, door_codes, registrations, rooms, todos
from store.bookings import Booking
from store.door_codes import InRoom
from store.rights import may_see

FORGOTTEN = 1_000  # codes that somebody took off and never said so: more than ever wait


def own(turn: Turn) -> str:
    """The codes of whoever asks, or why there is none yet; "" where no stay of theirs could have one."""
    found: list[str] = []
    for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today):
        if share.booking.state != "in_house" or not may_see(share.part, share.level, "door"):
            continue
        codes = [
            code
            for code in door_codes.of_booking(turn.connection, share.booking.id)
            if code.state == "active" and code.opens_at <= turn.now < code.ends_at
        ]
        for code in codes:
            audit.note(
                turn.connection,
                turn.now,
                turn.standing.person_id,
                "door_code_said",
                f"booking:{code.booking_id}",
                code.room,
            )
        found += [doors.words(turn.language, code, turn.present, turn.today) for code in codes]
    return "\n".join(found) or _not_yet(turn)


def _not_yet(turn: Turn) -> str:
    """Why somebody who stays today, and would be told, has no code yet; "" where the house gives none."""
    if not turn.house.door.codes:
        return ""
    for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today):
        near = share.booking.arrival <= turn.today and share.booking.state in ("confirmed", "in_house")
        if not near or not may_see(share.part, share.level, "door"):
            continue
        if registrations.of(turn.connection, share.booking.id).alone:
            return turn.say(
                N_("For you the desk opens: please see the people of the house, they know you come.")
            )
        if not _will_come(turn, share.booking):
            continue
        if any(one.may_have_one for one in _theirs(turn, share.booking)):
            return turn.say(N_("All is ready: the lock gets your code now, and it comes here at once."))
        return turn.say(
            N_("The code comes here by itself once you are registered at the desk and the room is ready.")
        )
    return ""


def _theirs(turn: Turn, booking: Booking) -> list[InRoom]:
    """The rooms its guests are in today."""
    numbers = rooms.rooms_of(turn.connection, booking.id) if booking.state == "in_house" else []
    found = (one for room in numbers for one in door_codes.in_rooms(turn.connection, turn.today, room))
    return [one for one in found if one.booking_id == booking.id]


def _will_come(turn: Turn, booking: Booking) -> bool:
    """False once a lock failed, or their code or stay has ended: then the house lets them in."""
    codes = door_codes.of_booking(turn.connection, booking.id)
    if any(code.state == "failed" or code.ends_at <= turn.now for code in codes):
        return False
    return booking.departure > turn.today or (booking.departure == turn.today and bool(codes))


def typed(turn: Turn, command: Command) -> str:
    """密码302 2468#: staff set a code at the door; it is kept for those who are in the room, and told to them.

    密码302 已删: the one that ended is off the lock.
    """
    room = command.words["room"].upper()
    if room not in turn.house.rooms():
        return turn.say(N_("There is no room {room}."), room=room)
    if "off" in command.words:
        return _taken_off(turn, room)
    here = door_codes.in_rooms(turn.connection, turn.today, room)
    refusal = _refused(turn, here, room)
    if refusal:
        return refusal
    one = here[0]
    for code in door_codes.of_booking(turn.connection, one.booking_id):
        if code.room == room:
            doors.end(turn.connection, code, turn.now)
    until = doors.ends_at(turn.present, one)
    digits = command.words["code"]
    number = door_codes.typed(turn.connection, one.booking_id, room, digits, turn.now, until, turn.now)
    made = door_codes.get(turn.connection, number)
    assert made is not None, "a moment ago it was put down"
    told = doors.tell(turn.connection, made, turn.now)
    turn.noticed += told
    audit.note(
        turn.connection,
        turn.now,
        turn.standing.person_id,
        "door_code_typed",
        f"booking:{one.booking_id}",
        room,
    )
    return turn.say(
        N_("Kept for {room} until they leave, and told to {n} of them. I remind you to take it off then."),
        room=room,
        n=told,
    )


def _taken_off(turn: Turn, room: str) -> str:
    waiting = todos.waiting(turn.connection, ["door_remove"], limit=FORGOTTEN)
    done = [one for one in waiting if one.detail.get("text") == room]
    if not done:
        return turn.say(N_("No code of {room} waits to be taken off."), room=room)
    todos.finish_each(turn.connection, done, turn.now)
    audit.note(turn.connection, turn.now, turn.standing.person_id, "door_code_taken_off", f"room:{room}")
    return turn.say(N_("Noted: the code of {room} is off the lock."), room=room)


def _refused(turn: Turn, here: list[InRoom], room: str) -> str:
    """Why no code goes to a room now; "" when one may."""
    if not here:
        return turn.say(
            N_("Nobody is checked in in {room}. First 入住{room} 登记2人, then the code."), room=room
        )
    one = here[0]
    if not one.registered:
        return turn.say(
            N_("Nobody in {room} is registered yet. First 登记{room} 2人, then the code."), room=room
        )
    if one.dirty:
        return turn.say(N_("{room} is not ready yet. First {room}可住, then the code."), room=room)
    if one.alone:
        return turn.say(N_("They are under 18 without anybody of age: give them a key yourselves, no code."))
    if not one.confirmed:
        return turn.say(N_("Nobody of {room} is bound to WeChat: tell them the code yourselves."), room=room)
    return ""
