"""Who is going to stay, as the guests told before they came (名单): names, ages of children, wishes. Never a document number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.bookings import Booking, BookingRow
from store.tables import Base, BigId, Moment, Sealed, SealedJson

OF_AGE = 18
MOST = 20  # names one list takes


class RegistrationRow(Base):
    __tablename__ = "registrations"
    booking_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bookings.id"), primary_key=True, autoincrement=False
    )
    names: Mapped[Any] = mapped_column(SealedJson("registrations.names"))  # as they were written
    ages: Mapped[Any] = mapped_column(SealedJson("registrations.ages"))  # of those who are not of age
    wishes: Mapped[str | None] = mapped_column(Sealed("registrations.wishes"))
    guardian: Mapped[str | None] = mapped_column(Sealed("registrations.guardian"))  # a phone number
    alone: Mapped[bool]  # nobody of age is among them: the house has its five duties
    duties: Mapped[str]  # those of the five that are done: "1,2"
    told_by: Mapped[int | None] = mapped_column(BigId)  # the person; None: staff began it
    told_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Registration:
    """What was told about everybody who is going to stay on one booking."""

    names: tuple[str, ...] = ()
    ages: tuple[int, ...] = ()
    wishes: str = ""
    guardian: str = ""
    alone: bool = False
    duties: tuple[int, ...] = ()


NOTHING = Registration()


def expected(booking: Booking) -> int:
    """How many names make the list whole."""
    return max(booking.adults + booking.children, 1)


def all_minors(booking: Booking, ages: Sequence[int]) -> bool:
    """Whether nobody of age is among them, as far as their ages tell."""
    young = sum(age < OF_AGE for age in ages)
    return young > 0 and (booking.adults == 0 or young >= expected(booking))


def of(connection: Connection, booking_id: int) -> Registration:
    """What was told about a booking; `NOTHING` while nothing was."""
    return of_each(connection, [booking_id]).get(booking_id, NOTHING)


def of_each(connection: Connection, booking_ids: Sequence[int]) -> dict[int, Registration]:
    """What was told about each of these bookings; those nothing was told about are left out."""
    rows = connection.execute(
        select(
            RegistrationRow.booking_id,
            RegistrationRow.names,
            RegistrationRow.ages,
            RegistrationRow.wishes,
            RegistrationRow.guardian,
            RegistrationRow.alone,
            RegistrationRow.duties,
        ).where(RegistrationRow.booking_id.in_(booking_ids))
    )
    return {
        row.booking_id: Registration(
            tuple(row.names),
            tuple(row.ages),
            row.wishes or "",
            row.guardian or "",
            bool(row.alone),
            tuple(int(number) for number in row.duties.split(",") if number),
        )
        for row in rows
    }


def keep(
    connection: Connection, booking_id: int, told: Registration, person_id: int | None, now: datetime
) -> None:
    """Write down what was told; it replaces what was before. What follows from it is planned anew."""
    values: dict[str, Any] = {
        "names": list(told.names[:MOST]),
        "ages": list(told.ages[:MOST]),
        "wishes": told.wishes or None,
        "guardian": told.guardian or None,
        "alone": told.alone,
        "duties": ",".join(str(number) for number in told.duties),
        "told_by": person_id,
        "told_at": now,
    }
    mine = RegistrationRow.booking_id == booking_id
    if connection.scalar(select(RegistrationRow.booking_id).where(mine)) is None:
        connection.execute(insert(RegistrationRow).values(booking_id=booking_id, **values))
    else:
        connection.execute(update(RegistrationRow).where(mine).values(**values))
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(replan=True))
