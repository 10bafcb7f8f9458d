"""The outbox as a sheet for whoever looks behind the scenes: what waits, what became of the latest, whose mail lies there.

Reads only, bounded, and never what a row says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from store.outbox import OutboxRow
from store.people import AddressRow


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the outbox. `to` is the outer id of its address, "" while nobody was chosen."""

    id: int
    kind: str
    status: str
    channel: str
    reason: str
    due_at: datetime
    sent_at: datetime | None
    booking_id: int | None
    to: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What waits (the soonest first), what is over (the newest first), and the mail by outer id."""

    waiting: tuple[Line, ...]
    over: tuple[Line, ...]
    mail: Mapping[str, int]


_LINE = select(
    OutboxRow.id,
    OutboxRow.kind,
    OutboxRow.status,
    OutboxRow.channel,
    OutboxRow.reason,
    OutboxRow.due_at,
    OutboxRow.sent_at,
    OutboxRow.booking_id,
    func.coalesce(AddressRow.external_id, ""),
).outerjoin(AddressRow, AddressRow.id == OutboxRow.address_id)
_WAITING = _LINE.where(OutboxRow.status == "due").order_by(OutboxRow.due_at, OutboxRow.id)
_NEWEST = select(func.max(OutboxRow.id) - 1_000).scalar_subquery()
_OVER = _LINE.where(OutboxRow.id > _NEWEST, OutboxRow.status != "due", OutboxRow.kind != "answer").order_by(
    OutboxRow.id.desc()
)
_MAIL = (
    select(AddressRow.external_id, func.count())
    .join(OutboxRow, OutboxRow.address_id == AddressRow.id)
    .where(OutboxRow.status == "mailbox")
    .group_by(AddressRow.external_id)
    .limit(1_000)
)


def sheet(connection: Connection, limit: int = 40) -> Sheet:
    """The sheet as it stands: at most `limit` lines waiting and as many over, without the answers to messages."""
    return Sheet(
        tuple(Line(*row) for row in connection.execute(_WAITING.limit(limit))),
        tuple(Line(*row) for row in connection.execute(_OVER.limit(limit))),
        {str(row[0]): int(row[1]) for row in connection.execute(_MAIL)},
    )
