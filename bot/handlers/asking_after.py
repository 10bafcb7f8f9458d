"""How a guest's tickets stand, and the guest's last word about them: pressing, not done after all, content, an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.context import Turn
from bot.handlers.passing_on import pass_on
from bot.understanding.wishes import is_chase, is_undone
from locales import N_, say
from scheduler import ticket_moves, ticket_telling
from scheduler import ticket_words as words
from store import staff, ticket_changes, ticket_told, tickets
from store.staff import Hand
from store.ticket_changes import ANSWERED_FOR
from store.ticket_climb import REMINDING, TELLING
from store.tickets import Ticket

WORDS_KEPT = 200
CHASE_PAUSE = timedelta(minutes=3)  # so soon after the last time staff are not told again


def chase(turn: Turn, ticket: Ticket) -> bool:
    """Count that the guest presses; tell whoever has it, unless they heard it just now. Whether they were told."""
    just_now = ticket.asked > 1 and turn.now - ticket.asked_at < CHASE_PAUSE
    ticket_changes.ask_again(
        turn.connection, ticket.number, turn.standing.person_id, turn.inbound.text, turn.now
    )
    if just_now or ticket_moves.waits(ticket.kind, ticket.named_at, turn.house, turn.now):
        return False
    hands = ticket_telling.workers(turn.connection, ticket)
    hands = hands or ticket_telling.whom(ticket.kind, turn.house.service, staff.crew(turn.connection))
    said = turn.inbound.text[:WORDS_KEPT]

    def text(language: str) -> str:
        return say(
            language,
            N_("[Asked again, {times} times now] {ticket}\nGuest: {words}"),
            times=ticket.asked + 1,
            ticket=words.line(language, ticket),
            words=said,
        )

    tell_hands(turn, ticket, hands, "chase", text)
    return bool(hands)


def how_it_goes(turn: Turn) -> str:
    """Where the guest's tickets stand. Who presses, or waits longer than promised, is passed on; not done is opened again."""
    mine = tickets.of_guest(turn.connection, turn.standing.person_id)
    live = [ticket for ticket in mine if ticket.state != "done"]
    pressing = is_chase(turn.inbound.text)
    if not live and pressing and is_undone(turn.inbound.text):
        again = reopen_last(turn)
        if again is not None:
            return again
    shown = live or [ticket for ticket in mine if _fresh(turn, ticket)][:1]
    if not shown:
        if pressing:
            return pass_on(turn, "status", lead=turn.say(N_("Sorry to keep you waiting.")))
        return turn.say(N_("Nothing is open just now. Need something? Just say it: “two towels, please”."))
    late = {ticket.number for ticket in live if ticket.promised and ticket.due_at < turn.now}
    pressed = [ticket for ticket in live if (pressing or ticket.number in late) and chase(turn, ticket)]
    lines = [_progress(turn, ticket) for ticket in sorted(shown[:5], key=lambda one: one.number)]
    if pressed:
        lines.append(turn.say(N_("Sorry for the wait; I have pressed them again.")))
    return "\n".join(lines)


def _fresh(turn: Turn, ticket: Ticket) -> bool:
    """Whether the guest may still say that it is not done."""
    return ticket.state == "done" and ticket.done_at is not None and turn.now - ticket.done_at <= ANSWERED_FOR


def _progress(turn: Turn, ticket: Ticket) -> str:
    values = {
        "n": ticket.number,
        "wish": words.wish(turn.language, ticket),
        "time": words.when(turn.language, ticket.done_at or ticket.due_at, turn.present, turn.now),
    }
    if ticket.state == "done":
        return turn.say(
            N_("No. {n} {wish}: done at {time}. If something is still wrong, write “not done”."), **values
        )
    if not ticket.promised:
        return turn.say(N_("No. {n} {wish}: it takes longer, and the time is not sure yet."), **values)
    if ticket.due_at < turn.now:
        return turn.say(N_("No. {n} {wish}: promised for {time}, and late."), **values)
    if ticket.state == "accepted":
        return turn.say(N_("No. {n} {wish}: somebody is on it, by {time}."), **values)
    if not ticket_told.told(turn.connection, ticket.number):
        return turn.say(N_("No. {n} {wish}: noted, by {time}."), **values)
    return turn.say(N_("No. {n} {wish}: the house has been told, by {time}."), **values)


# --- the guest's last word ---


def reopen_last(turn: Turn, number: int | None = None) -> str | None:
    """The guest says that it is not done: the ticket last finished is open again. None when there is none."""
    finished = tickets.finished_for(turn.connection, turn.standing.person_id, turn.now - ANSWERED_FOR)
    done = [ticket for ticket in finished if number in (None, ticket.number)]
    if not done:
        return None
    ticket = done[0]
    house, worker = turn.house, ticket.taken_by
    later = ticket_moves.waits(ticket.kind, None, house, turn.now)
    begins = ticket_moves.opening(house, turn.now) if later else turn.now
    due = begins + timedelta(minutes=house.service.minutes_for(ticket.kind))
    step, step_at = (
        (TELLING, begins)
        if later
        else (REMINDING, turn.now + ticket_moves.pause(house.service, ticket.urgent))
    )
    said = turn.inbound.text[:WORDS_KEPT]
    if not ticket_changes.reopen(
        turn.connection,
        ticket,
        turn.standing.person_id,
        said,
        due=due,
        step=step,
        step_at=step_at,
        now=turn.now,
    ):
        return None
    crew = staff.crew(turn.connection)
    first = [] if later else ticket_telling.whom(ticket.kind, house.service, crew)
    hands = [*first, *(hand for hand in crew if hand.person_id == worker and hand not in first and not later)]

    def text(language: str) -> str:
        return say(
            language,
            N_("[Not done after all] {ticket}\nGuest: {words}\nReply “接{number}” to take it."),
            ticket=words.line(language, ticket),
            words=said,
            number=ticket.number,
        )

    tell_hands(turn, ticket, hands, "again", text)
    values = {"n": ticket.number, "time": words.when(turn.language, due, turn.present, turn.now)}
    if hands and not later:
        return turn.say(
            N_("I'm sorry. No. {n} is open again and the house has been told: {time} at the latest."),
            **values,
        )
    return turn.say(N_("I'm sorry. No. {n} is open again: {time} at the latest."), **values)


def content(turn: Turn) -> str | None:
    """The guest is content: what was finished is closed. None when nothing waits for that word."""
    mine = tickets.of_guest(turn.connection, turn.standing.person_id)
    closed = [
        ticket
        for ticket in mine
        if _fresh(turn, ticket)
        and ticket_changes.close(turn.connection, ticket, turn.standing.person_id, turn.now)
    ]
    return turn.say(N_("Good to hear. I'm here when you need me.")) if closed else None


def pass_answer(turn: Turn, number: int) -> str:
    """The guest's answer to a question of the house's goes to whoever has the ticket."""
    ticket = tickets.get(turn.connection, number)
    if ticket is None or ticket.person_id != turn.standing.person_id:
        return turn.say(N_("Thank you, noted."))
    said = turn.inbound.text.strip()[:WORDS_KEPT]
    tickets.note(turn.connection, number, turn.standing.person_id, "answered", said, turn.now)

    def text(language: str) -> str:
        return say(
            language,
            N_("[Answer] {ticket}\nGuest: {words}"),
            ticket=words.line(language, ticket),
            words=said,
        )

    tell_hands(turn, ticket, ticket_telling.workers(turn.connection, ticket), "answer", text)
    return turn.say(N_("Thank you, I have passed it on."))


def tell_hands(
    turn: Turn, ticket: Ticket, hands: Sequence[Hand], what: str, text: Callable[[str], str]
) -> None:
    """Tell people of the house what the guest said; `what` names the occasion within this turn."""
    ticket_telling.tell(turn.connection, ticket, hands, f"{what}:{turn.inbound.key}", text, turn.now)
    turn.noticed += len(hands)
