"""The front desk in chat, to do: checking in and out, rooms clean or dirty, each taken back. Head counts, never an ID."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.context import Turn
from bot.handlers import departing, minors
from bot.handlers.desk_words import STATES, at, where
from bot.handlers.naming import kept, no_such_room, not_awaited, numbered, room_gone
from bot.handlers.proposals import Detail
from bot.understanding.commands import Command
from bot.understanding.numerals import number
from locales import N_, clock, day, join
from scheduler import cleaning
from store import asking, audit, bookings, deeds, people, rooms, stays
from store.bookings import Booking

DAY, SOON = timedelta(days=1), timedelta(days=7)
TITLES = ("女士", "先生", "小姐", "太太")


def check_in(turn: Turn, command: Command) -> str | None:
    """入住302 登记2人, 王芳到了: the guests are here. 302 两位 counts those who are."""
    registered = number(command.words["registered"]) if "registered" in command.words else None
    found = _candidate(turn, command)
    if found is None or isinstance(found, str):
        return found
    if found.state == "in_house":
        return _already_in(turn, found, registered)
    if "counted" in command.words:
        said = N_("{who} has not come yet. Are they here? Reply 入住{room} {n}人.")
        return turn.say(said, who=where(turn, found), room=command.words["room"].upper(), n=registered)
    refusal = _not_yet(turn, found) or minors.before_the_key(turn, found)
    if refusal:
        return refusal
    return _admit(turn, found, registered)


def _candidate(turn: Turn, command: Command) -> Booking | str | None:
    """The booking to check in; help when it is not clear which, None for a name no guest of these days has."""
    if "name" in command.words:
        known = (
            *bookings.arriving(turn.connection, turn.today),
            *stays.in_house(turn.connection, turn.today),
        )
        which = N_("Which one? Reply 入住{code}.")
        today_s = _called(turn, command.words["name"], known, which)
        if today_s is not None:
            return today_s
        soon = bookings.arriving_between(turn.connection, turn.today + DAY, turn.today + SOON)
        return _called(turn, command.words["name"], soon, which)  # who comes another day is said so
    if "booking" in command.words:
        return numbered(turn, command)
    room = command.words["room"].upper()
    if room not in turn.house.rooms():
        return no_such_room(turn, room)
    expected = stays.expected_in(turn.connection, room, turn.today)
    if len(expected) > 1:
        return turn.say(
            N_("Two bookings are expected in {room}: {bookings}. Which one? Reply 入住{code}."),
            room=room,
            bookings=join(turn.language, [f"{one.code} {one.holder}" for one in expected]),
            code=expected[-1].code,
        )
    staying = stays.staying_in(turn.connection, room, turn.today)
    found = [*expected, *staying]
    if found:
        return found[0]
    return turn.say(N_("Nobody is expected in {room} today."), room=room) + "\n" + _coming(turn)


def _called(turn: Turn, name: str, known: Iterable[Booking], which: str) -> Booking | str | None:
    """The one of these bookings under a name, 王芳 or 王女士; help where there are several, None where there is none."""
    titled = name.endswith(TITLES)
    every = {one.id: one for one in known}.values()
    found = [one for one in every if one.holder.startswith(name)]
    if not found and titled:
        found = [one for one in every if one.holder[:1] == name[:1] and not one.holder.endswith(TITLES)]
    if not found and not titled:
        found = [one for one in every if one.holder in {f"{name[:1]}{title}" for title in TITLES}]
    if len(found) < 2:
        return found[0] if found else None
    lines = [f"{one.code} {where(turn, one)}" for one in found]
    return "\n".join([*lines, turn.say(which, code=found[0].code)])


def _coming(turn: Turn) -> str:
    """Who is still to come today, for whoever named the wrong room."""
    coming = [one for one in bookings.arriving(turn.connection, turn.today) if one.state != "in_house"]
    if not coming:
        return turn.say(N_("Nobody is to come today any more."))
    return turn.say(
        N_("Still to come: {bookings}."), bookings=join(turn.language, [where(turn, one) for one in coming])
    )


def _already_in(turn: Turn, booking: Booking, registered: int | None) -> str:
    """They were checked in before: only the head count may still change."""
    if registered is not None:
        before = stays.of(turn.connection, booking.id)
        was = before.registered if before is not None else None
        stays.register(turn.connection, booking.id, registered)
        deed = {"booking": booking.id, "was": was}
        deeds.note(turn.connection, turn.standing.person_id, "registered", deed, turn.now)
        audit.note(
            turn.connection,
            turn.now,
            turn.standing.person_id,
            "registered",
            f"booking:{booking.id}",
            str(registered),
        )
        said = turn.say(N_("Noted: {n} people registered for {who}."), n=registered, who=where(turn, booking))
        return "\n".join(line for line in (said, minors.still_open(turn, booking)) if line)
    stay = stays.of(turn.connection, booking.id)
    if stay is not None and stay.arrived_at is not None:
        return turn.say(
            N_("{who} checked in at {time} already."),
            who=where(turn, booking),
            time=at(turn, stay.arrived_at),
        )
    return turn.say(N_("{who} is checked in already."), who=where(turn, booking))


def _not_yet(turn: Turn, booking: Booking) -> str:
    """Why a booking cannot be checked in now; "" when it can."""
    if booking.state == "held":
        return turn.say(
            N_("{code} {name} is not confirmed yet. First reply 确认{code}."),
            code=booking.code,
            name=booking.holder,
        )
    if not_due := not_awaited(turn, booking):
        return not_due
    for room in rooms.rooms_of(turn.connection, booking.id):
        for other in stays.staying_in(turn.connection, room, turn.today):
            if other.id != booking.id:
                return turn.say(
                    N_("{name} has not left {room} yet. First reply 退房{room}."),
                    name=other.holder,
                    room=room,
                )
    return ""


def _admit(turn: Turn, booking: Booking, registered: int | None) -> str:
    me = turn.standing.person_id
    if not stays.check_in(turn.connection, booking, registered, me, turn.now):
        return turn.say(N_("A colleague was faster; have a look at 今天."))
    deeds.note(turn.connection, me, "check_in", {"booking": booking.id}, turn.now)
    audit.note(turn.connection, turn.now, me, "checked_in", f"booking:{booking.id}", str(registered or ""))
    numbers = rooms.rooms_of(turn.connection, booking.id)
    greeted = _greeted(turn, booking)
    dirty = rooms.dirty(turn.connection)
    lines = [
        turn.say(
            N_("{who} is in, until {day}."),
            who=where(turn, booking),
            day=day(turn.language, booking.departure, today=turn.today),
        ),
        turn.say(N_("{n} people registered."), n=registered)
        if registered is not None
        else turn.say(N_("How many did you register? Reply 登记{room} 2人."), room=numbers[0]),
        turn.say(
            N_("{rooms} is not marked clean: reply {room}可住 once it is."),
            rooms=join(turn.language, waits),
            room=waits[0],
        )
        if (waits := [number for number in numbers if number in dirty])
        else "",
        "" if greeted else turn.say(N_("Not bound to WeChat yet.")),
        minors.still_open(turn, booking),
        turn.say(N_("A slip? Write 撤销.")),
    ]
    return "\n".join(line for line in lines if line)


def _greeted(turn: Turn, booking: Booking) -> bool:
    """Whether a welcome goes to whoever holds the booking, as `scheduler.pushes.welcome` plans it by the stay."""
    reached = people.addresses_of(turn.connection, bookings.holders(turn.connection, booking.id))
    _ask_no_more(turn, booking, "arriving")  # they are here: nobody asks when they come
    turn.noticed += bool(reached)
    return bool(reached)


def _ask_no_more(turn: Turn, booking: Booking, flow: str) -> None:
    """Take away the question a push left open with whoever holds the booking: it is too late for it."""
    for _, address_id in people.addresses_of(turn.connection, bookings.holders(turn.connection, booking.id)):
        asking.set_aside(turn.connection, address_id, flow)


def check_out(turn: Turn, command: Command) -> str | None:
    """退房302, 李先生退房了: the guests have left; the room is dirty, the nights that are left are free."""
    found = _leaver(turn, command)
    if found is None or isinstance(found, str):
        return found
    early = found.departure > turn.local.date()
    who = where(turn, found)
    numbers = rooms.rooms_of(turn.connection, found.id)
    if not departing.end(turn, found, "check_out"):
        return turn.say(N_("A colleague was faster; have a look at 今天."))
    _ask_no_more(turn, found, "morning")
    lines = [
        turn.say(
            N_("{who} has left; {rooms} is to be cleaned."), who=who, rooms=join(turn.language, numbers)
        ),
        turn.say(
            N_("They were booked until {day}: the nights until then are free again."),
            day=day(turn.language, found.departure, today=turn.today),
        )
        if early
        else "",
        turn.say(N_("A slip? Write 撤销.")),
    ]
    return "\n".join(line for line in lines if line)


def _leaver(turn: Turn, command: Command) -> Booking | str | None:
    """The booking whose guests have left; help when it is not clear which, None for a name nobody here has."""
    if "name" in command.words:
        guests = stays.in_house(turn.connection, turn.today)
        return _called(turn, command.words["name"], guests, N_("Which one? Reply 退房{code}."))
    if "booking" in command.words:
        found = numbered(turn, command)
        if isinstance(found, str):
            return found
        if found.state == "in_house" or (found.state == "confirmed" and found.arrival < turn.today):
            return found
        return turn.say(
            N_("{code} {name} {state}."),
            code=found.code,
            name=found.holder,
            state=turn.say(STATES[found.state]),
        )
    room = command.words["room"].upper()
    if room not in turn.house.rooms():
        return no_such_room(turn, room)
    staying = stays.staying_in(turn.connection, room, turn.today)
    if not staying:  # nobody wrote 入住, but they have slept here
        expected = stays.expected_in(turn.connection, room, turn.today)
        staying = [one for one in expected if one.state == "confirmed" and one.arrival < turn.today]
    if len(staying) > 1:
        return turn.say(
            N_("Two bookings are in {room}: {bookings}. Which one? Reply 退房{code}."),
            room=room,
            bookings=join(turn.language, [f"{one.code} {one.holder}" for one in staying]),
            code=staying[0].code,
        )
    if staying:
        return staying[0]
    here = [where(turn, one) for one in stays.in_house(turn.connection, turn.today)]
    nobody = turn.say(N_("Nobody is checked in in {room}."), room=room)
    return (
        f"{nobody}\n{turn.say(N_('In house: {guests}.'), guests=join(turn.language, here))}"
        if here
        else nobody
    )


# --- rooms ---


def ready(turn: Turn, command: Command) -> str:
    """302可住."""
    return _mark(turn, command, dirty=False)


def dirty(turn: Turn, command: Command) -> str:
    """302脏."""
    return _mark(turn, command, dirty=True)


def _mark(turn: Turn, command: Command, *, dirty: bool) -> str:
    room = command.words["room"].upper()
    if room not in turn.house.rooms():
        return no_such_room(turn, room)
    was = room in rooms.dirty(turn.connection)
    me = turn.standing.person_id
    told = 0
    if dirty:
        rooms.set_dirty(turn.connection, [room], True)
    else:
        told = cleaning.cleaned(turn.connection, room, me, turn.present, turn.now)
        turn.noticed += told
    deeds.note(turn.connection, me, "condition", {"room": room, "dirty": was}, turn.now)
    audit.note(turn.connection, turn.now, me, "condition", f"room:{room}", "dirty" if dirty else "ready")
    if dirty:
        return turn.say(N_("Noted: {room} is to be cleaned."), room=room)
    expected = stays.expected_in(turn.connection, room, turn.today)
    if expected:
        about = expected[0].eta or clock(turn.language, turn.house.check_in)
        said = (
            N_("Noted: {room} is ready for {name}, who asked and has been told.")
            if told
            else N_("Noted: {room} is ready for {name}, about {time}.")
        )
        return turn.say(said, room=room, name=expected[0].holder, time=about)
    return turn.say(N_("Noted: {room} is ready."), room=room)


# --- taking back ---


def _undo_condition(turn: Turn, detail: Detail) -> str:
    room, was = str(detail["room"]), bool(detail["dirty"])
    if was:
        rooms.set_dirty(turn.connection, [room], True)
    else:
        turn.noticed += cleaning.never_dirty(turn.connection, room, turn.present, turn.now)
    message = (
        N_("Taken back: {room} is to be cleaned again.") if was else N_("Taken back: {room} is ready again.")
    )
    return turn.say(message, room=room)


def _undo_check_out(turn: Turn, detail: Detail) -> str:
    booking = departing.go_on(turn, detail)
    if booking is not None:
        return turn.say(N_("Taken back: {who} has not left."), who=where(turn, booking))
    return room_gone(turn, kept(turn, detail))


def _undo_registered(turn: Turn, detail: Detail) -> str:
    booking, was = kept(turn, detail), detail["was"]
    stays.register(turn.connection, booking.id, None if was is None else int(was))
    if was is None:
        return turn.say(N_("Taken back: nobody is registered for {who} yet."), who=where(turn, booking))
    return turn.say(
        N_("Taken back: {n} people registered for {who}, as before."), n=was, who=where(turn, booking)
    )


def _undo_check_in(turn: Turn, detail: Detail) -> str:
    booking = kept(turn, detail)
    if not stays.undo_check_in(turn.connection, booking, turn.now):
        return turn.say(
            N_("Too late: {code} {name} has moved on since."), code=booking.code, name=booking.holder
        )
    return turn.say(N_("Taken back: {who} has not come yet."), who=where(turn, booking))


TAKING_BACK = {
    "condition": _undo_condition,
    "check_in": _undo_check_in,
    "check_out": _undo_check_out,
    "registered": _undo_registered,
}
