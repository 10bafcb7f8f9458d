"""Everything that goes out, one row a thing: written with the turn or plan that wants it, sent after the commit.

    reply ──written──> sent            a passive answer, kept for 20 s after its message arrived
      └──too late──> due               … then it is sent like anything else
    due ──claim──> sending ──> sent | under_review | doubtful | mailbox | dropped
    mailbox ──leads the next passive reply──> sent

Per recipient only the oldest unsent row may be claimed, so order holds over workers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from store import places
from store.people import AddressRow
from store.statements import Prepared
from store.tables import Base, BigId, Key, Moment, RowId, SealedJson, database_now

REPLY_SECONDS = 20  # how long an answer waits for WeChat to fetch it
LEASE_SECONDS = 60  # how long a worker may take over one send; beyond, another one looks into it
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


@dataclass(frozen=True, slots=True)
class Planned:
    """A push that ought to exist: what the planner wants, and no more."""

    key: str
    kind: str
    booking_id: int
    due_at: datetime
    expires_at: datetime


_VALUES: dict[str, Any] = {
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
_REPLY = Prepared(
    insert(OutboxRow)
    .values(**_VALUES, status="reply", lease_until=database_now() + REPLY_SECONDS * 1000)
    .returning(OutboxRow.id)
)
_DUE = Prepared(insert(OutboxRow).values(**_VALUES, status="due").returning(OutboxRow.id))
_ANSWER = Prepared(select(OutboxRow.payload).where(OutboxRow.id == bindparam("row_id")))
_KEEP_REPLY = Prepared(
    update(OutboxRow)
    .where(
        OutboxRow.id == bindparam("row_id"),
        or_(OutboxRow.status == "reply", (OutboxRow.status == "sent") & (OutboxRow.channel == "passive")),
    )
    .values(lease_until=database_now() + REPLY_SECONDS * 1000)
)
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


def answer(connection: Connection, key: str, address_id: int, text: str, now: datetime) -> int:
    """The row of a passive answer: its id. Raises Conflict when the key was answered before."""
    row = _REPLY.one(connection, **_put(key, "answer", address_id, text, now, None))
    assert row is not None
    return int(row[0])


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
) -> int:
    """A text to go out as soon as possible: its id. Raises Conflict when the key was used before.

    `values` are what a template of this `kind` may show, where the text cannot be sent as it is. With a booking,
    staff are told when it cannot be sent at all.
    """
    put = _put(key, kind, address_id, text, now, expires, values)
    row = _DUE.one(connection, **{**put, "o_booking": booking_id})
    assert row is not None
    return int(row[0])


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
    put = _put(key, kind, address_id, text, now, expires)
    row = _DUE.one(connection, **{**put, "o_payload": {"text": text, "picture": dict(picture)}})
    assert row is not None
    return int(row[0])


def do(connection: Connection, key: str, kind: str, payload: Mapping[str, Any], now: datetime) -> int:
    """Something to be done outside the database that is no message to anybody: its id. Raises Conflict for a used key."""
    values = {**_put(key, kind, None, "", now, None), "o_payload": dict(payload)}
    row = _DUE.one(connection, **values)
    assert row is not None
    return int(row[0])


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
    """A text that ends with a question: its id. `asks` is the place it opens when it is sent, as `places.asking` reads it."""
    put = _put(key, kind, address_id, text, now, expires)
    row = _DUE.one(connection, **{**put, "o_payload": {"text": text, "asks": dict(asks)}})
    assert row is not None
    return int(row[0])


def offer(
    connection: Connection,
    key: str,
    kind: str,
    address_id: int,
    text: str,
    links: Sequence[tuple[str, int]],
    now: datetime,
) -> int:
    """A notice with deeds: its id. `links` are what the house's group may do at once, as `store.links` names it."""
    put = _put(key, kind, address_id, text, now, None)
    payload = {"text": text, "links": [list(link) for link in links]}
    row = _DUE.one(connection, **{**put, "o_payload": payload})
    assert row is not None
    return int(row[0])


def exists_key(connection: Connection, key: str) -> bool:
    """Whether something was put out under this key before."""
    return connection.scalar(select(OutboxRow.id).where(OutboxRow.key == key)) is not None


def _put(
    key: str,
    kind: str,
    address: int | None,
    text: str,
    now: datetime,
    expires: datetime | None,
    values: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    return {
        "o_booking": None,
        "o_key": key,
        "o_kind": kind,
        "o_address": address,
        "o_payload": {"text": text, "values": dict(values)} if values else {"text": text},
        "o_due": now,
        "o_expires": expires,
        "o_now": now,
    }


def withdraw(connection: Connection, key: str) -> bool:
    """Take back what was not sent, as if it had never been put out; False when it has left, or may have."""
    unsent = OutboxRow.key == key, OutboxRow.status.in_(("due", "mailbox", "dropped"))
    return connection.execute(delete(OutboxRow).where(*unsent)).rowcount == 1


def try_again(connection: Connection, keys: Sequence[str]) -> int:
    """Make what is in doubt under these keys once more, from the first try on; how many. Only for what may be made twice."""
    doubted = OutboxRow.key.in_(keys), OutboxRow.status == "doubtful"
    values = {"status": "due", "tries": 0, "reason": "", "lease_until": None}
    return connection.execute(update(OutboxRow).where(*doubted).values(**values)).rowcount


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


def overdue_replies(connection: Connection, now: datetime, limit: int = 200) -> int:
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


def has_mail(connection: Connection, address_id: int, now: datetime) -> bool:
    """Whether something still waits in the mailbox of this address."""
    return connection.execute(_MAIL.limit(1), {"address_id": address_id, "now": now}).first() is not None


@dataclass(frozen=True, slots=True)
class Mail:
    """One text out of the mailbox."""

    text: str
    asks: Mapping[str, Any] | None = None  # the place its question opens, as `places.asking` reads it


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


def reached_by(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these keys were sent, or may have been."""
    there = OutboxRow.status.in_(("sent", "under_review", "doubtful"))
    return set(connection.scalars(select(OutboxRow.key).where(OutboxRow.key.in_(keys), there)))


def known(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these keys were put out before, however that ended."""
    return set(connection.scalars(select(OutboxRow.key).where(OutboxRow.key.in_(keys))))


def under_way(connection: Connection, keys: Sequence[str]) -> bool:
    """Whether somebody is at one of these keys just now, or was when its process ended."""
    busy = select(OutboxRow.id).where(OutboxRow.key.in_(keys), OutboxRow.status == "sending")
    return connection.scalar(busy.limit(1)) is not None


def next_due(connection: Connection) -> datetime | None:
    """When the soonest waiting row is due, in house time; None when nothing waits."""
    return connection.scalar(select(func.min(OutboxRow.due_at)).where(OutboxRow.status == "due"))


IDEMPOTENT = timedelta(minutes=10)  # WeChat's client_msg_id: within it a template is never delivered twice
