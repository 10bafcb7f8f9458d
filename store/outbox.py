"""Everything that goes out, one row a thing: written with the turn or plan that wants it, done after the commit.

Here rows are put in, looked up by their key and forgotten. Never sends: a passive answer's way is in `store.replies`, a
push's plan in `store.planning`, the sending in `store.sending`, what waits for the guest's next message in `store.mailbox`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.statements import Prepared
from store.tables import Base, BigId, Key, Moment, RowId, SealedJson

UNSENT = ("reply", "due", "sending")
UNASKED = "kind NOT IN ('answer', 'notice', 'picture')"


class OutboxRow(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_status_due", "status", "due_at"),
        Index("outbox_address_status", "address_id", "status", "id"),
        Index(  # how often a person was written to unasked
            "outbox_unasked",
            "address_id",
            "due_at",
            sqlite_where=text(UNASKED),
            postgresql_where=text(UNASKED),
        ),
    )
    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(
        Key, unique=True
    )  # what it is about: the same thing is never put in twice
    kind: Mapped[str]  # "answer", "picture", "fetch", "notice" (to staff), or a push's name: "arrival"
    address_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("addresses.id")
    )  # None: found at sending
    booking_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bookings.id"), index=True)
    status: Mapped[str]
    channel: Mapped[str]  # "passive", "text", "picture", "template", "robot"; "" until one is chosen
    payload: Mapped[Any] = mapped_column(
        SealedJson("outbox.payload"), nullable=True
    )  # None: rendered at sending
    due_at: Mapped[datetime] = mapped_column(Moment)  # house time
    expires_at: Mapped[datetime | None] = mapped_column(Moment)  # house time; None: worth sending for ever
    lease_until: Mapped[int | None] = mapped_column(BigInteger)  # database time
    attempted_at: Mapped[int | None] = mapped_column(
        BigInteger
    )  # database time of the send under way; None: not begun
    tries: Mapped[int]
    receipt: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]  # why it was dropped, is doubtful or waits
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment, index=True)


VALUES: dict[str, Any] = {
    "key": bindparam("o_key"),
    "kind": bindparam("o_kind"),
    "address_id": bindparam("o_address"),
    "booking_id": bindparam("o_booking", type_=BigId),
    "channel": "",
    "payload": bindparam("o_payload"),
    "due_at": bindparam("o_due"),
    "expires_at": bindparam("o_expires"),
    "tries": 0,
    "receipt": "",
    "reason": "",
    "created_at": bindparam("o_now"),
}
_DUE = Prepared(insert(OutboxRow).values(**VALUES, status="due").returning(OutboxRow.id))


def say(  # noqa: PLR0913, PLR0917 - all that a row is, each with its own default
    connection: Connection,
    key: str,
    kind: str,
    address_id: int,
    text: str,
    now: datetime,
    expires: datetime | None = None,
    values: Mapping[str, str] | None = None,
    booking_id: int | None = None,
    about: str = "",
) -> int:
    """A text to go out as soon as possible: its id. Raises Conflict when the key was used before.

    `values` are what a template of this `kind` may show, where the text cannot be sent as it is. With a booking,
    staff are told when it cannot be sent at all. Once what it is `about` is settled (`store.subjects`) it is not worth
    saying any more, if it waited until then.
    """
    payload: dict[str, Any] = {"text": text, "values": dict(values)} if values else {"text": text}
    if about:
        payload["about"] = about
    return _put(connection, as_put(key, kind, address_id, payload, now, expires, booking_id))


def show(
    connection: Connection,
    key: str,
    kind: str,
    address_id: int,
    picture: Mapping[str, Any],
    text: str,
    now: datetime,
    expires: datetime | None = None,
) -> int:
    """A picture to go out as soon as possible: its id. Raises Conflict when the key was used before.

    `picture` is {"of": who draws it, …what it is drawn from}: it is drawn when it is sent. "spoken" says that it is a
    voice message. `text` goes where no picture can: a mailbox, an account without media; never empty.
    """
    payload = {"text": text, "picture": dict(picture)}
    return _put(connection, as_put(key, kind, address_id, payload, now, expires))


def do(connection: Connection, key: str, kind: str, payload: Mapping[str, Any], now: datetime) -> int:
    """Something to be done outside the database that is no message to anybody: its id. Raises Conflict for a used key."""
    return _put(connection, as_put(key, kind, None, dict(payload), now))


def ask(
    connection: Connection,
    key: str,
    kind: str,
    address_id: int,
    text: str,
    asks: Mapping[str, Any],
    now: datetime,
    expires: datetime | None = None,
) -> int:
    """A text that ends with a question: its id. `asks` is the place it opens when it is sent, as `asking.read` reads it."""
    return _put(connection, as_put(key, kind, address_id, {"text": text, "asks": dict(asks)}, now, expires))


def offer(
    connection: Connection,
    key: str,
    kind: str,
    address_id: int,
    text: str,
    links: Sequence[tuple[str, int]],
    now: datetime,
    about: str = "",
) -> int:
    """A notice with deeds: its id. `links` are what the house's group may do at once, as `store.links` names it."""
    payload: dict[str, Any] = {"text": text, "links": [list(link) for link in links]}
    if about:
        payload["about"] = about
    return _put(connection, as_put(key, kind, address_id, payload, now))


def as_put(
    key: str,
    kind: str,
    address_id: int | None,
    payload: Mapping[str, Any],
    now: datetime,
    expires: datetime | None = None,
    booking_id: int | None = None,
) -> dict[str, Any]:
    """What `VALUES` are bound to."""
    return {
        "o_key": key,
        "o_kind": kind,
        "o_address": address_id,
        "o_booking": booking_id,
        "o_payload": payload,
        "o_due": now,
        "o_expires": expires,
        "o_now": now,
    }


def _put(connection: Connection, values: Mapping[str, Any]) -> int:
    row = _DUE.one(connection, **values)
    assert row is not None
    return int(row[0])


def exists_key(connection: Connection, key: str) -> bool:
    """Whether something was put out under this key before."""
    return connection.scalar(select(OutboxRow.id).where(OutboxRow.key == key)) is not None


def known(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these keys were put out before, however that ended."""
    return set(connection.scalars(select(OutboxRow.key).where(OutboxRow.key.in_(keys))))


def reached_by(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these keys were sent, or may have been."""
    there = OutboxRow.status.in_(("sent", "under_review", "doubtful"))
    return set(connection.scalars(select(OutboxRow.key).where(OutboxRow.key.in_(keys), there)))


def to_come(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these keys somebody is at, or will be."""
    open_ = OutboxRow.key.in_(keys), OutboxRow.status.in_(("due", "sending"))
    return set(connection.scalars(select(OutboxRow.key).where(*open_)))


def under_way(connection: Connection, keys: Sequence[str]) -> bool:
    """Whether somebody is at one of these keys just now, or was when its process ended."""
    busy = select(OutboxRow.id).where(OutboxRow.key.in_(keys), OutboxRow.status == "sending")
    return connection.scalar(busy.limit(1)) is not None


def withdraw(connection: Connection, key: str) -> bool:
    """Take back what was not sent, as if it had never been put out; False when it has left, or may have."""
    unsent = OutboxRow.key == key, OutboxRow.status.in_(("due", "mailbox", "dropped"))
    return connection.execute(delete(OutboxRow).where(*unsent)).rowcount == 1


def try_again(connection: Connection, keys: Sequence[str]) -> int:
    """Make what is in doubt under these keys once more, from the first try on; how many. Only for what may be made twice."""
    doubted = OutboxRow.key.in_(keys), OutboxRow.status == "doubtful"
    values = {"status": "due", "tries": 0, "reason": "", "lease_until": None}
    return connection.execute(update(OutboxRow).where(*doubted).values(**values)).rowcount


def expire(connection: Connection, now: datetime, limit: int = 200) -> int:
    """Drop what nobody needs to hear any more; how many rows."""
    over = (
        select(OutboxRow.id)
        .where(OutboxRow.status.in_(("due", "mailbox")), OutboxRow.expires_at <= now)
        .limit(limit)
        .scalar_subquery()
    )
    return connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(over), OutboxRow.status.in_(("due", "mailbox")))
        .values(status="dropped", reason="expired")
    ).rowcount


def prune(connection: Connection, before: datetime, limit: int = 2_000) -> int:
    """Forget old rows that are over, `limit` at most; how many went."""
    over = (
        select(OutboxRow.id)
        .where(OutboxRow.status.in_(("sent", "dropped")), OutboxRow.created_at < before)
        .limit(limit)
        .scalar_subquery()
    )
    return connection.execute(delete(OutboxRow).where(OutboxRow.id.in_(over))).rowcount
