"""Who asked to join a booking that somebody else holds. Only the holder's yes, or the house's word, lets them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, UniqueConstraint, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.bookings import PartyRow
from store.tables import Base, BigId, Moment, RowId


class JoinRow(Base):
    __tablename__ = "joins"
    __table_args__ = (UniqueConstraint("booking_id", "person_id"),)
    id: Mapped[RowId]
    booking_id: Mapped[int] = mapped_column(BigId, ForeignKey("bookings.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    granted: Mapped[bool]


@dataclass(frozen=True, slots=True)
class Join:
    """A wish to join a booking."""

    id: int
    booking_id: int
    person_id: int
    answered: bool
    granted: bool


_FIELDS = JoinRow.id, JoinRow.booking_id, JoinRow.person_id, JoinRow.answered_at.is_not(None), JoinRow.granted


def ask(connection: Connection, booking_id: int, person_id: int, now: datetime) -> tuple[Join, bool]:
    """The wish of a person to join a booking, and whether it is new: nobody is asked twice about the same person."""
    row = connection.execute(
        select(*_FIELDS).where(JoinRow.booking_id == booking_id, JoinRow.person_id == person_id)
    ).first()
    if row is not None:
        return Join(*row), False
    wish = insert(JoinRow).values(booking_id=booking_id, person_id=person_id, asked_at=now, granted=False)
    return Join(
        connection.execute(wish.returning(JoinRow.id)).scalar_one(), booking_id, person_id, False, False
    ), True


def get(connection: Connection, join_id: int) -> Join | None:
    row = connection.execute(select(*_FIELDS).where(JoinRow.id == join_id)).first()
    return None if row is None else Join(*row)


def waiting(connection: Connection, holder_id: int) -> Join | None:
    """The oldest wish to join a booking of this holder's that was not answered."""
    row = connection.execute(
        select(*_FIELDS)
        .join(PartyRow, PartyRow.booking_id == JoinRow.booking_id)
        .where(
            PartyRow.person_id == holder_id,
            PartyRow.part == "holder",
            PartyRow.level == "confirmed",
            JoinRow.answered_at.is_(None),
        )
        .order_by(JoinRow.id)
        .limit(1)
    ).first()
    return None if row is None else Join(*row)


def settle(connection: Connection, booking_id: int, person_id: int, granted: bool, now: datetime) -> bool:
    """Answer a wish; False when there was none, or it was answered before."""
    waits = JoinRow.booking_id == booking_id, JoinRow.person_id == person_id, JoinRow.answered_at.is_(None)
    answer = update(JoinRow).where(*waits).values(answered_at=now, granted=granted)
    return connection.execute(answer).rowcount == 1
