"""What a guest says about their own tickets in a word: it is fine, it is not done, it is not needed any more."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers.asking_after import content, reopen_last, tell_hands
from bot.understanding.commands import Command
from bot.understanding.wishes import read_wishes, still_waits
from locales import N_, say
from scheduler import ticket_telling
from scheduler import ticket_words as words
from store import ticket_changes, tickets
from store.tickets import LIVE, Ticket


def fine(turn: Turn) -> str | None:
    """A guest's 好了, unless it answers the question that was the last thing said."""
    place = turn.standing.place
    return None if place.step and place.question_last else content(turn)


def undone(turn: Turn, command: Command) -> str | None:
    """没好, 12没好: the guest says that what was finished is not."""
    number = command.words.get("n", "")
    if number:
        return reopen_last(turn, int(number))
    waiting = still_waits(turn.inbound.text)
    mine = tickets.of_guest(turn.connection, turn.standing.person_id)
    if waiting and any(ticket.state in LIVE for ticket in mine):
        return None  # about what is still under way: asked after, not opened again
    return reopen_last(turn)


def cancel(turn: Turn, command: Command) -> str | None:
    """取消12, 不用送了, 取消浴巾: the guest needs it no more. None when it is about no ticket of theirs."""
    number, thing = command.words.get("n", ""), command.words.get("thing", "")
    mine = [one for one in tickets.of_guest(turn.connection, turn.standing.person_id) if one.state in LIVE]
    if number:
        mine = [ticket for ticket in mine if str(ticket.number) == number]
    if thing:
        mine = [ticket for ticket in mine if _about(ticket, thing, turn.language)]
    if not mine:
        if number or thing or turn.standing.place.step:
            return None
        return turn.say(N_("Nothing is open just now. Need something? Just say it: “two towels, please”."))
    if len(mine) > 1:
        lines = [
            turn.say(N_("No. {n} {wish}"), n=one.number, wish=words.wish(turn.language, one)) for one in mine
        ]
        return "\n".join([*lines, turn.say(N_("Which one? Write “取消{n}”, for example."), n=mine[0].number)])
    ticket = mine[0]
    if not ticket_changes.cancel(
        turn.connection, ticket, turn.standing.person_id, turn.inbound.text, turn.now
    ):
        return None
    tell_hands(
        turn,
        ticket,
        ticket_telling.workers(turn.connection, ticket),
        "cancelled",
        lambda language: say(
            language, N_("[Cancelled by the guest] {ticket}"), ticket=words.line(language, ticket)
        ),
    )
    return turn.say(
        N_("All right, no. {n} ({wish}) is cancelled."),
        n=ticket.number,
        wish=words.wish(turn.language, ticket),
    )


def _about(ticket: Ticket, thing: str, language: str) -> bool:
    if ticket.topic and ticket.topic in thing:
        return True
    wishes = read_wishes(thing, ("service_amenity",), language)
    named = {said.name for wish in wishes for said in wish.things}
    return any(known.name in named for known in ticket.things)
