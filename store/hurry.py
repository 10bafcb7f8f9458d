"""What a house clock that hurries needs: database time that passes as well, and where to halt. No running house uses it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, or_, select, update

from store.feeds import FeedRow
from store.outbox import OutboxRow

UNDER_WAY = ("reply", "due", "sending")


def pass_time(connection: Connection, milliseconds: int) -> None:
    """As if so much database time had gone by: leases, pauses and attempts lie further back."""
    connection.execute(
        update(OutboxRow)
        .where(
            OutboxRow.status.in_(UNDER_WAY),
            or_(OutboxRow.lease_until.is_not(None), OutboxRow.attempted_at.is_not(None)),
        )
        .values(
            lease_until=OutboxRow.lease_until - milliseconds,
            attempted_at=OutboxRow.attempted_at - milliseconds,
        )
    )

    connection.execute(
        update(FeedRow)
        .where(FeedRow.lease_until.is_not(None))
        .values(lease_until=FeedRow.lease_until - milliseconds)
    )


def read_calendars(connection: Connection, now: datetime) -> None:
    """As if their quarter of an hour were over: every calendar is read at the next look."""
    connection.execute(update(FeedRow).where(FeedRow.next_at > now).values(next_at=now))


def next_due(connection: Connection, after: datetime) -> datetime | None:
    """When the soonest row that is not due yet will be, in house time; None when nothing waits."""
    later = OutboxRow.status == "due", OutboxRow.due_at > after
    return connection.scalar(select(func.min(OutboxRow.due_at)).where(*later))
