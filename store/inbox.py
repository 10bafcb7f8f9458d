"""What came in: the keys of messages already handled (inbox) and what people said (messages). Both are pruned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, Index, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store.statements import Prepared
from store.tables import Base, BigId, Moment, RowId, Sealed


class InboxRow(Base):
    __tablename__ = "inbox"
    key: Mapped[str] = mapped_column(primary_key=True)
    outbox_id: Mapped[int | None] = mapped_column(BigId)  # the row that answers it; None: nothing was said
    leads: Mapped[bool]  # whether this key carries the answer; the earlier keys of a burst do not
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class MessageRow(Base):
    __tablename__ = "messages"
    __table_args__ = (Index("messages_address_id", "address_id", "id"),)
    id: Mapped[RowId]
    address_id: Mapped[int] = mapped_column(BigId, ForeignKey("addresses.id"))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    kind: Mapped[str]
    intent: Mapped[str]
    body: Mapped[str] = mapped_column(Sealed("messages.body"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A key that was handled before."""

    outbox_id: int | None
    leads: bool


_SEEN = Prepared(select(InboxRow.outbox_id, InboxRow.leads).where(InboxRow.key == bindparam("key")))
_KEEP = Prepared(
    insert(InboxRow).values(
        key=bindparam("key"), outbox_id=bindparam("outbox_id"), leads=bindparam("leads"), at=bindparam("at")
    )
)
_SAY = Prepared(
    insert(MessageRow).values(
        address_id=bindparam("address_id"),
        at=bindparam("at"),
        kind=bindparam("kind"),
        intent=bindparam("intent"),
        body=bindparam("body"),
    )
)


def seen(connection: Connection, key: str) -> Seen | None:
    """What became of the message with this key; None when it is new."""
    row = _SEEN.one(connection, key=key)
    return None if row is None else Seen(row[0], bool(row[1]))


def keep(connection: Connection, key: str, outbox_id: int | None, *, leads: bool, now: datetime) -> None:
    """Note a key as handled. Raises Conflict when it was already: the turn is undone and the first answer given."""
    _KEEP.change(connection, key=key, outbox_id=outbox_id, leads=leads, at=now)


def note(connection: Connection, address_id: int, kind: str, intent: str, body: str, now: datetime) -> None:
    """Keep what somebody said, already masked of documents and cards."""
    _SAY.change(connection, address_id=address_id, at=now, kind=kind, intent=intent, body=body)


def recent(connection: Connection, address_id: int, since: datetime, limit: int = 3) -> list[str]:
    """What was said at an address since a moment, the last few, oldest first."""
    rows = connection.scalars(
        select(MessageRow.body)
        .where(MessageRow.address_id == address_id, MessageRow.at >= since, MessageRow.kind == "text")
        .order_by(MessageRow.id.desc())
        .limit(limit)
    ).all()
    return list(reversed(rows))


def prune(
    connection: Connection, keys_before: datetime, messages_before: datetime, limit: int = 2_000
) -> int:
    """Forget old keys and messages, `limit` of each at most; how many rows went."""
    keys = select(InboxRow.key).where(InboxRow.at < keys_before).limit(limit)
    messages = select(MessageRow.id).where(MessageRow.at < messages_before).limit(limit)
    gone = connection.execute(delete(InboxRow).where(InboxRow.key.in_(keys.scalar_subquery()))).rowcount
    return (
        gone
        + connection.execute(delete(MessageRow).where(MessageRow.id.in_(messages.scalar_subquery()))).rowcount
    )
