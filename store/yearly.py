"""What a span of the house's life came to, counted over all of it: for the summary of a simulation. Changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from store.bookings import BookingRow
from store.gaps import GapRow
from store.outbox import OutboxRow
from store.tickets import TicketRow
from store.todos import TodoRow


@dataclass(frozen=True, slots=True)
class Sums:
    """Counted from the tables as they stand."""

    bookings: Counter[str]  # by state
    nights: int  # room-nights of stays that were or are in the house
    tickets: Counter[str]  # by state
    passed_on: int  # messages that somebody of the house was asked to answer


def sums(connection: Connection, passed_on: Sequence[str]) -> Sums:
    """Everything but pushes; `passed_on` are the kinds of to-dos a guest's message ends as."""
    states = Counter(dict(_counted(connection, BookingRow.state)))
    stays = select(BookingRow.arrival, BookingRow.departure, BookingRow.rooms).where(
        BookingRow.state.in_(("in_house", "departed"))
    )
    nights = sum((end - start).days * rooms for start, end, rooms in connection.execute(stays))
    asked = connection.scalar(select(func.count()).where(TodoRow.kind.in_(passed_on))) or 0
    gaps = connection.scalar(select(func.sum(GapRow.asked))) or 0
    return Sums(states, nights, Counter(dict(_counted(connection, TicketRow.state))), asked + gaps)


def pushes(connection: Connection, kinds: Sequence[str], first: datetime, end: datetime) -> Counter[str]:
    """How the pushes ended that were due from `first` until before `end`: "sent by text", "dropped: opted_out" …"""
    rows = connection.execute(
        select(OutboxRow.status, OutboxRow.channel, OutboxRow.reason, func.count())
        .where(OutboxRow.kind.in_(kinds), OutboxRow.due_at >= first, OutboxRow.due_at < end)
        .group_by(OutboxRow.status, OutboxRow.channel, OutboxRow.reason)
    )
    counts: Counter[str] = Counter()
    for status, channel, reason, count in rows:
        counts[f"{status} by {channel}" if status == "sent" else f"{status}: {reason}"] += count
    return counts


def _counted(connection: Connection, column: object) -> list[tuple[str, int]]:
    rows = connection.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
    return [(name, count) for name, count in rows]
