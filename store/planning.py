"""The pushes planned ahead, made what the planner wants; and what the owner sees of them. Never decides what is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, text, update

from store.outbox import UNASKED, OutboxRow


@dataclass(frozen=True, slots=True)
class Planned:
    """A push that ought to exist: what the planner wants, and no more."""

    key: str
    kind: str
    booking_id: int
    due_at: datetime
    expires_at: datetime


def replan(
    connection: Connection,
    booking_ids: Sequence[int],
    kinds: Sequence[str],
    wanted: Sequence[Planned],
    now: datetime,
) -> None:
    """Make the planned pushes of these bookings what `wanted` says: new ones put in, moved ones moved, others dropped.

    What was sent, or may have been, stays as it is; a dropped row that was never sent is revived by its key. What waits
    in the mailbox is dropped like anything unsent, so that no answer is led by what no longer holds.
    """
    rows = connection.execute(
        select(OutboxRow.id, OutboxRow.key, OutboxRow.status, OutboxRow.due_at).where(
            OutboxRow.booking_id.in_(booking_ids), OutboxRow.kind.in_(kinds)
        )
    ).all()
    standing = {row.key: row for row in rows}
    keys = {plan.key for plan in wanted}
    drop = [row.id for row in rows if row.status in ("due", "mailbox") and row.key not in keys]
    if drop:
        connection.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(drop), OutboxRow.status.in_(("due", "mailbox")))
            .values(status="dropped", reason="not_wanted")
        )
    fresh = [plan for plan in wanted if plan.key not in standing]
    if fresh:
        connection.execute(insert(OutboxRow), [_plan_row(plan, now) for plan in fresh])
    for plan in wanted:
        row = standing.get(plan.key)
        if row is not None and row.status == "due" and row.due_at != plan.due_at:
            _move(connection, row.id, plan)
        elif row is not None and row.status == "dropped":
            _move(connection, row.id, plan, **_REVIVED)


_REVIVED: Mapping[str, Any] = {
    "status": "due",
    "reason": "",
    "channel": "",
    "tries": 0,
    "attempted_at": None,
    "lease_until": None,
}


def _move(connection: Connection, row_id: int, plan: Planned, **more: Any) -> None:
    connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.status.in_(("due", "dropped")))
        .values(due_at=plan.due_at, expires_at=plan.expires_at, **more)
    )


def _plan_row(plan: Planned, now: datetime) -> dict[str, Any]:
    return {
        "key": plan.key,
        "kind": plan.kind,
        "booking_id": plan.booking_id,
        "status": "due",
        "channel": "",
        "due_at": plan.due_at,
        "expires_at": plan.expires_at,
        "tries": 0,
        "receipt": "",
        "reason": "",
        "created_at": now,
    }


@dataclass(frozen=True, slots=True)
class Push:
    """A push as the owner looks at it."""

    id: int
    kind: str
    booking_id: int | None
    status: str
    channel: str
    reason: str
    due_at: datetime


_PUSH = select(
    OutboxRow.id,
    OutboxRow.kind,
    OutboxRow.booking_id,
    OutboxRow.status,
    OutboxRow.channel,
    OutboxRow.reason,
    OutboxRow.due_at,
)


def pushes_between(connection: Connection, first: datetime, last: datetime, limit: int = 30) -> list[Push]:
    """The pushes about bookings that were or will be due between two moments, in order of time."""
    span = _PUSH.where(OutboxRow.booking_id.is_not(None), OutboxRow.due_at >= first, OutboxRow.due_at < last)
    return [
        Push(*row) for row in connection.execute(span.order_by(OutboxRow.due_at, OutboxRow.id).limit(limit))
    ]


def waiting(connection: Connection, until: datetime, limit: int = 100) -> list[Push]:
    """What is due by `until` and not sent, the oldest first."""
    due = _PUSH.where(OutboxRow.status == "due", OutboxRow.due_at <= until).order_by(
        OutboxRow.due_at, OutboxRow.id
    )
    return [Push(*row) for row in connection.execute(due.limit(limit))]


_REACHED = ("sending", "sent", "under_review", "doubtful", "mailbox")


def unasked_since(
    connection: Connection, row_id: int, address_id: int, kinds: Sequence[str], since: datetime
) -> list[datetime]:
    """When pushes of these kinds, other than this row, went or are going to an address since a moment."""
    others = select(OutboxRow.due_at).where(
        text(UNASKED),
        OutboxRow.address_id == address_id,
        OutboxRow.due_at > since,
        OutboxRow.kind.in_(kinds),
        OutboxRow.status.in_(_REACHED),
        or_(OutboxRow.status != "sending", OutboxRow.id < row_id),
        OutboxRow.id != row_id,
    )
    return list(connection.scalars(others.limit(100)))
