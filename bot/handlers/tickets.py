"""What staff say about tickets: they take, finish, hand over, ask back and list them.

A word without a number is about the one ticket it can be about; where there are several, they are named and asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.context import Turn
from bot.flows.service import FLOW
from bot.handlers import own_tickets
from bot.handlers.beyond_recall import beyond_recall
from bot.handlers.deciding import own_punctuation
from bot.handlers.which_ticket import called, meant, names_of, over, which
from bot.understanding.commands import Command
from locales import N_, join, say
from scheduler import offers, ticket_files, ticket_moves, ticket_telling
from scheduler import ticket_words as words
from store import asking, deeds, staff, ticket_changes, ticket_told, tickets
from store.places import Place
from store.staff import Hand
from store.tickets import LIVE, OF_THE_HOUSE, UNTAKEN, Ticket

RECENT = timedelta(days=1)  # what somebody was told longer ago a bare word is not about
ANSWER_WITHIN = timedelta(hours=12)


def listing(turn: Turn, command: Command) -> str:
    """What somebody still has to do, the soonest promised first."""
    waiting = tickets.live(turn.connection, limit=15)
    if not waiting:
        return turn.say(N_("No tickets are open."))
    names = names_of(turn)
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


def take(turn: Turn, command: Command) -> str | None:
    """接12, 接, 收到, 我去: the first to say so has it; the others hear who."""
    number = command.words.get("n", "")
    if number:
        found = meant(turn, number, lambda one: one.state in UNTAKEN)
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
        return over(turn, tickets.get(turn.connection, ticket.number) or ticket)
    beyond_recall(turn)
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
        found = meant(turn, number, lambda one: True)
        return found if isinstance(found, str) else _finish(turn, found)
    mine = tickets.taken_by(turn.connection, turn.standing.person_id)
    if not mine:
        told = ticket_told.told_to(turn.connection, turn.standing.person_id, turn.now - RECENT)
        mine = [ticket for ticket in told if ticket.state in UNTAKEN]
    if not mine:
        return own_tickets.fine(turn)
    return _finish(turn, mine[0]) if len(mine) == 1 else which(turn, mine)


def _finish(turn: Turn, ticket: Ticket) -> str:
    me, key = turn.standing.person_id, turn.inbound.key
    if not offers.finish(turn.connection, ticket, me, key, turn.present, turn.now):
        return over(turn, tickets.get(turn.connection, ticket.number) or ticket)
    turn.noticed += 1
    if ticket.kind in OF_THE_HOUSE and ticket.room is not None:
        deeds.note(turn.connection, me, "condition", {"room": ticket.room, "dirty": True}, turn.now)
        return turn.say(N_("No. {n} is done: {room} is ready."), n=ticket.number, room=ticket.room)
    beyond_recall(turn)
    if not offers.heard(ticket):
        return turn.say(N_("No. {n} is done."), n=ticket.number)
    return turn.say(N_("No. {n} is done, the guest has been told."), n=ticket.number)


def hand_over(turn: Turn, command: Command) -> str:
    """转12小李: somebody else is to take it."""
    found = meant(turn, command.words["n"], lambda one: True)
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
    step_at = turn.now + ticket_moves.pause(turn.house.service, found.urgent)
    if not ticket_changes.hand_over(turn.connection, found, turn.standing.person_id, to, step_at, turn.now):
        return over(turn, tickets.get(turn.connection, found.number) or found)
    beyond_recall(turn)
    sender = names_of(turn).get(turn.standing.person_id, "")
    full = ticket_telling.notice(turn.connection, found, turn.present, turn.now)
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
    found = meant(turn, command.words["n"], lambda one: True)
    if isinstance(found, str):
        return found
    if found.state not in LIVE:
        return over(turn, found)
    if found.kind in OF_THE_HOUSE:
        return turn.say(N_("No guest asked for no. {n}: there is nobody to ask."), n=found.number)
    question = own_punctuation(command.words["question"].strip())
    me = turn.standing.person_id
    beyond_recall(turn)
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
    if asking.ask(turn.connection, found.address_id, asks, turn.now):
        return turn.say(N_("Asked; the answer comes to you (no. {n})."), n=found.number)
    asking.wait(turn.connection, found.address_id, asks)
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
    found = meant(turn, number, lambda one: True)
    if isinstance(found, str):
        return found
    if not ticket_changes.cancel(turn.connection, found, turn.standing.person_id, "", turn.now):
        return over(turn, found)
    beyond_recall(turn)
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


def _tell_guest(turn: Turn, ticket: Ticket, what: str, text: Callable[[str], str]) -> None:
    ticket_telling.tell_guest(turn.connection, ticket, f"{what}:{turn.inbound.key}", text, turn.now)
    turn.noticed += 1


def _tell_one(turn: Turn, ticket: Ticket, hand: Hand, what: str, text: Callable[[str], str]) -> None:
    ticket_telling.tell(turn.connection, ticket, [hand], f"{what}:{turn.inbound.key}", text, turn.now)
    turn.noticed += 1
