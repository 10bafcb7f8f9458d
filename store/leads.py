"""Who asked for rooms and has not booked (咨询): one row a person and days, kept until those days are over. It judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import (
    Connection,
    Date,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from store import extras
from store.bookings import TAKING, BookingRow, PartyRow
from store.extras import Wanted
from store.people import Person
from store.rooms import Span
from store.tables import Base, BigId, Moment, RowId

KEPT = timedelta(days=30)  # after the days that were asked for


class LeadRow(Base):
    __tablename__ = "leads"
    __table_args__ = (UniqueConstraint("person_id", "arrival", "departure"), Index("leads_asked", "asked_at"))
    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    arrival: Mapped[date] = mapped_column(Date, index=True)
    departure: Mapped[date] = mapped_column(Date)
    room_type: Mapped[str]  # "" = any
    rooms: Mapped[int]
    adults: Mapped[int]
    children: Mapped[int]
    on_top: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # beds, breakfasts, children at a price
    full: Mapped[bool]  # nothing could be offered for those days
    asked: Mapped[int]  # how often
    asked_at: Mapped[datetime] = mapped_column(Moment)  # the last time


@dataclass(frozen=True, slots=True)
class Lead:
    """One wish that came to nothing so far."""

    person_id: int
    name: str
    stay: Span
    room_type: str
    rooms: int
    adults: int
    children: int
    full: bool
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for."""

    stay: Span
    room_type: str  # "" = any
    rooms: int
    adults: int
    children: int
    on_top: Wanted = field(default_factory=dict)


def note(connection: Connection, person_id: int, wish: Wish, now: datetime, *, full: bool) -> None:
    """Somebody was told what is free for these days, or that nothing is."""
    mine = (
        LeadRow.person_id == person_id,
        LeadRow.arrival == wish.stay.arrival,
        LeadRow.departure == wish.stay.departure,
    )
    values = {
        "room_type": wish.room_type,
        "rooms": wish.rooms,
        "adults": wish.adults,
        "children": wish.children,
        "on_top": extras.written(wish.on_top),
        "full": full,
        "asked_at": now,
    }
    again = update(LeadRow).where(*mine).values(asked=LeadRow.asked + 1, **values)
    if not connection.execute(again).rowcount:
        connection.execute(
            insert(LeadRow).values(
                person_id=person_id,
                arrival=wish.stay.arrival,
                departure=wish.stay.departure,
                asked=1,
                **values,
            )
        )


def open_ones(connection: Connection, today: date, since: datetime, limit: int = 15) -> list[Lead]:
    """Those who asked since then for days still to come and have no booking of some of them, nor made one afterwards.

    The last asked first.
    Of several days somebody asked for, the last ones.
    """
    booked = exists().where(
        PartyRow.person_id == LeadRow.person_id,
        PartyRow.booking_id == BookingRow.id,
        BookingRow.state.in_((*TAKING, "unplaced")),
        or_(
            and_(BookingRow.arrival < LeadRow.departure, BookingRow.departure > LeadRow.arrival),
            BookingRow.created_at >= LeadRow.asked_at,
        ),
    )
    rows = connection.execute(
        select(
            LeadRow.person_id, Person.name, LeadRow.arrival, LeadRow.departure, LeadRow.room_type,
            LeadRow.rooms, LeadRow.adults, LeadRow.children, LeadRow.full, LeadRow.asked_at,
        )
        .join(Person, Person.id == LeadRow.person_id)
        .where(LeadRow.asked_at >= since, LeadRow.arrival >= today, ~booked)
        .order_by(LeadRow.asked_at.desc(), LeadRow.id.desc())
        .limit(limit * 3)
    )  # fmt: skip
    found: dict[int, Lead] = {}
    for row in rows:
        found.setdefault(row.person_id, _of(row))
    return list(found.values())[:limit]


def last_full(connection: Connection, person_id: int, today: date, since: datetime) -> Wish | None:
    """The last days a person was told are full, since then; None when there are none."""
    row = connection.execute(
        select(
            LeadRow.arrival,
            LeadRow.departure,
            LeadRow.room_type,
            LeadRow.rooms,
            LeadRow.adults,
            LeadRow.children,
            LeadRow.on_top,
        )
        .where(
            LeadRow.person_id == person_id, LeadRow.full, LeadRow.arrival >= today, LeadRow.asked_at >= since
        )
        .order_by(LeadRow.asked_at.desc(), LeadRow.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    kept = extras.as_written(row.on_top)
    return Wish(Span(row.arrival, row.departure), row.room_type, row.rooms, row.adults, row.children, kept)


def prune(connection: Connection, today: date, limit: int = 500) -> int:
    """Let go of days long over; how many."""
    over = select(LeadRow.id).where(LeadRow.arrival < today - KEPT).limit(limit)
    return connection.execute(delete(LeadRow).where(LeadRow.id.in_(over))).rowcount


def _of(row: Sequence[object]) -> Lead:
    person_id, name, arrival, departure, *rest = row
    return Lead(person_id, name or "", Span(arrival, departure), *rest)  # type: ignore[arg-type]  # the columns above, in order
