"""What could not be pushed to somebody and leads the answer to their next message. Puts nothing in: `store.sending` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from store.outbox import OutboxRow
from store.tables import Moment

_MAIL = (
    select(OutboxRow.id, OutboxRow.payload)
    .where(
        OutboxRow.address_id == bindparam("address_id"),
        OutboxRow.status == "mailbox",
        or_(OutboxRow.expires_at.is_(None), OutboxRow.expires_at > bindparam("now", type_=Moment)),
    )
    .order_by(OutboxRow.id)
    .limit(5)
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One text out of the mailbox."""

    text: str
    asks: Mapping[str, Any] | None = None  # the place its question opens, as `asking.read` reads it


def has_mail(connection: Connection, address_id: int, now: datetime) -> bool:
    """Whether something still waits in the mailbox of this address."""
    return connection.execute(_MAIL.limit(1), {"address_id": address_id, "now": now}).first() is not None


def take_mail(connection: Connection, address_id: int, now: datetime, *, free: bool = True) -> list[Mail]:
    """What could not be pushed to this address, oldest first: the answer this turn gives carries it, and it is then sent.

    What ends with a question waits until the conversation is `free`. Of several the newest comes last: it is the open one.
    """
    rows = connection.execute(_MAIL, {"address_id": address_id, "now": now}).all()
    found = [(row.id, Mail(str(row.payload["text"]), row.payload.get("asks"))) for row in rows]
    taken = [(row_id, mail) for row_id, mail in found if free or mail.asks is None]
    connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_([row_id for row_id, _ in taken]))
        .values(status="sent", channel="passive", sent_at=now)
    )
    asking = max((row_id for row_id, mail in taken if mail.asks is not None), default=0)
    return [mail for _, mail in sorted(taken, key=lambda pair: pair[0] == asking)]
