"""The climb: what the clock does while nobody takes a ticket, while it is late, when it is done.

All that is due is written in one transaction. Every step is taken once: the row says which one comes next, and the outbox
knows its key. What a step is `scheduler.ticket_moves` decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from locales import N_, say
from scheduler import ticket_files
from scheduler import ticket_words as words
from scheduler.ticket_moves import Audience, Move, next_move
from scheduler.ticket_telling import notice, owners, tell, tell_guest, whom
from store import house, people, staff, subjects, ticket_changes, ticket_climb, ticket_told
from store.database import Connection
from store.house import Present
from store.staff import Hand
from store.tickets import OF_THE_HOUSE, Ticket

AT_ONCE = 50  # tickets a tick looks at; the next one goes on
_UNTAKEN = frozenset({"reminded", "climbed_to_all", "climbed_to_owner"})
_IN_FULL = frozenset({"told", "climbed_to_all", "climbed_to_owner"})  # steps that tell the whole ticket


def climb(connection: Connection, now: datetime, limit: int = AT_ONCE) -> int:
    """Take every step that is due; how many tickets had one."""
    due = ticket_climb.climbing(connection, now, limit)
    present = house.present(connection) if due else None
    if present is None:
        return 0
    crew = staff.crew(connection)
    for ticket in due:
        _climb_one(connection, ticket, present, crew, now)
    return len(due)


def _climb_one(
    connection: Connection, ticket: Ticket, present: Present, crew: Sequence[Hand], now: datetime
) -> None:
    """One step; a step that would tell nobody is left out, so that a small house does not wait for it."""
    move = next_move(ticket, present.house, now)
    if move.what == "closed":
        ticket_changes.close(connection, ticket, None, now)
        return None
    hands = _hands(connection, ticket, move.audience, present, crew)
    if move.audience not in ("guest", "nobody") and not hands and move.step_at is not None:
        return _climb_one(connection, replace(ticket, step=move.step), present, crew, now)
    key = f"{ticket.step}:{int((ticket.step_at or now).timestamp())}"
    if hands:
        about = subjects.ticket if move.what in _IN_FULL else subjects.reminder
        said = _said(connection, ticket, move, present, crew, now)
        tell(connection, ticket, hands, key, said, now, about(ticket.number))
        if move.what in _IN_FULL:
            ticket_files.give(connection, ticket, hands, now)
    if move.audience == "guest":
        tell_guest(connection, ticket, key, _sorry(ticket, present), now)
    ticket_climb.climb(connection, ticket, move.what, move.step, move.step_at, now)
    return None


def _hands(
    connection: Connection, ticket: Ticket, audience: Audience, present: Present, crew: Sequence[Hand]
) -> list[Hand]:
    """The people a step is about."""
    match audience:
        case "department":
            return whom(ticket.kind, present.house.service, crew)
        case "told":
            known = ticket_told.told(connection, ticket.number)
            return [hand for hand in crew if hand.person_id in known]
        case "others":
            known = ticket_told.told(connection, ticket.number)
            return [
                hand for hand in crew if hand.on_duty and hand.role == "staff" and hand.person_id not in known
            ]
        case "owner":
            known = frozenset() if ticket.taken_by else ticket_told.told(connection, ticket.number)
            return [hand for hand in owners(crew) if hand.person_id not in known | {ticket.taken_by}]
        case "taker":
            group = people.group(connection)
            if group is not None and ticket.taken_by == group.person_id:  # somebody who did not say who
                return whom(ticket.kind, present.house.service, crew)
            return [hand for hand in crew if hand.person_id == ticket.taken_by]
    return []


def _said(
    connection: Connection,
    ticket: Ticket,
    move: Move,
    present: Present,
    crew: Sequence[Hand],
    now: datetime,
) -> Callable[[str], str]:
    """The words of a step to people of the house."""
    full = notice(connection, ticket, present, now)
    minutes = int((now - ticket.asked_at).total_seconds() // 60)
    if move.what == "told":
        return full
    if ticket.kind in OF_THE_HOUSE and move.what in _UNTAKEN:
        return lambda language: say(
            language,
            N_("[Nobody has it] {ticket}\nNeeded by {due}. Reply “接{number}” to take it."),
            ticket=words.line(language, ticket),
            due=words.when(language, ticket.due_at, present, now),
            number=ticket.number,
        )
    if move.what == "reminded":
        return lambda language: say(
            language,
            N_("[Nobody has it] {ticket}\nAsked {n} minutes ago. Reply “接{number}” to take it."),
            ticket=words.line(language, ticket),
            n=minutes,
            number=ticket.number,
        )
    if move.what in ("climbed_to_all", "climbed_to_owner"):
        return lambda language: (
            f"{say(language, N_('[Nobody has it for {n} minutes]'), n=minutes)}\n{full(language)}"
        )
    taker = next((hand.name for hand in crew if hand.person_id == ticket.taken_by), "")
    return _late(ticket, taker if move.what == "overdue_to_owner" else "", present, now)


def _late(ticket: Ticket, taker: str, present: Present, now: datetime) -> Callable[[str], str]:
    """`taker` is named to the owner, "" when it is the taker who reads."""

    def text(language: str) -> str:
        values = {
            "ticket": words.line(language, ticket),
            "due": words.when(language, ticket.due_at, present, now),
            "number": ticket.number,
            "name": taker,
        }
        if taker and not ticket.promised:
            return say(language, N_("[Still open] {ticket}\nNo time was promised; {name} has it."), **values)
        if taker:
            return say(language, N_("[Late] {ticket}\nPromised by {due}; {name} has it."), **values)
        if not ticket.promised:
            return say(
                language,
                N_(
                    "[Still open] {ticket}\n"
                    "The guest waits without a time. Done? Reply “{number}好了”; if you know when: “{number} 21:00”."
                ),
                **values,
            )
        if ticket.kind == "wake_up":
            return say(language, N_("[Now] {ticket}\nReply “{number}好了” when they are up."), **values)
        return say(
            language,
            N_(
                "[Late] {ticket}\n"
                "Promised by {due}. Done? Reply “{number}好了”; if it takes longer: “{number} 21:00”."
            ),
            **values,
        )

    return text


def _sorry(ticket: Ticket, present: Present) -> Callable[[str], str]:
    phone = present.house.service.phone or present.house.phone
    return lambda language: say(
        language,
        N_(
            "No. {number} ({wish}) has still not been taken. I'm very sorry to keep you waiting; please call {phone}."
        ),
        number=ticket.number,
        wish=words.wish(language, ticket),
        phone=phone,
    )
