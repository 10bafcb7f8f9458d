"""12 等配件, 做不了12, 12 21:00: a ticket takes longer, and the guest hears why and until when."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.context import Turn
from bot.handlers.beyond_recall import beyond_recall
from bot.handlers.deciding import own_punctuation
from bot.handlers.proposals import Detail
from bot.handlers.which_ticket import meant, over
from bot.understanding.commands import Command
from bot.understanding.ticket_commands import delays
from bot.understanding.times import find_times
from bot.understanding.told_hours import beside
from locales import N_, say
from scheduler import offers
from scheduler import ticket_words as words
from scheduler.ticket_telling import tell_guest
from store import deeds, ticket_changes, tickets
from store.tickets import OF_THE_HOUSE, Ticket

LOOK_AGAIN = timedelta(
    hours=4
)  # when nobody says how long: who has it is asked then, the guest is promised nothing
EVENING = time(18)  # of a day somebody named without an hour


def put_off(turn: Turn, command: Command) -> str | None:
    """12 等配件, 做不了12, 12 21:00: it takes longer; the guest hears why, and until when."""
    number, said = command.words["n"], command.words.get("reason", "")
    if "sure" not in command.words and not _about_a_ticket(turn, number, said):
        return None
    found = meant(turn, number, lambda one: True)
    if isinstance(found, str):
        return found
    reason, due = _reason_and_time(turn, said)
    again = due or turn.now + LOOK_AGAIN
    me = turn.standing.person_id
    if not ticket_changes.put_off(
        turn.connection, found, me, again, reason, turn.now, promised=due is not None
    ):
        return over(turn, tickets.get(turn.connection, found.number) or found)
    if found.kind in OF_THE_HOUSE:
        before = {"ticket": found.number, "due_at": found.due_at.isoformat(), "promised": found.promised}
        deeds.note(turn.connection, me, "put_off", {**before, "taken_by": found.taken_by}, turn.now)
        if due is None:
            return turn.say(N_("Noted: no. {n} takes longer."), n=found.number)
        said = words.when(turn.language, due, turn.present, turn.now)
        return turn.say(N_("Noted: no. {n} by {time}."), n=found.number, time=said)
    tell_guest(
        turn.connection,
        found,
        f"later:{turn.inbound.key}",
        lambda language: _later(turn, language, found, reason, due),
        turn.now,
    )
    turn.noticed += 1
    beyond_recall(turn)
    if due is not None:
        said = words.when(turn.language, due, turn.present, turn.now)
        return turn.say(N_("Noted: no. {n} by {time}; the guest has been told."), n=found.number, time=said)
    return turn.say(
        N_("Noted; I told the guest that no. {n} takes longer. When you know the time, write “{n} 21:00”."),
        n=found.number,
    )


def _about_a_ticket(turn: Turn, number: str, said: str) -> bool:
    """Whether the words put something off: any after a ticket's number, only such as say so after a room's."""
    if number.upper() in turn.house.rooms():
        return delays(said) or bool(find_times(said))
    return number.isdecimal() and tickets.get(turn.connection, int(number)) is not None


def _reason_and_time(turn: Turn, said: str) -> tuple[str, datetime | None]:
    """What is left of the words besides a time of day, and that time: today's, or the next one."""
    clocks = find_times(said)
    on = next((said_.start for said_ in turn.understood.dates if said_.start is not None), None)
    if not clocks and on is not None:
        return "", datetime.combine(on, EVENING, tzinfo=turn.house.zone_info)
    if not clocks:
        return own_punctuation(said.strip(" ,，:：。")), None
    at = clocks[0]
    local = turn.local
    due = datetime.combine(on or local.date(), at.at, tzinfo=turn.house.zone_info)
    if due <= local and not at.sure and at.at.hour < 12:
        due += timedelta(hours=12)
    if due <= local:
        due += timedelta(days=1)
    return own_punctuation(beside(said, at)), due


def _undo(turn: Turn, detail: Detail) -> str:
    """A ticket of the house's own is due as before; who heard of it was only the house."""
    due = datetime.fromisoformat(detail["due_at"])
    number, taken_by = int(detail["ticket"]), detail["taken_by"]
    if not ticket_changes.as_before(
        turn.connection,
        number,
        turn.standing.person_id,
        taken_by,
        due,
        turn.now,
        promised=bool(detail["promised"]),
    ):
        return turn.say(N_("Too late: no. {n} has moved on since."), n=number)
    said = words.when(turn.language, due, turn.present, turn.now)
    return turn.say(N_("Taken back: no. {n} by {time}, as before."), n=number, time=said)


TAKING_BACK = {"put_off": _undo}


def _later(turn: Turn, language: str, ticket: Ticket, reason: str, due: datetime | None) -> str:
    values = {
        "n": ticket.number,
        "wish": words.wish(language, ticket),
        "time": words.when(language, due, turn.present, turn.now) if due is not None else "",
        "reason": reason,
    }
    if due is None and not offers.heard(ticket):
        return say(language, N_("No. {n} ({wish}) takes longer, I'm sorry."), **values)
    if due is None:
        message = (
            N_("No. {n} ({wish}) takes longer, I'm sorry: {reason}. I tell you as soon as it is done.")
            if reason
            else N_("No. {n} ({wish}) takes longer, I'm sorry. I tell you as soon as it is done.")
        )
        return say(language, message, **values)
    if reason:
        return say(language, N_("No. {n} ({wish}) takes longer, I'm sorry: {reason}. By {time}."), **values)
    return say(language, N_("No. {n} ({wish}) takes longer, I'm sorry: by {time}."), **values)
