"""What the house's group is offered below a notice: links that take or finish a ticket or confirm a booking. It sends nothing.

Decided when the notice is sent: a deed that is done by then is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from locales import N_, fallback, say
from scheduler import cleaning, telling, ticket_telling, ticket_words, too_much
from store import audit, bookings, holds, links, people, ticket_changes, tickets, todos
from store.bookings import Booking
from store.database import Connection
from store.holds import Decision
from store.house import Present, house_day
from store.links import Action
from store.tickets import LIVE, OF_THE_HOUSE, UNDISTURBED, UNTAKEN, Ticket

LONGEST = 2_000  # bytes a robot's text may have
LABELS: dict[Action, str] = {"take": N_("Take it"), "done": N_("Done"), "accept": N_("Confirm")}


def below(
    connection: Connection, text: str, deeds: Iterable[tuple[str, int]], public_url: str, now: datetime
) -> str:
    """A notice with the links of what may still be done, the text cut where both are too long."""
    if not public_url:
        return _cut(text, LONGEST)
    group = people.group(connection)
    language = fallback(group.language if group else "")
    lines = [
        f"{say(language, label)} {public_url.rstrip('/')}/s/{links.make(connection, action, subject, now)}"
        for action, label in LABELS.items()
        for wanted, subject in deeds
        if wanted == action and possible(connection, action, subject)
    ]
    foot = "".join(f"\n{line}" for line in lines)
    return _cut(text, LONGEST - len(foot.encode())) + foot


def possible(connection: Connection, action: Action, subject: int) -> bool:
    """Whether the deed can be done now."""
    if action == "accept":
        booking = bookings.get(connection, subject)
        return booking is not None and booking.state == "held"
    ticket = tickets.get(connection, subject)
    return ticket is not None and ticket.state in (UNTAKEN if action == "take" else LIVE)


def do(
    connection: Connection, action: Action, subject: int, person_id: int, present: Present, now: datetime
) -> bool:
    """Do a deed in somebody's name; False when it can no longer be done."""
    if action == "accept":
        booking = bookings.get(connection, subject)
        return (
            booking is not None and accept(connection, booking, person_id, present, now)[0] is Decision.DONE
        )
    ticket = tickets.get(connection, subject)
    if ticket is None:
        return False
    if action == "take":
        return take(connection, ticket, person_id, present, now)
    return finish(connection, ticket, person_id, f"link:{int(now.timestamp())}", present, now)


def accept(
    connection: Connection, booking: Booking, person_id: int, present: Present, now: datetime
) -> tuple[Decision, bool]:
    """The house's yes to a hold, or to one that lapsed although it was paid, and whether the guest is told."""
    decided = holds.accept(connection, booking, now)
    if decided is Decision.OVER and _paid_for_nothing(connection, booking, present, now):
        decided = holds.take_after_all(connection, booking, now)
        if not too_much.left(connection, booking.id, now):
            todos.finish(connection, too_much.TODO, booking.id, now)
    if decided is not Decision.DONE:
        return decided, False
    audit.note(connection, now, person_id, "confirmed", f"booking:{booking.id}")
    told = telling.tell_holder(
        connection,
        f"confirmed:{booking.id}",
        "booking_confirmed",
        booking,
        present,
        N_(
            "Good news: {code} is confirmed.\n{stay}\nI remind you the day before you arrive; ask me anything until then."
        ),
        now,
    )
    return decided, told


def _paid_for_nothing(connection: Connection, booking: Booking, present: Present, now: datetime) -> bool:
    """Whether it was paid, lapsed all the same, and its days are still to come."""
    left = too_much.left(connection, booking.id, now)
    return left.lapsed and left.over > 0 and booking.arrival >= house_day(present.house, now)


def take(connection: Connection, ticket: Ticket, person_id: int, present: Present, now: datetime) -> bool:
    """Somebody has the ticket; what is late already is looked at again after the time its kind takes."""
    late = ticket.due_at <= now
    minutes = timedelta(minutes=present.house.service.minutes_for(ticket.kind))
    return ticket_changes.take(connection, ticket, person_id, now + minutes if late else ticket.due_at, now)


def finish(
    connection: Connection, ticket: Ticket, person_id: int, key: str, present: Present, now: datetime
) -> bool:
    """The ticket is done, and the guest hears it where there is something to hear; `key` names the occasion."""
    if not ticket_changes.finish(connection, ticket, person_id, now):
        return False
    if ticket.kind in OF_THE_HOUSE and ticket.room is not None:
        cleaning.cleaned(connection, ticket.room, person_id, present, now)
    if heard(ticket):
        ticket_telling.tell_guest(
            connection,
            ticket,
            f"done:{key}",
            lambda language: say(
                language,
                N_("No. {n} done: {done}. If something is still wrong, write “not done”."),
                n=ticket.number,
                done=ticket_words.done(language, ticket),
            ),
            now,
        )
    return True


def heard(ticket: Ticket) -> bool:
    """Whether a guest is told that it is done: who was woken, or wanted nobody to come, knows; the house's own is no news."""
    return ticket.kind not in ("wake_up", *OF_THE_HOUSE) and ticket.topic != UNDISTURBED


def _cut(text: str, room: int) -> str:
    """At most `room` bytes, in whole letters."""
    if len(text.encode()) <= room:
        return text
    return text.encode()[: room - 3].decode("utf-8", "ignore") + "…"
