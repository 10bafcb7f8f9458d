"""What staff say about tickets: they take, finish, put off, hand over, ask back and list them.

A word without a number is about the one ticket it can be about; where there are several, they are named and asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from bot.context import Turn
from bot.flows.service import FLOW
from bot.handlers import own_tickets
from bot.understanding.commands import Command
from bot.understanding.times import beside, find_times
from locales import N_, join, say
from scheduler import offers, ticket_files
from scheduler import ticket_words as words
from scheduler import tickets as telling
from store import people, places, staff, ticket_changes, ticket_told, tickets
from store.places import Place
from store.staff import Hand
from store.tickets import LIVE, OF_THE_HOUSE, UNTAKEN, Ticket

LOOK_AGAIN = timedelta(
    hours=4
)  # when nobody says how long: who has it is asked then, the guest is promised nothing
RECENT = timedelta(days=1)  # what somebody was told longer ago a bare word is not about
_FULL_WIDTH = str.maketrans({"?": "？", ",": "，", "!": "！", ";": "；"})
EVENING = time(18)  # of a day somebody named without an hour
ANSWER_WITHIN = timedelta(hours=12)


def listing(turn: Turn, command: Command) -> str:
    """What somebody still has to do, the soonest promised first."""
    waiting = tickets.live(turn.connection, limit=15)
    if not waiting:
        return turn.say(N_("No tickets are open."))
    names = _names(turn)
    return "\n".join(_line(turn, ticket, names) for ticket in waiting)


def _line(turn: Turn, ticket: Ticket, names: dict[int, str]) -> str:
    due = words.when(turn.language, ticket.due_at, turn.present, turn.now)
    late = ticket.promised and ticket.due_at < turn.now
    when = turn.say(N_("late since {time}"), time=due) if late else turn.say(N_("by {time}"), time=due)
    if not ticket.promised:
        when = turn.say(N_("no time promised"))
    if ticket.taken_by is None:
        who = turn.say(N_("nobody has it"))
    else:
        who = turn.say(N_("{name} has it"), name=names.get(ticket.taken_by, f"G{ticket.taken_by}"))
    return f"{words.line(turn.language, ticket)}｜{when}｜{who}"


def _names(turn: Turn) -> dict[int, str]:
    names = {hand.person_id: called(hand) for hand in staff.crew(turn.connection)}
    group = people.group(turn.connection)
    return names if group is None else {**names, group.person_id: turn.say(N_("somebody of the group"))}


def called(hand: Hand) -> str:
    """What colleagues call somebody; a number where nobody said."""
    return hand.name or f"G{hand.person_id}"


# --- which one ---


def _meant(turn: Turn, number: str, among: Callable[[Ticket], bool]) -> Ticket | str:
    """The ticket a number means, a room's or its own; words that ask or help where it means none or several."""
    if number.upper() in turn.house.rooms():
        there = [one for one in tickets.live_in(turn.connection, number.upper()) if among(one)]
        if len(there) == 1:
            return there[0]
        if not there:
            return turn.say(N_("Nothing is open in {room}."), room=number.upper())
        return _which(turn, there)
    ticket = tickets.get(turn.connection, int(number)) if number.isdecimal() else None
    return ticket if ticket is not None else _no_such(turn, number)


def _which(turn: Turn, several: Sequence[Ticket]) -> str:
    lines = [words.line(turn.language, ticket) for ticket in several]
    ask = turn.say(N_("Which one? Write it with its number, for example “{n}好了”."), n=several[0].number)
    return "\n".join([*lines, ask])


def _no_such(turn: Turn, number: str) -> str:
    waiting = tickets.live(turn.connection, limit=5)
    none = turn.say(N_("There is no ticket {n}."), n=number)
    if not waiting:
        return none
    return "\n".join(
        [none, turn.say(N_("Open are:")), *(words.line(turn.language, ticket) for ticket in waiting)]
    )


def _over(turn: Turn, ticket: Ticket) -> str:
    """Why nothing can be done with a ticket."""
    name = _names(turn).get(ticket.taken_by or 0, "")
    if ticket.state == "accepted":
        return turn.say(N_("{name} already has no. {n}."), name=name, n=ticket.number)
    if ticket.state in ("done", "closed"):
        return turn.say(N_("No. {n} is already done ({name})."), n=ticket.number, name=name)
    return turn.say(N_("No. {n} was cancelled."), n=ticket.number)


# --- staff ---


def take(turn: Turn, command: Command) -> str | None:
    """接12, 接, 收到, 我去: the first to say so has it; the others hear who."""
    number = command.words.get("n", "")
    if number:
        found = _meant(turn, number, lambda one: one.state in UNTAKEN)
        if isinstance(found, str):
            return found
        return _take(turn, found)
    told = ticket_told.told_to(turn.connection, turn.standing.person_id, turn.now - RECENT)
    untaken = [ticket for ticket in told if ticket.state in UNTAKEN]
    if untaken:
        return _take(turn, untaken[0])
    others = [ticket for ticket in told if ticket.state == "accepted"]
    if others:
        return _take(turn, others[0])
    if "bare" in command.words:
        return turn.say(N_("Nothing waits to be taken. Write 工单 to see all."))
    return None


def _take(turn: Turn, ticket: Ticket) -> str:
    me = turn.standing.person_id
    due = words.when(turn.language, ticket.due_at, turn.present, turn.now)
    if ticket.state == "accepted" and ticket.taken_by == me:
        if not ticket.promised:
            return turn.say(N_("You have no. {n} already; no time was promised."), n=ticket.number)
        return turn.say(N_("You have no. {n} already, by {time}."), n=ticket.number, time=due)
    if not offers.take(turn.connection, ticket, me, turn.present, turn.now):
        return _over(turn, tickets.get(turn.connection, ticket.number) or ticket)
    if not ticket.promised:
        return turn.say(
            N_(
                "Yours: {ticket}, no time was promised. When done, write “{n}好了”; if you know when: “{n} 21:00”."
            ),
            ticket=words.line(turn.language, ticket),
            n=ticket.number,
        )
    if ticket.due_at <= turn.now:
        return turn.say(
            N_("Yours: {ticket}, promised by {time} and late already. When done, write “{n}好了”."),
            ticket=words.line(turn.language, ticket),
            time=due,
            n=ticket.number,
        )
    return turn.say(
        N_("Yours: {ticket}, by {time}. When done, write “{n}好了”."),
        ticket=words.line(turn.language, ticket),
        time=due,
        n=ticket.number,
    )


def finish(turn: Turn, command: Command) -> str | None:
    """好了12, 302好了, 好了, 搞定: done, and the guest hears it. From a guest: they are content."""
    if turn.standing.role == "guest":
        return own_tickets.fine(turn)
    number = command.words.get("n", "")
    if number:
        found = _meant(turn, number, lambda one: True)
        return found if isinstance(found, str) else _finish(turn, found)
    mine = tickets.taken_by(turn.connection, turn.standing.person_id)
    if not mine:
        told = ticket_told.told_to(turn.connection, turn.standing.person_id, turn.now - RECENT)
        mine = [ticket for ticket in told if ticket.state in UNTAKEN]
    if not mine:
        return own_tickets.fine(turn)
    return _finish(turn, mine[0]) if len(mine) == 1 else _which(turn, mine)


def _finish(turn: Turn, ticket: Ticket) -> str:
    me, key = turn.standing.person_id, turn.inbound.key
    if not offers.finish(turn.connection, ticket, me, key, turn.present, turn.now):
        return _over(turn, tickets.get(turn.connection, ticket.number) or ticket)
    turn.noticed += 1
    if ticket.kind in OF_THE_HOUSE:
        return turn.say(N_("No. {n} is done: {room} is ready."), n=ticket.number, room=ticket.room)
    if not offers.heard(ticket):
        return turn.say(N_("No. {n} is done."), n=ticket.number)
    return turn.say(N_("No. {n} is done, the guest has been told."), n=ticket.number)


def put_off(turn: Turn, command: Command) -> str | None:
    """12 等配件, 做不了12, 12 21:00: it takes longer; the guest hears why, and until when."""
    number = command.words["n"]
    known = number.upper() in turn.house.rooms() or (
        number.isdecimal() and tickets.get(turn.connection, int(number)) is not None
    )
    if "sure" not in command.words and not known:
        return None
    found = _meant(turn, number, lambda one: True)
    if isinstance(found, str):
        return found
    reason, due = _reason_and_time(turn, command.words.get("reason", ""))
    again = due or turn.now + LOOK_AGAIN
    me = turn.standing.person_id
    if not ticket_changes.put_off(
        turn.connection, found, me, again, reason, turn.now, promised=due is not None
    ):
        return _over(turn, tickets.get(turn.connection, found.number) or found)
    if found.kind in OF_THE_HOUSE:
        if due is None:
            return turn.say(N_("Noted: no. {n} takes longer."), n=found.number)
        said = words.when(turn.language, due, turn.present, turn.now)
        return turn.say(N_("Noted: no. {n} by {time}."), n=found.number, time=said)
    _tell_guest(turn, found, "later", lambda language: _later(turn, language, found, reason, due))
    if due is not None:
        said = words.when(turn.language, due, turn.present, turn.now)
        return turn.say(N_("Noted: no. {n} by {time}; the guest has been told."), n=found.number, time=said)
    return turn.say(
        N_("Noted; I told the guest that no. {n} takes longer. When you know the time, write “{n} 21:00”."),
        n=found.number,
    )


def _reason_and_time(turn: Turn, said: str) -> tuple[str, datetime | None]:
    """What is left of the words besides a time of day, and that time: today's, or the next one."""
    clocks = find_times(said)
    on = next((said_.start for said_ in turn.understood.dates if said_.start is not None), None)
    if not clocks and on is not None:
        return "", datetime.combine(on, EVENING, tzinfo=turn.house.zone_info)
    if not clocks:
        return _chinese(said.strip(" ,，:：。")), None
    at = clocks[0]
    local = turn.local
    due = datetime.combine(on or local.date(), at.at, tzinfo=turn.house.zone_info)
    if due <= local and not at.sure and at.at.hour < 12:
        due += timedelta(hours=12)
    if due <= local:
        due += timedelta(days=1)
    return _chinese(beside(said, at)), due


def _chinese(said: str) -> str:
    """Chinese with its own punctuation: a command is read in half width."""
    return said.translate(_FULL_WIDTH) if any("\u4e00" <= char <= "\u9fff" for char in said) else said


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


def hand_over(turn: Turn, command: Command) -> str:
    """转12小李: somebody else is to take it."""
    found = _meant(turn, command.words["n"], lambda one: True)
    if isinstance(found, str):
        return found
    crew = staff.crew(turn.connection)
    wanted = command.words["name"].strip()
    to = next((hand for hand in crew if wanted in (hand.name, f"G{hand.person_id}")), None)
    if to is None:
        others = [called(hand) for hand in crew if hand.person_id != turn.standing.person_id]
        return turn.say(
            N_("I know nobody called {name}. There are: {names}."),
            name=wanted,
            names=join(turn.language, others),
        )
    step_at = turn.now + telling.pause(turn.house.service, found.urgent)
    if not ticket_changes.hand_over(turn.connection, found, turn.standing.person_id, to, step_at, turn.now):
        return _over(turn, tickets.get(turn.connection, found.number) or found)
    sender = _names(turn).get(turn.standing.person_id, "")
    full = telling.notice(turn.connection, found, turn.present, turn.now)
    _tell_one(
        turn,
        found,
        to,
        "handed",
        lambda language: f"{say(language, N_('[{name} hands you this]'), name=sender)}\n{full(language)}",
    )
    ticket_files.give(turn.connection, found, [to], turn.now)
    return turn.say(N_("No. {n} handed to {name}."), n=found.number, name=called(to))


def ask_back(turn: Turn, command: Command) -> str:
    """问12 要几条？: the guest is asked, and what they say next comes back."""
    found = _meant(turn, command.words["n"], lambda one: True)
    if isinstance(found, str):
        return found
    if found.state not in LIVE:
        return _over(turn, found)
    if found.kind in OF_THE_HOUSE:
        return turn.say(N_("No guest asked for no. {n}: there is nobody to ask."), n=found.number)
    question = _chinese(command.words["question"].strip())
    me = turn.standing.person_id
    tickets.note(turn.connection, found.number, me, "asked", question, turn.now)
    ticket_told.tell(turn.connection, found.number, [me], turn.now)
    _tell_guest(
        turn,
        found,
        "asked",
        lambda language: say(
            language, N_("The house asks about no. {n}: {question}"), n=found.number, question=question
        ),
    )
    asks = Place(
        flow=FLOW.name,
        flow_version=FLOW.version,
        step="answer",
        state={"slots": {"ticket": found.number}},
        expires_at=turn.now + ANSWER_WITHIN,
    )
    if places.ask(turn.connection, found.address_id, asks, turn.now):
        return turn.say(N_("Asked; the answer comes to you (no. {n})."), n=found.number)
    places.wait(turn.connection, found.address_id, asks)
    return turn.say(
        N_("Asked. The guest is in the middle of something else; the answer comes to you all the same.")
    )


def cancel(turn: Turn, command: Command) -> str | None:
    """取消12: nobody needs it any more. A guest's word is about their own."""
    if turn.standing.role == "guest":
        return own_tickets.cancel(turn, command)
    number = command.words.get("n", "")
    if not number:
        return own_tickets.cancel(turn, command) if "thing" in command.words else None
    found = _meant(turn, number, lambda one: True)
    if isinstance(found, str):
        return found
    if not ticket_changes.cancel(turn.connection, found, turn.standing.person_id, "", turn.now):
        return _over(turn, found)
    if found.kind in OF_THE_HOUSE:
        return turn.say(
            N_("No. {n} is cancelled. {room} stays marked as not clean; “{room}可住” changes that."),
            n=found.number,
            room=found.room,
        )
    _tell_guest(
        turn,
        found,
        "cancelled",
        lambda language: say(
            language,
            N_("No. {n} ({wish}) has been taken off the list. Still need it? Just say so."),
            n=found.number,
            wish=words.wish(language, found),
        ),
    )
    return turn.say(N_("No. {n} is cancelled, the guest has been told."), n=found.number)


# --- telling ---


def _tell_guest(turn: Turn, ticket: Ticket, what: str, text: Callable[[str], str]) -> None:
    telling.tell_guest(turn.connection, ticket, f"{what}:{turn.inbound.key}", text, turn.now)
    turn.noticed += 1


def _tell_one(turn: Turn, ticket: Ticket, hand: Hand, what: str, text: Callable[[str], str]) -> None:
    telling.tell(turn.connection, ticket, [hand], f"{what}:{turn.inbound.key}", text, turn.now)
    turn.noticed += 1
