"""Which ticket a word of the house means, and what is said where it means none, several, or one that is over. Changes none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.context import Turn
from bot.handlers.todo_list import lines, said
from locales import N_
from scheduler import ticket_words as words
from store import people, staff, tickets
from store.staff import Hand
from store.tickets import Ticket


def meant(turn: Turn, number: str, among: Callable[[Ticket], bool]) -> Ticket | str:
    """The ticket a number means, a room's or its own; words that ask or help where it means none or several."""
    if number.upper() in turn.house.rooms():
        there = [one for one in tickets.live_in(turn.connection, number.upper()) if among(one)]
        if len(there) == 1:
            return there[0]
        if not there:
            return turn.say(N_("Nothing is open in {room}."), room=number.upper())
        return which(turn, there)
    ticket = tickets.get(turn.connection, int(number)) if number.isdecimal() else None
    return ticket if ticket is not None else _no_such(turn, number)


def which(turn: Turn, several: Sequence[Ticket]) -> str:
    lines = [words.line(turn.language, ticket) for ticket in several]
    ask = turn.say(N_("Which one? Write it with its number, for example “{n}好了”."), n=several[0].number)
    return "\n".join([*lines, ask])


def _no_such(turn: Turn, number: str) -> str:
    waiting = tickets.live(turn.connection, limit=5)
    none = turn.say(N_("There is no ticket {n}."), n=number)
    if (todo := next((one for one in lines(turn) if str(one.number) == number), None)) is not None:
        words_ = N_("There is no ticket {n}. The to-do {n} is “{what}”: once it is done, write 待办{n}好了.")
        return turn.say(words_, n=number, what=said(turn, todo).strip())
    if not waiting:
        return none
    return "\n".join(
        [none, turn.say(N_("Open are:")), *(words.line(turn.language, ticket) for ticket in waiting)]
    )


def over(turn: Turn, ticket: Ticket) -> str:
    """Why nothing can be done with a ticket."""
    name = names_of(turn).get(ticket.taken_by or 0, "")
    if ticket.state == "accepted":
        return turn.say(N_("{name} already has no. {n}."), name=name, n=ticket.number)
    if ticket.state in ("done", "closed"):
        return turn.say(N_("No. {n} is already done ({name})."), n=ticket.number, name=name)
    return turn.say(N_("No. {n} was cancelled."), n=ticket.number)


def names_of(turn: Turn) -> dict[int, str]:
    names = {hand.person_id: called(hand) for hand in staff.crew(turn.connection)}
    group = people.group(turn.connection)
    return names if group is None else {**names, group.person_id: turn.say(N_("somebody of the group"))}


def called(hand: Hand) -> str:
    """What colleagues call somebody; a number where nobody said."""
    return hand.name or f"G{hand.person_id}"
