"""Forgetting people: at their word at once, after unfollowing when a grace is over; what a stay needs goes when it ends.

Bookings and stays keep days, rooms and sums, as accounting and lodging law want, with nobody's name on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, ForeignKey, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store import audit, forgetting, personal
from store import waits as waiting
from store.people import StaffRow
from store.places import PlaceRow
from store.tables import Base, BigId, Moment, RowId

Wanted = Literal["asked", "unfollowed", "revoked"]
GRACE = timedelta(days=30)  # after unfollowing: many come back by mistake or for their next stay


class ErasureRow(Base):
    __tablename__ = "erasures"
    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"), index=True)
    wanted: Mapped[str]  # "asked", "unfollowed" or "revoked"
    asked_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment, index=True)
    done_at: Mapped[datetime | None] = mapped_column(Moment)


def works_here(connection: Connection, person_id: int) -> bool:
    """Whether somebody works for the house: they are not forgotten while they do."""
    return (
        connection.scalar(select(StaffRow.person_id).where(StaffRow.person_id == person_id, StaffRow.active))
        is not None
    )


def forget(connection: Connection, person_id: int, now: datetime, today: date) -> date | None:
    """Erase all that can go now. The day after which the rest follows by itself; None when nothing is left."""
    until = personal.needed_until(connection, person_id, today)
    waiting.forget(connection, (person_id,), now)
    forgetting.erase(connection, (person_id,), all_of_it=until is None)
    done = now if until is None else None
    due = now if until is None else now + (until - today) + timedelta(days=1)
    _cancel(connection, person_id)
    connection.execute(
        insert(ErasureRow).values(person_id=person_id, wanted="asked", asked_at=now, due_at=due, done_at=done)
    )
    audit.note(connection, now, person_id, "erased" if done else "erasing", f"person:{person_id}")
    return until


def later(connection: Connection, person_id: int, wanted: Wanted, now: datetime) -> None:
    """Forget somebody who left without a word, once the grace is over; who takes permission back, with no grace.

    Said twice it counts from the first time.
    """
    waiting = ErasureRow.person_id == person_id, ErasureRow.done_at.is_(None)
    if wanted == "revoked":
        raised = update(ErasureRow).where(*waiting, ErasureRow.wanted == "unfollowed")
        connection.execute(raised.values(wanted=wanted, asked_at=now, due_at=now))
    known = connection.scalar(select(ErasureRow.id).where(*waiting).limit(1))
    if known is None and not works_here(connection, person_id):
        due = now + (GRACE if wanted == "unfollowed" else timedelta(0))
        connection.execute(
            insert(ErasureRow).values(person_id=person_id, wanted=wanted, asked_at=now, due_at=due)
        )


def stay_known(connection: Connection, person_id: int) -> None:
    """Somebody who had unfollowed came back within the grace; a wish to be forgotten stands."""
    connection.execute(
        delete(ErasureRow).where(
            ErasureRow.person_id == person_id,
            ErasureRow.wanted == "unfollowed",
            ErasureRow.done_at.is_(None),
        )
    )


def waits(connection: Connection, person_id: int) -> bool:
    """Whether the rest of what is kept about somebody goes when their stay is over."""
    return (
        connection.scalar(
            select(func.count())
            .select_from(ErasureRow)
            .where(
                ErasureRow.person_id == person_id, ErasureRow.done_at.is_(None), ErasureRow.wanted == "asked"
            )
        )
        or 0
    ) > 0


def carry_out(connection: Connection, now: datetime, today: date, limit: int = 20) -> int:
    """Forget those whose time has come, unless a stay of theirs runs; how many went. Bounded, for the clock."""
    due = connection.execute(
        select(ErasureRow.id, ErasureRow.person_id)
        .where(ErasureRow.done_at.is_(None), ErasureRow.due_at <= now)
        .order_by(ErasureRow.due_at, ErasureRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    stay = personal.needed(connection, [row.person_id for row in due], today)
    for row in due:
        if (until := stay.get(row.person_id)) is not None:
            again = now + (until - today) + timedelta(days=1)
            connection.execute(update(ErasureRow).where(ErasureRow.id == row.id).values(due_at=again))
    going = [row for row in due if row.person_id not in stay]
    if going:
        _erase(connection, [row.id for row in going], [row.person_id for row in going], now)
    return len(due)


def _erase(connection: Connection, row_ids: Sequence[int], going: Sequence[int], now: datetime) -> None:
    """Forget several people with as many looks at the tables as one person takes."""
    _turn_away(connection, going)
    waiting.forget(connection, going, now)
    forgetting.erase(connection, going, all_of_it=True)
    connection.execute(update(ErasureRow).where(ErasureRow.id.in_(row_ids)).values(done_at=now))
    for person_id in going:
        audit.note(connection, now, None, "erased", f"person:{person_id}")


def _cancel(connection: Connection, person_id: int) -> None:
    connection.execute(
        delete(ErasureRow).where(ErasureRow.person_id == person_id, ErasureRow.done_at.is_(None))
    )


def _turn_away(connection: Connection, going: Sequence[int]) -> None:
    """A turn under way at this moment must be run again, and finds nobody."""
    addresses = personal.subject(connection, *going).addresses
    connection.execute(
        update(PlaceRow).where(PlaceRow.address_id.in_(addresses)).values(version=PlaceRow.version + 1)
    )
