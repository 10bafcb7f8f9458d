"""What only a person can do: told to staff, open until somebody says it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, case, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base, BigId, Moment, RowId, SealedJson

WISHES = ("change", "cancel")  # what a guest asked of the house about a booking
# Kinds in the order in which they cannot wait; what stands in neither row lies between.
FIRST = ("emergency", "minors", "unplaced", "person", "complaint", "lapsing", "recovery", "door_set")
LAST = ("unreachable",)


class TodoRow(Base):
    __tablename__ = "todos"
    __table_args__ = (Index("todos_person", "person_id", "done_at"),)
    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    booking_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bookings.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))
    detail: Mapped[Any] = mapped_column(SealedJson("todos.detail"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment, index=True)


def by_hand(outbox_key: str) -> str:
    """The key of the to-do to tell a guest what could not be sent under this key of the outbox."""
    return f"unreachable:{outbox_key}"


def open_once(
    connection: Connection,
    key: str,
    kind: str,
    now: datetime,
    *,
    booking_id: int | None = None,
    person_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> bool:
    """Put a to-do on the list unless it is, or was, there under this key; whether it is new."""
    if connection.scalar(select(TodoRow.id).where(TodoRow.key == key)) is not None:
        return False
    connection.execute(
        insert(TodoRow).values(
            key=key,
            kind=kind,
            booking_id=booking_id,
            person_id=person_id,
            detail=dict(detail or {}),
            created_at=now,
        )
    )
    return True


def reword(connection: Connection, key: str, detail: Mapping[str, Any]) -> None:
    """More is known of what waits under this key."""
    connection.execute(update(TodoRow).where(TodoRow.key == key).values(detail=dict(detail)))


def unfinished(connection: Connection, limit: int = 50) -> list[tuple[int, str, int | None, Any]]:
    """(id, kind, booking id, detail) of what waits, oldest first."""
    rows = connection.execute(
        select(TodoRow.id, TodoRow.kind, TodoRow.booking_id, TodoRow.detail)
        .where(TodoRow.done_at.is_(None))
        .order_by(TodoRow.id)
        .limit(limit)
    )
    return [tuple(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that waits."""

    id: int
    key: str
    kind: str
    booking_id: int | None
    detail: Mapping[str, Any]


_COLUMNS = TodoRow.id, TodoRow.key, TodoRow.kind, TodoRow.booking_id, TodoRow.detail


def waiting(
    connection: Connection,
    kinds: Sequence[str],
    *,
    booking_id: int | None = None,
    prefix: str = "",
    before: datetime | None = None,
    limit: int = 50,
) -> list[Waiting]:
    """What waits of these kinds, oldest first: for a booking, under keys that begin alike, since before a moment."""
    asked = select(*_COLUMNS).where(TodoRow.kind.in_(kinds), TodoRow.done_at.is_(None))
    if booking_id is not None:
        asked = asked.where(TodoRow.booking_id == booking_id)
    if prefix:
        asked = asked.where(TodoRow.key.startswith(prefix, autoescape=True))
    if before is not None:
        asked = asked.where(TodoRow.created_at < before)
    return [Waiting(*row) for row in connection.execute(asked.order_by(TodoRow.id).limit(limit))]


def by_urgency(connection: Connection, limit: int = 50) -> list[Waiting]:
    """What waits: first what cannot, of the same rank the oldest."""
    rank = case(
        *((TodoRow.kind == kind, at) for at, kind in enumerate(FIRST)),
        (TodoRow.kind.in_(LAST), len(FIRST) + 1),
        else_=len(FIRST),
    )
    waits = select(*_COLUMNS).where(TodoRow.done_at.is_(None)).order_by(rank, TodoRow.id).limit(limit)
    return [Waiting(*row) for row in connection.execute(waits)]


def finish_each(connection: Connection, found: Sequence[Waiting], now: datetime) -> None:
    """Tick these off."""
    mine = TodoRow.id.in_([one.id for one in found]), TodoRow.done_at.is_(None)
    if found:
        connection.execute(update(TodoRow).where(*mine).values(done_at=now))


def finish_of_person(connection: Connection, kinds: Sequence[str], person_id: int, now: datetime) -> int:
    """Tick off what waits of these kinds for a guest; how many."""
    waiting = TodoRow.kind.in_(kinds), TodoRow.person_id == person_id, TodoRow.done_at.is_(None)
    return connection.execute(update(TodoRow).where(*waiting).values(done_at=now)).rowcount


def waits_for_person(connection: Connection, kinds: Sequence[str], person_id: int) -> bool:
    """Whether something of these kinds still waits for a guest."""
    waiting = TodoRow.kind.in_(kinds), TodoRow.person_id == person_id, TodoRow.done_at.is_(None)
    return connection.scalar(select(TodoRow.id).where(*waiting).limit(1)) is not None


def newest_of_kind(connection: Connection, kind: str, since: datetime) -> list[tuple[int | None, int | None]]:
    """(person id, booking id) of what waits of a kind since a moment, newest first; ten at most."""
    rows = connection.execute(
        select(TodoRow.person_id, TodoRow.booking_id)
        .where(TodoRow.kind == kind, TodoRow.done_at.is_(None), TodoRow.created_at >= since)
        .order_by(TodoRow.id.desc())
        .limit(10)
    )
    return [(row.person_id, row.booking_id) for row in rows]


def finish_key(connection: Connection, key: str, now: datetime) -> bool:
    """Tick off what was put on the list under this key; False when it does not wait."""
    waiting = TodoRow.key == key, TodoRow.done_at.is_(None)
    return connection.execute(update(TodoRow).where(*waiting).values(done_at=now)).rowcount > 0


def wait_again_each(connection: Connection, ids: Sequence[int]) -> None:
    """These were ticked off by a slip."""
    connection.execute(update(TodoRow).where(TodoRow.id.in_(ids)).values(done_at=None))


def wait_again(connection: Connection, key: str) -> None:
    """What was ticked off under this key waits again."""
    connection.execute(update(TodoRow).where(TodoRow.key == key).values(done_at=None))


def finish(connection: Connection, kind: str, booking_id: int, now: datetime) -> bool:
    """Tick off what waits of this kind for a booking; False when nothing did."""
    waiting = TodoRow.kind == kind, TodoRow.booking_id == booking_id, TodoRow.done_at.is_(None)
    return connection.execute(update(TodoRow).where(*waiting).values(done_at=now)).rowcount > 0


def finish_wishes(connection: Connection, booking_id: int, now: datetime) -> None:
    """The booking is over: what its guest asked to change needs no answer."""
    for kind in WISHES:
        finish(connection, kind, booking_id, now)


def wish_again(connection: Connection, booking_id: int, at: datetime) -> None:
    """It is not over after all: what was ticked off with its end, at that moment, waits again."""
    ended = TodoRow.kind.in_(WISHES), TodoRow.booking_id == booking_id, TodoRow.done_at == at
    connection.execute(update(TodoRow).where(*ended).values(done_at=None))


def in_words(kind: str, detail: Mapping[str, Any]) -> bool:
    """Whether a wish is only the guest's words, as an older version put it down: nothing that a yes could carry out."""
    return kind in WISHES and "address" in detail


Pending = tuple[int, str, Any]  # id, kind, detail


def pending(connection: Connection, kinds: Sequence[str], booking_id: int) -> Pending | None:
    """(id, kind, detail) of the newest unfinished to-do of these kinds for a booking; never of words alone."""
    rows = connection.execute(
        select(TodoRow.id, TodoRow.kind, TodoRow.detail)
        .where(TodoRow.kind.in_(kinds), TodoRow.booking_id == booking_id, TodoRow.done_at.is_(None))
        .order_by(TodoRow.id.desc())
        .limit(10)
    )
    found = (row for row in rows if not in_words(row.kind, row.detail))
    return next(((row.id, row.kind, row.detail) for row in found), None)
