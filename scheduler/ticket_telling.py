"""Who hears of a ticket, and how: those of the department, the house's group, the guest. It decides no step of the climb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from locales import N_, fallback, join, say
from scheduler import ticket_words as words
from store import bookings, outbox, people, preferences, staff, ticket_told
from store.database import Connection
from store.house import Present
from store.house_file import Service, ServiceKind
from store.people import Group
from store.staff import Hand
from store.tickets import Ticket

NOTICE, NEWS = "notice", "ticket"  # kinds of outbox rows: to staff, to the guest
NEWS_LASTS = timedelta(days=1)


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


def tell(
    connection: Connection,
    ticket: Ticket,
    hands: Sequence[Hand],
    key: str,
    text: Callable[[str], str],
    now: datetime,
    about: str = "",
) -> None:
    """Tell people of the house, each in their language; `key` names the occasion. A bare word of theirs is then about it.

    Where the house has a group, the group hears it once, with the names of those it is for. `about`: what is not worth
    saying once it is settled.
    """
    group = people.group(connection)
    if group is not None and hands:
        _tell_group(connection, ticket, group, hands, key, text, now, about)
    for hand in hands if group is None else ():
        row = f"ticket:{ticket.number}:{key}:{hand.person_id}"
        outbox.say(connection, row, NOTICE, hand.address_id, text(fallback(hand.language)), now, about=about)
    ticket_told.tell(connection, ticket.number, [hand.person_id for hand in hands], now)


def _tell_group(
    connection: Connection,
    ticket: Ticket,
    group: Group,
    hands: Sequence[Hand],
    key: str,
    text: Callable[[str], str],
    now: datetime,
    about: str,
) -> None:
    language = fallback(group.language)
    names = [hand.name for hand in hands if hand.name]
    whom_for = say(language, N_("For {names}:"), names=join(language, names)) + "\n" if names else ""
    deeds = ("take", ticket.number), ("done", ticket.number)
    row = f"ticket:{ticket.number}:{key}:group"
    outbox.offer(connection, row, NOTICE, group.address_id, whom_for + text(language), deeds, now, about)


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
