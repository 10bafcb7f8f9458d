"""What the clock does next about a ticket, and when: each step once, by the row. Never decides what a step is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from store.tickets import TICKET, Ticket, TicketRow, as_ticket, note

TELLING, REMINDING, EVERYBODY, OWNER, GUEST = 0, 1, 2, 3, 4  # while nobody takes it
OVERDUE, OVERDUE_OWNER = 10, 11  # taken, and late
CLOSING = 20  # done, and nobody objected


def climbing(connection: Connection, now: datetime, limit: int) -> list[Ticket]:
    """Tickets whose next step is due, oldest first; no other process gets them in this transaction."""
    due = (
        TICKET.where(TicketRow.step_at <= now)
        .order_by(TicketRow.step_at, TicketRow.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [as_ticket(row) for row in connection.execute(due)]


def climb(
    connection: Connection, ticket: Ticket, what: str, step: int, step_at: datetime | None, now: datetime
) -> None:
    """Note a step of the clock's as taken, and which comes next."""
    connection.execute(
        update(TicketRow).where(TicketRow.number == ticket.number).values(step=step, step_at=step_at)
    )
    if what:
        note(connection, ticket.number, None, what, "", now)
