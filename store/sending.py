"""How a row of the outbox is sent by one of many workers: claimed, noted before it leaves, settled as it ended. Never sends.

    due ──claim──> sending ──> sent | under_review | doubtful | mailbox | dropped

Per recipient only the oldest unsent row may be claimed, so order holds over workers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from store import places
from store.outbox import UNSENT, OutboxRow
from store.people import AddressRow
from store.statements import Prepared
from store.tables import Moment, database_now

LEASE_SECONDS = 60  # how long a worker may take over one send; beyond, another one looks into it
IDEMPOTENT = timedelta(minutes=10)  # WeChat's client_msg_id: within it a template is never delivered twice


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row this worker may send until its lease ends."""

    id: int
    key: str
    kind: str
    address_id: int | None
    booking_id: int | None
    channel: str
    payload: Mapping[str, Any] | None
    due_at: datetime
    expires_at: datetime | None
    tries: int
    doubt: float | None  # seconds since a send began whose end is unknown; None: none did


def claim(
    connection: Connection,
    now: datetime,
    limit: int = 20,
    channels: Sequence[str] | None = None,
    *,
    planned: bool = True,
) -> list[Claimed]:
    """Rows that are due, or whose worker vanished, now this worker's until the lease ends; oldest first.

    One row a recipient: nothing overtakes an older text to the same person. `channels` are those this worker can
    send by (None: any); `planned` False leaves the pushes, whose recipient is found at sending, to others.
    """
    claiming = _claiming(None if channels is None else tuple(channels), planned)
    found = [_claimed(row) for row in claiming.rows(connection, now=now, most=limit)]
    return sorted(found, key=lambda row: (row.due_at, row.id))


@lru_cache(maxsize=32)
def _claiming(channels: tuple[str, ...] | None, planned: bool) -> Prepared:
    """Built once: every round of the clock claims, and mostly there is nothing."""
    now = bindparam("now", type_=Moment)
    mine: ColumnElement[bool] = OutboxRow.address_id.is_(None) if planned else false()
    reached = select(AddressRow.id).where(AddressRow.id == OutboxRow.address_id)
    if channels is not None:
        reached = reached.where(or_(false(), *(AddressRow.channel == channel for channel in channels)))
    mine = or_(mine, reached.exists())
    older = aliased(OutboxRow)
    blocked = exists().where(
        older.address_id == OutboxRow.address_id,
        or_(*(older.status == status for status in UNSENT)),
        older.id < OutboxRow.id,
        or_(older.status != "due", older.due_at <= now),
    )
    ready: ColumnElement[bool] = or_(
        (OutboxRow.status == "due") & (OutboxRow.due_at <= now),
        (OutboxRow.status == "sending") & (OutboxRow.lease_until < database_now()),
    )
    chosen = (
        select(OutboxRow.id)
        .where(ready, ~blocked, mine)
        .where(or_(OutboxRow.lease_until.is_(None), OutboxRow.lease_until < database_now()))
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )
    return Prepared(
        update(OutboxRow)
        .where(OutboxRow.id.in_(chosen.scalar_subquery()))
        .values(
            status="sending", lease_until=database_now() + LEASE_SECONDS * 1000, tries=OutboxRow.tries + 1
        )
        .returning(
            OutboxRow.id,
            OutboxRow.key,
            OutboxRow.kind,
            OutboxRow.address_id,
            OutboxRow.booking_id,
            OutboxRow.channel,
            OutboxRow.payload,
            OutboxRow.due_at,
            OutboxRow.expires_at,
            OutboxRow.tries,
            OutboxRow.attempted_at,
            database_now(),
        )
    )


def _claimed(row: tuple[Any, ...]) -> Claimed:
    *_, attempted_at, now = row
    fields = [*row[:-2], None if attempted_at is None else (now - attempted_at) / 1000]
    return Claimed(*fields)


def attempt(
    connection: Connection, row: Claimed, address_id: int | None, channel: str, payload: Mapping[str, Any]
) -> bool:
    """Note, before the request leaves, by which channel and with what words: a crash from here on leaves doubt.

    A doubt is as old as the first attempt of it. False when the lease ended meanwhile and the row is another worker's.
    """
    noted = connection.execute(
        update(OutboxRow)
        .where(*_held(row))
        .values(
            address_id=address_id,
            channel=channel,
            payload=payload,
            attempted_at=func.coalesce(OutboxRow.attempted_at, database_now()),
            lease_until=database_now() + LEASE_SECONDS * 1000,
        )
    )
    return noted.rowcount == 1


def _held(row: Claimed) -> tuple[ColumnElement[bool], ...]:
    """The row as long as it is this worker's: a later claim counts one try more."""
    return OutboxRow.id == row.id, OutboxRow.status == "sending", OutboxRow.tries == row.tries


def taken(connection: Connection, row: Claimed, status: str, now: datetime, receipt: str = "") -> None:
    """The other side has it: true whoever holds the row by now, and even if somebody began to doubt it."""
    connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row.id, OutboxRow.status.in_(("sending", "doubtful")))
        .values(
            status=status,
            receipt=receipt,
            reason="",
            lease_until=None,
            sent_at=now if status == "sent" else None,
        )
    )


def settle(connection: Connection, row: Claimed, status: str, reason: str) -> None:
    """Write down that a row ends `dropped`, which is certainly not sent, or `doubtful`, which may have been."""
    values: dict[str, Any] = {"status": status, "reason": reason, "lease_until": None}
    if status == "dropped":
        values["attempted_at"] = None
    connection.execute(update(OutboxRow).where(*_held(row)).values(**values))


def put_off(
    connection: Connection,
    row: Claimed,
    seconds: float,
    reason: str,
    *,
    tried: bool = True,
    doubted: bool = False,
) -> None:
    """To be looked at again after `seconds` of machine time, by whatever channel is right then.

    Not `tried`: it only waited, which does not count. `doubted`: an attempt before this one is still in doubt.
    """
    connection.execute(
        update(OutboxRow)
        .where(*_held(row))
        .values(
            status="due",
            reason=reason,
            address_id=row.address_id,  # a push that waits holds up nothing else to the same person
            tries=row.tries - (not tried),
            attempted_at=OutboxRow.attempted_at if doubted else None,
            lease_until=database_now() + int(seconds * 1000),
        )
    )


def postpone(connection: Connection, row: Claimed, until: datetime, reason: str) -> None:
    """Not now: due at a later moment of house time. It was not tried."""
    connection.execute(
        update(OutboxRow)
        .where(*_held(row))
        .values(status="due", reason=reason, due_at=until, tries=row.tries - 1, lease_until=None)
    )


def to_mailbox(
    connection: Connection, row: Claimed, address_id: int, payload: Mapping[str, Any], reason: str
) -> None:
    """Keep what cannot be pushed for the guest's next message."""
    kept = connection.execute(
        update(OutboxRow)
        .where(*_held(row))
        .values(
            status="mailbox",
            address_id=address_id,
            payload=payload,
            reason=reason,
            attempted_at=None,
            lease_until=None,
        )
    )
    if kept.rowcount:
        places.set_mail(connection, address_id, True)


def result_event(connection: Connection, receipt: str, delivered: bool, detail: str) -> bool:
    """A result came back for an accepted template: a failed one becomes `doubtful`. Whether the row was ours."""
    if not receipt:  # rows without a receipt are many
        return False
    status = "sent" if delivered else "doubtful"
    return bool(
        connection.execute(
            update(OutboxRow)
            .where(OutboxRow.receipt == receipt, OutboxRow.channel == "template")
            .values(status=status, reason="" if delivered else detail[:200])
        ).rowcount
    )
