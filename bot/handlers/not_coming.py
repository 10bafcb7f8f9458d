"""A guest who never came: the house is asked back once, the nights are free. The fee by the rule is put before the owner,
never charged by itself; the guest is told nothing.
"""

from __future__ import annotations

from datetime import date

from bot.context import Turn
from bot.handlers import giving_back
from bot.handlers.desk_words import where
from bot.handlers.naming import kept, not_awaited, numbered, room_gone
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from locales import N_, join, stay
from store import asking, audit, bookings, deeds, people, rooms, stays
from store.bookings import Booking


def not_come(turn: Turn, command: Command) -> str | Proposal:
    """未到B23, 302未到: to be shown first."""
    found = _meant(turn, command)
    if isinstance(found, str):
        return found
    refused = not_awaited(turn, found)
    return refused or Proposal("not_come", {"booking": found.id})


def _meant(turn: Turn, command: Command) -> Booking | str:
    """The booking by its number, or the one that was expected in a room."""
    if "booking" in command.words:
        return numbered(turn, command)
    room = command.words["room"].upper()
    expected = stays.expected_in(turn.connection, room, turn.today)
    if len(expected) > 1:
        return turn.say(
            N_("Two bookings are expected in {room}: {bookings}. Which one? Reply 未到{code}."),
            room=room,
            bookings=join(turn.language, [f"{one.code} {one.holder}" for one in expected]),
            code=expected[0].code,
        )
    if expected:
        return expected[0]
    return turn.say(N_("Nobody is expected in {room} today."), room=room)


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    booking = kept(turn, detail)
    refused = not_awaited(turn, booking)
    if refused:
        return Refused(refused)
    return turn.say(
        N_(
            "{who} did not come?\n{stay}\nThe nights are free again then, and the guest gets no more reminders."
        ),
        who=where(turn, booking),
        stay=stay(turn.language, booking.arrival, booking.departure, today=turn.today),
    )


def _carry_out(turn: Turn, detail: Detail) -> str:
    booking = kept(turn, detail)
    who = where(turn, booking)
    nights = stays.not_come(turn.connection, booking, turn.now)
    if nights is None:
        return turn.say(N_("A colleague was faster; have a look at 今天."))
    me = turn.standing.person_id
    noted = {"booking": booking.id, "nights": [[room, night.isoformat()] for room, night in nights]}
    deeds.note(turn.connection, me, "not_come", noted, turn.now)
    audit.note(turn.connection, turn.now, me, "not_come", f"booking:{booking.id}")
    holding = bookings.holders(turn.connection, booking.id)
    for _, address_id in people.addresses_of(turn.connection, holding):
        asking.set_aside(turn.connection, address_id, "arriving")  # nobody is asked when they come any more
    said = turn.say(N_("Noted: {who} did not come, the nights are free again. A slip? Write 撤销."), who=who)
    return "\n".join([said, *giving_back.absent(turn, booking)])


def _take_back(turn: Turn, detail: Detail) -> str:
    booking = kept(turn, detail)
    nights = [(str(room), date.fromisoformat(night)) for room, night in detail["nights"]]
    if not stays.undo_not_come(turn.connection, booking, nights, turn.now):
        return room_gone(turn, booking)
    giving_back.after_all(turn, booking)
    numbers = rooms.rooms_of(turn.connection, booking.id)
    return turn.say(
        N_("Taken back: {code} {name} is expected in {rooms} again."),
        code=booking.code,
        name=booking.holder,
        rooms=join(turn.language, numbers),
    )


CHANGES = {"not_come": Change(_preview, _carry_out)}
TAKING_BACK = {"not_come": _take_back}
