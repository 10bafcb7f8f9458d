"""Who of the house was told of which ticket, last when: a bare word of theirs is about the last one. Never tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, Index, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base, BigId, Moment
from store.tickets import MANY, TICKET, Ticket, TicketRow, as_ticket

KNOWING = 50  # people of one house


class ToldRow(Base):
    __tablename__ = "ticket_told"
    __table_args__ = (Index("ticket_told_person", "person_id", "at"),)
    number: Mapped[int] = mapped_column(
        BigId, ForeignKey("tickets.number"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(Moment)  # the last time


def tell(connection: Connection, number: int, person_ids: Sequence[int], now: datetime) -> None:
    """Note who was told of a ticket: a bare word of theirs is about the last one."""
    for person_id in person_ids:
        known = connection.execute(
            update(ToldRow).where(ToldRow.number == number, ToldRow.person_id == person_id).values(at=now)
        )
        if not known.rowcount:
            connection.execute(insert(ToldRow).values(number=number, person_id=person_id, at=now))


def told(connection: Connection, number: int) -> frozenset[int]:
    """The people who know of a ticket."""
    return frozenset(
        connection.scalars(select(ToldRow.person_id).where(ToldRow.number == number).limit(KNOWING))
    )


def told_to(connection: Connection, person_id: int, since: datetime) -> list[Ticket]:
    """The tickets a person of the house was told of, the last first, whatever became of them."""
    rows = connection.execute(
        TICKET.join(ToldRow, ToldRow.number == TicketRow.number)
        .where(ToldRow.person_id == person_id, ToldRow.at >= since)
        .order_by(ToldRow.at.desc(), TicketRow.number.desc())
        .limit(MANY)
    )
    return [as_ticket(row) for row in rows]
