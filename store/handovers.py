"""Guests a person of the house is talking to: while it lasts the bot is mute for them and passes their words on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, ForeignKey, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store import places
from store.tables import Base, BigId, Moment

QUIET = timedelta(hours=1)  # after each word of the house


class HandoverRow(Base):
    __tablename__ = "handovers"
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    address_id: Mapped[int] = mapped_column(BigId, ForeignKey("addresses.id"))  # where the guest is answered
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"), index=True)
    until: Mapped[datetime] = mapped_column(Moment, index=True)


@dataclass(frozen=True, slots=True)
class Handover:
    """A talk between a guest and somebody of the house."""

    person_id: int
    address_id: int
    staff_id: int
    until: datetime


_FIELDS = HandoverRow.person_id, HandoverRow.address_id, HandoverRow.staff_id, HandoverRow.until


def take(
    connection: Connection, person_id: int, address_id: int, staff_id: int, now: datetime
) -> Handover | None:
    """Somebody of the house speaks to a guest: the bot is mute there for an hour from now. The talk that went on so far."""
    before = of_guest(connection, person_id)
    values = {"address_id": address_id, "staff_id": staff_id, "until": now + QUIET}
    if before is None:
        connection.execute(insert(HandoverRow).values(person_id=person_id, **values))
    else:
        connection.execute(update(HandoverRow).where(HandoverRow.person_id == person_id).values(**values))
    places.mute(connection, address_id, now + QUIET)
    return before


def give_back(connection: Connection, person_id: int) -> None:
    """The bot speaks again."""
    talk = of_guest(connection, person_id)
    if talk is not None:
        connection.execute(delete(HandoverRow).where(HandoverRow.person_id == person_id))
        places.mute(connection, talk.address_id, None)


def of_guest(connection: Connection, person_id: int) -> Handover | None:
    """Who talks to this guest; None when the bot does."""
    row = connection.execute(select(*_FIELDS).where(HandoverRow.person_id == person_id)).first()
    return None if row is None else Handover(*row)


def of_staff(connection: Connection, staff_id: int) -> list[Handover]:
    """The guests somebody of the house talks to."""
    rows = connection.execute(
        select(*_FIELDS).where(HandoverRow.staff_id == staff_id).order_by(HandoverRow.until).limit(20)
    )
    return [Handover(*row) for row in rows]


def over(connection: Connection, now: datetime, limit: int = 50) -> list[Handover]:
    """Talks in which the house has said nothing for an hour."""
    rows = connection.execute(
        select(*_FIELDS).where(HandoverRow.until <= now).order_by(HandoverRow.until).limit(limit)
    )
    return [Handover(*row) for row in rows]
