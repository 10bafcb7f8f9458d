"""The passive answers of the outbox: kept while WeChat may still fetch them, then written or sent like anything else.

    reply ──written──> sent            kept for 20 s after its message arrived
      └──too late──> due               … then it is sent like anything else

Never reads the mailbox, whose texts lead an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from store.outbox import VALUES, OutboxRow, as_put
from store.statements import Prepared
from store.tables import database_now

REPLY_SECONDS = 20  # how long an answer waits for WeChat to fetch it
ASKED_FOR = frozenset({"answer", "picture"})  # kinds of what somebody asked for
_REPLY = Prepared(
    insert(OutboxRow)
    .values(**VALUES, status="reply", lease_until=database_now() + REPLY_SECONDS * 1000)
    .returning(OutboxRow.id)
)
_ANSWER = Prepared(select(OutboxRow.payload).where(OutboxRow.id == bindparam("row_id")))
_KEEP_REPLY = Prepared(
    update(OutboxRow)
    .where(
        OutboxRow.id == bindparam("row_id"),
        or_(OutboxRow.status == "reply", (OutboxRow.status == "sent") & (OutboxRow.channel == "passive")),
    )
    .values(lease_until=database_now() + REPLY_SECONDS * 1000)
)


def answer(connection: Connection, key: str, address_id: int, text: str, now: datetime) -> int:
    """The row of a passive answer: its id. Raises Conflict when the key was answered before."""
    row = _REPLY.one(connection, **as_put(key, "answer", address_id, {"text": text}, now))
    assert row is not None
    return int(row[0])


def again(connection: Connection, row_id: int) -> str | None:
    """The text of a passive answer for a redelivered message; None when it went, or will go, another way."""
    if _KEEP_REPLY.change(connection, row_id=row_id) == 0:
        return None
    row = _ANSWER.one(connection, row_id=row_id)
    return None if row is None else str(row[0]["text"])


def written(connection: Connection, row_ids: Sequence[int], now: datetime) -> None:
    """Mark passive answers as given: the response was written. What already became due stays so."""
    connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(row_ids), OutboxRow.status == "reply")
        .values(status="sent", channel="passive", sent_at=now)
    )


def late(connection: Connection, row_id: int, now: datetime) -> None:
    """Nobody waits for this answer any more: send it like anything else."""
    connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.status == "reply")
        .values(status="due", due_at=now, lease_until=None)
    )


def last_said(connection: Connection, address_id: int) -> str | None:
    """The newest answer this address was given; None when there was none."""
    newest = (
        select(OutboxRow.payload)
        .where(OutboxRow.address_id == address_id, OutboxRow.kind == "answer", OutboxRow.status == "sent")
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    payload = connection.execute(newest).scalar()
    return None if payload is None else str(payload["text"]) or None


def unasked_last(connection: Connection, address_id: int) -> bool:
    """Whether the newest thing this address got was no answer, nor a picture it asked for: a push, a greeting, a notice."""
    newest = (
        select(OutboxRow.kind)
        .where(OutboxRow.address_id == address_id, OutboxRow.status == "sent")
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    kind = connection.execute(newest).scalar()
    return kind is not None and kind not in ASKED_FOR


def overdue(connection: Connection, now: datetime, limit: int = 200) -> int:
    """Answers that were never fetched become due; how many."""
    old = (
        select(OutboxRow.id)
        .where(OutboxRow.status == "reply", OutboxRow.lease_until < database_now())
        .limit(limit)
        .scalar_subquery()
    )
    return connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(old), OutboxRow.status == "reply")
        .values(status="due", due_at=now)
    ).rowcount
