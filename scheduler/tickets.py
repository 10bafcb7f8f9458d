"""Who hears of a ticket, and the climb: what the clock does while nobody takes it, while it is late, when it is done.

`next_move` decides, without a database; `climb` writes all that is due in one transaction. Every step is taken once: the
row says which one comes next, and the outbox knows its key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from locales import N_, fallback, join, say
from scheduler import ticket_files
from scheduler import ticket_words as words
from store import (
    bookings,
    house,
    outbox,
    people,
    preferences,
    staff,
    ticket_changes,
    ticket_climb,
    ticket_told,
)
from store.database import Connection
from store.house import Present
from store.house_file import House, Service, ServiceKind
from store.people import Group
from store.staff import Hand
from store.ticket_climb import CLOSING, EVERYBODY, GUEST, OVERDUE, OVERDUE_OWNER, OWNER, REMINDING, TELLING
from store.tickets import OF_THE_HOUSE, Ticket

NOTICE, NEWS = "notice", "ticket"  # kinds of outbox rows: to staff, to the guest
NEWS_LASTS = timedelta(days=1)
OVER = GUEST + 1
AT_ONCE = 50  # tickets a tick looks at; the next one goes on

_UNTAKEN = frozenset({"reminded", "climbed_to_all", "climbed_to_owner"})
_IN_FULL = frozenset({"told", "climbed_to_all", "climbed_to_owner"})  # steps that tell the whole ticket

Audience = Literal["department", "told", "others", "owner", "taker", "guest", "nobody"]


@dataclass(frozen=True, slots=True)
class Move:
    """What the clock does about one ticket now, and what comes next."""

    what: str  # the event it leaves; "" for none
    audience: Audience
    step: int
    step_at: datetime | None


# --- who ---


def whom(kind: ServiceKind, service: Service, crew: Sequence[Hand]) -> list[Hand]:
    """Who is told first: those of the department on duty, else everybody on duty, else the owner."""
    present = [hand for hand in crew if hand.on_duty and hand.role == "staff"]
    department = service.department_for(kind)
    of_it = [hand for hand in present if hand.department in ("", department)]
    return of_it or present or owners(crew)


def workers(connection: Connection, ticket: Ticket) -> list[Hand]:
    """Whoever has the ticket; while nobody does, those who were told of it."""
    known = {ticket.taken_by} if ticket.taken_by else ticket_told.told(connection, ticket.number)
    return [hand for hand in staff.crew(connection) if hand.person_id in known]


def owners(crew: Sequence[Hand]) -> list[Hand]:
    return [hand for hand in crew if hand.role == "owner"]


# --- when ---


def opening(house_: House, at: datetime) -> datetime:
    """The first moment from `at` on when somebody is up."""
    local = at.astimezone(house_.zone_info)
    if house_.staffed_at(local.time()):
        return at
    morning = local.replace(
        hour=house_.staffed_from.hour, minute=house_.staffed_from.minute, second=0, microsecond=0
    )
    return morning if morning > local else morning + timedelta(days=1)


def waits(kind: ServiceKind, named_at: datetime | None, house_: House, now: datetime) -> bool:
    """Whether a wish waits for the morning: nobody is up, it is nothing urgent, and not wanted before they are."""
    if house_.service.rings(kind):
        return False
    morning = opening(house_, now)
    if morning == now:
        return False
    return named_at is None or named_at > morning + timedelta(minutes=house_.service.minutes_for(kind))


def pause(service: Service, ticket_urgent: bool) -> timedelta:
    """How long each step of the climb waits for the one before."""
    return timedelta(minutes=service.climb_minutes_urgent if ticket_urgent else service.climb_minutes)


def reminded(house_: House, due: datetime, now: datetime) -> datetime:
    """When a ticket of the house's own that nobody has is told again: an hour before it is needed."""
    return max(due - timedelta(hours=1), now + pause(house_.service, False))


def next_move(ticket: Ticket, house_: House, now: datetime) -> Move:
    """What is due for a ticket whose time has come. Pure."""
    if ticket.step == CLOSING:
        return Move("closed", "nobody", CLOSING, None)
    morning = opening(house_, now)
    if not house_.service.rings(ticket.kind) and ticket.kind != "wake_up" and morning > now:
        return Move("", "nobody", ticket.step, morning)
    later = now + pause(house_.service, ticket.urgent)
    if ticket.kind in OF_THE_HOUSE and ticket.step < OVERDUE:
        return _own_move(ticket, house_, later, now)
    match ticket.step:
        case s if s == TELLING:
            return Move("told", "department", REMINDING, later)
        case s if s == REMINDING:
            return Move("reminded", "told", EVERYBODY, later)
        case s if s == EVERYBODY:
            return Move("climbed_to_all", "others", OWNER, later)
        case s if s == OWNER:
            return Move("climbed_to_owner", "owner", GUEST, later)
        case s if s == GUEST:
            return Move("guest_called_in", "guest", OVER, None)
        case s if s == OVERDUE:
            return Move("overdue", "taker", OVERDUE_OWNER, later)
        case s if s == OVERDUE_OWNER:
            return Move("overdue_to_owner", "owner", OVER, None)
    return Move("", "nobody", ticket.step, None)


def _own_move(ticket: Ticket, house_: House, later: datetime, now: datetime) -> Move:
    """The climb of what no guest asked for: it waits until it is nearly needed, and no guest is called in."""
    match ticket.step:
        case s if s == TELLING:
            return Move("told", "department", REMINDING, reminded(house_, ticket.due_at, now))
        case s if s == REMINDING:
            return Move("reminded", "told", EVERYBODY, max(ticket.due_at, later))
        case s if s == EVERYBODY:
            return Move("climbed_to_all", "others", OWNER, later)
    return Move("climbed_to_owner", "owner", OVER, None)


# --- telling ---


def tell(
    connection: Connection,
    ticket: Ticket,
    hands: Sequence[Hand],
    key: str,
    text: Callable[[str], str],
    now: datetime,
) -> None:
    """Tell people of the house, each in their language; `key` names the occasion. A bare word of theirs is then about it.

    Where the house has a group, the group hears it once, with the names of those it is for.
    """
    group = people.group(connection)
    if group is not None and hands:
        _tell_group(connection, ticket, group, hands, key, text, now)
    for hand in hands if group is None else ():
        row = f"ticket:{ticket.number}:{key}:{hand.person_id}"
        outbox.say(connection, row, NOTICE, hand.address_id, text(fallback(hand.language)), now)
    ticket_told.tell(connection, ticket.number, [hand.person_id for hand in hands], now)


def _tell_group(
    connection: Connection,
    ticket: Ticket,
    group: Group,
    hands: Sequence[Hand],
    key: str,
    text: Callable[[str], str],
    now: datetime,
) -> None:
    language = fallback(group.language)
    names = [hand.name for hand in hands if hand.name]
    whom_for = say(language, N_("For {names}:"), names=join(language, names)) + "\n" if names else ""
    deeds = ("take", ticket.number), ("done", ticket.number)
    row = f"ticket:{ticket.number}:{key}:group"
    outbox.offer(connection, row, NOTICE, group.address_id, whom_for + text(language), deeds, now)


def tell_guest(
    connection: Connection, ticket: Ticket, key: str, text: Callable[[str], str], now: datetime
) -> None:
    """Tell the guest, where they asked, in their language; worth hearing for a day."""
    language = fallback(people.language_of(connection, ticket.person_id))
    row = f"ticket:{ticket.number}:{key}:guest"
    outbox.say(connection, row, NEWS, ticket.address_id, text(language), now, now + NEWS_LASTS)


def notice(connection: Connection, ticket: Ticket, present: Present, now: datetime) -> Callable[[str], str]:
    """The ticket in full, for a reader's language."""
    booking = bookings.get(connection, ticket.booking_id) if ticket.booking_id else None
    likes = (
        preferences.of_bookings(connection, [booking.id]).get(booking.id, ()) if booking is not None else ()
    )
    return lambda language: words.notice(language, ticket, booking, present, now, likes)


# --- the climb ---


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
        tell(connection, ticket, hands, key, _said(connection, ticket, move, present, crew, now), now)
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
