"""What is made ready before guests come: shown with the arrivals and with what waits, ticked off by a word, taken back."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Turn
from bot.handlers.desk_words import where
from bot.handlers.naming import kept, numbered
from bot.handlers.preparation_words import named
from bot.handlers.proposals import Detail
from bot.understanding.commands import Command
from locales import N_, day
from store import audit, bookings, deeds, preparations, stays
from store.bookings import Booking

AHEAD = timedelta(days=1)  # so early it is worth a look


def waiting(turn: Turn) -> list[str]:
    """A line a booking of today and tomorrow for which something is not ready."""
    left: dict[int, list[str]] = {}
    for one in preparations.waiting(turn.connection, turn.today, turn.today + AHEAD):
        left.setdefault(one.booking_id, []).append(one.rule)
    return [
        turn.say(
            N_("Prepare {who}, arriving {day}: {things}. Reply 备好{code}."),
            who=where(turn, booking),
            day=day(turn.language, booking.arrival, today=turn.today),
            things=named(turn, left[booking.id]),
            code=booking.code,
        )
        for booking in bookings.each(turn.connection, list(left))
    ]


def prepared(turn: Turn, command: Command) -> str:
    """备好302, 备好B23 婴儿床: it is ready."""
    found = _candidate(turn, command)
    if isinstance(found, str):
        return found
    wanted = preparations.of_each(turn.connection, [found.id]).get(found.id, [])
    about = command.words.get("about", "").strip()
    meant = [one.rule for one in wanted if about in named(turn, [one.rule])]
    if not meant:
        return turn.say(N_("For {who} that is not on the list."), who=where(turn, found))
    me = turn.standing.person_id
    done = preparations.finish(turn.connection, found.id, meant, me, turn.now)
    if not done:
        return turn.say(N_("For {who} that is ready already."), who=where(turn, found))
    deeds.note(turn.connection, me, "prepared", {"booking": found.id, "rules": done}, turn.now)
    audit.note(turn.connection, turn.now, me, "prepared", f"booking:{found.id}", ",".join(done))
    left = [one.rule for one in wanted if not one.done and one.rule not in done]
    ready = turn.say(N_("Noted: {things} ready for {who}."), things=named(turn, done), who=where(turn, found))
    if not left:
        return ready
    return f"{ready}\n{turn.say(N_('Still to prepare: {things}.'), things=named(turn, left))}"


def _candidate(turn: Turn, command: Command) -> Booking | str:
    """The booking that is meant: by its number, else who comes to this room next, today or tomorrow."""
    if "booking" in command.words:
        return numbered(turn, command)
    room = command.words["room"].upper()
    for on in (turn.today, turn.today + AHEAD):
        if found := stays.expected_in(turn.connection, room, on):
            return found[-1]
    staying = stays.staying_in(turn.connection, room, turn.today)
    return staying[0] if staying else turn.say(N_("Nobody is expected in {room} today."), room=room)


def _undo(turn: Turn, detail: Detail) -> str:
    booking = kept(turn, detail)
    rules = [str(rule) for rule in detail["rules"]]
    preparations.unfinish(turn.connection, booking.id, rules)
    return turn.say(
        N_("Taken back: {things} not ready for {who}."), things=named(turn, rules), who=where(turn, booking)
    )


TAKING_BACK = {"prepared": _undo}
