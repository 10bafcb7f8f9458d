"""Bookings from every channel, and the part each person has in them. A booking is shown to whoever proved a right to it.

How one comes in is in `store.intake`, how somebody proves that it is theirs in `store.claims`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    Date,
    ForeignKey,
    Index,
    UniqueConstraint,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from store import room_nights, rooms
from store.rooms import Span
from store.statements import Prepared
from store.tables import Base, BigId, Moment, RowId, Sealed

DIRECT = "direct"  # the source of what is booked with the house itself, not on a platform
PHONE, CLAIM = "bookings.phone", "bookings.claim"
TAKING = ("held", "confirmed", "in_house")  # the states that take room-nights
State = Literal["held", "confirmed", "in_house", "departed", "cancelled", "no_show", "unplaced"]


class BookingRow(Base):
    __tablename__ = "bookings"
    __table_args__ = (
        UniqueConstraint("source", "source_ref"),
        Index("bookings_replan", "id", sqlite_where=text("replan"), postgresql_where=text("replan")),
        Index("bookings_arrival", "arrival", "state"),
        Index("bookings_departure", "departure", "state"),
    )
    id: Mapped[RowId]
    source: Mapped[str]  # DIRECT, "美团", "携程" …
    source_ref: Mapped[str]  # the channel's own number; with `source` it names the booking for ever
    state: Mapped[str]
    holder: Mapped[str] = mapped_column(Sealed("bookings.holder"))
    phone: Mapped[str | None] = mapped_column(Sealed(PHONE))
    phone_hash: Mapped[str | None] = mapped_column(index=True)
    arrival: Mapped[date] = mapped_column(Date)
    departure: Mapped[date] = mapped_column(Date)
    room_type: Mapped[str]
    rooms: Mapped[int]
    adults: Mapped[int]
    children: Mapped[int]
    total: Mapped[int | None]  # fen; None: not known, the channel did not say
    notes: Mapped[str | None] = mapped_column(Sealed("bookings.notes"))
    eta: Mapped[str | None]  # "15:00" on the day of arrival, as the guest said
    claim: Mapped[str | None] = mapped_column(Sealed(CLAIM))
    claim_hash: Mapped[str | None] = mapped_column(index=True)
    held_until: Mapped[datetime | None] = mapped_column(Moment)  # of a hold: when it lapses
    reason: Mapped[str | None] = mapped_column(Sealed("bookings.reason"))  # why it was refused or cancelled
    fingerprint: Mapped[str]  # of what the channel said last: the same again changes nothing
    replan: Mapped[bool]  # its pushes must be planned anew
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class PartyRow(Base):
    __tablename__ = "parties"
    booking_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bookings.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False, index=True
    )
    part: Mapped[str]  # "holder" or "companion"
    level: Mapped[str]  # "claimed" or "confirmed"
    since: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking as the house has it."""

    id: int
    source: str
    source_ref: str
    state: State
    holder: str
    phone: str | None
    arrival: date
    departure: date
    room_type: str
    rooms: int
    adults: int
    children: int
    total: int | None
    notes: str | None
    claim: str | None
    eta: str | None
    held_until: datetime | None
    reason: str | None

    @property
    def code(self) -> str:
        """What people call it: B23. Short enough never to look like a phone number."""
        return f"B{self.id}"

    @property
    def stay(self) -> Span:
        return Span(self.arrival, self.departure)


@dataclass(frozen=True, slots=True)
class Share:
    """A booking with the part one person has in it: decides what that person may see."""

    booking: Booking
    part: Literal["holder", "companion"]
    level: Literal["claimed", "confirmed"]


FIELDS = (
    BookingRow.id,
    BookingRow.source,
    BookingRow.source_ref,
    BookingRow.state,
    BookingRow.holder,
    BookingRow.phone,
    BookingRow.arrival,
    BookingRow.departure,
    BookingRow.room_type,
    BookingRow.rooms,
    BookingRow.adults,
    BookingRow.children,
    BookingRow.total,
    BookingRow.notes,
    BookingRow.claim,
    BookingRow.eta,
    BookingRow.held_until,
    BookingRow.reason,
)
_GET = Prepared(select(*FIELDS).where(BookingRow.id == bindparam("booking_id")))
_SHARES = Prepared(
    select(PartyRow.part, PartyRow.level, *FIELDS)
    .join(BookingRow, BookingRow.id == PartyRow.booking_id)
    .where(PartyRow.person_id == bindparam("person_id"), BookingRow.departure >= bindparam("since"))
    .order_by(BookingRow.arrival, BookingRow.id)
    .limit(10)
)
_HOLDERS = select(PartyRow.person_id).where(PartyRow.part == "holder")


def get(connection: Connection, booking_id: int) -> Booking | None:
    """The booking with this id."""
    row = _GET.one(connection, booking_id=booking_id)
    return None if row is None else of_row(row)


def known(connection: Connection, booking_id: int) -> Booking:
    """The booking with an id that another row names."""
    booking = get(connection, booking_id)
    assert booking is not None, "bookings are never deleted"
    return booking


def each(connection: Connection, booking_ids: Sequence[int]) -> list[Booking]:
    """The bookings with these ids, by their ids."""
    rows = connection.execute(select(*FIELDS).where(BookingRow.id.in_(booking_ids)).order_by(BookingRow.id))
    return [of_row(row) for row in rows]


def of_row(row: Sequence[Any]) -> Booking:
    """A row of `FIELDS`."""
    return Booking(*row)


def shares(connection: Connection, person_id: int, since: date) -> list[Share]:
    """The bookings a person has a part in that end on `since` or later, soonest first; ten at most."""
    rows = _SHARES.rows(connection, person_id=person_id, since=since)
    return [Share(of_row(row[2:]), row[0], row[1]) for row in rows]


def holders(connection: Connection, booking_id: int) -> list[int]:
    """The people who hold a booking: usually one; companions are not among them."""
    return list(connection.scalars(_HOLDERS.where(PartyRow.booking_id == booking_id)))


def confirmed_holders(connection: Connection, booking_id: int) -> list[int]:
    """Those who proved that they hold a booking: who may be told of its money."""
    mine = PartyRow.booking_id == booking_id, PartyRow.level == "confirmed"
    return list(connection.scalars(_HOLDERS.where(*mine)))


def parties(connection: Connection, booking_id: int) -> list[tuple[int, str, str]]:
    """(person id, part, level) of everybody with a part in a booking, the holder first."""
    rows = connection.execute(
        select(PartyRow.person_id, PartyRow.part, PartyRow.level)
        .where(PartyRow.booking_id == booking_id)
        .order_by(PartyRow.part.desc(), PartyRow.since)
        .limit(20)
    )
    return [(row.person_id, row.part, row.level) for row in rows]


def bound(connection: Connection, booking_ids: Sequence[int]) -> dict[int, str]:
    """The notes of those of these bookings in which somebody has a part."""
    theirs = select(PartyRow.booking_id).where(PartyRow.booking_id == BookingRow.id)
    rows = connection.execute(
        select(BookingRow.id, BookingRow.notes).where(BookingRow.id.in_(booking_ids), theirs.exists())
    )
    return {row.id: row.notes or "" for row in rows}


def expect_at(connection: Connection, booking_id: int, eta: str) -> None:
    """The guest said when they come ("15:00"); what follows from it is planned anew."""
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(eta=eta, replan=True))


def end_past(connection: Connection, today: date, now: datetime, limit: int = 200) -> int:
    """Stays whose day of departure is over become departed and leave their rooms, to be cleaned; how many there were."""
    ended = connection.execute(
        select(BookingRow.id, BookingRow.state)
        .where(BookingRow.state.in_(("confirmed", "in_house")), BookingRow.departure < today)
        .limit(limit)
    ).all()
    over = [row.id for row in ended]
    for row in ended:
        if row.state == "in_house":  # whom nobody checked in may never have been in the room
            rooms.set_dirty(connection, rooms.rooms_of(connection, row.id), True)
        room_nights.release(connection, row.id)
    connection.execute(
        update(BookingRow)
        .where(BookingRow.id.in_(over))
        .values(state="departed", changed_at=now, replan=True)
    )
    return len(over)


def arriving(connection: Connection, day: date) -> list[Booking]:
    """Bookings that arrive on `day` and stand; a house's worth, so bounded by its rooms."""
    rows = connection.execute(
        select(*FIELDS)
        .where(BookingRow.arrival == day, BookingRow.state.in_((*TAKING, "unplaced")))
        .order_by(BookingRow.id)
        .limit(200)
    )
    return [of_row(row) for row in rows]


def arriving_between(connection: Connection, first: date, last: date, limit: int = 100) -> list[Booking]:
    """Bookings that arrive on one of these days, whatever became of them, soonest first."""
    rows = connection.execute(
        select(*FIELDS)
        .where(BookingRow.arrival >= first, BookingRow.arrival <= last)
        .order_by(BookingRow.arrival, BookingRow.id)
        .limit(limit)
    )
    return [of_row(row) for row in rows]


def unplaced(connection: Connection, today: date, limit: int) -> list[Booking]:
    """Bookings still to come that found no room, the soonest first."""
    rows = connection.execute(
        select(*FIELDS)
        .where(BookingRow.arrival >= today, BookingRow.state == "unplaced")
        .order_by(BookingRow.arrival, BookingRow.id)
        .limit(limit)
    )
    return [of_row(row) for row in rows]


def made_since(connection: Connection, moment: datetime | None, limit: int = 100) -> list[Booking]:
    """Bookings made since a moment, newest first; None: the newest there are."""
    newest = select(BookingRow.id).order_by(BookingRow.id.desc()).limit(limit)
    asked = select(*FIELDS).where(BookingRow.id.in_(newest)).order_by(BookingRow.id.desc())
    rows = connection.execute(asked if moment is None else asked.where(BookingRow.created_at >= moment))
    return [of_row(row) for row in rows]


def times(connection: Connection, booking_id: int) -> tuple[datetime, datetime]:
    """When a booking was made, and when it changed last."""
    row = connection.execute(
        select(BookingRow.created_at, BookingRow.changed_at).where(BookingRow.id == booking_id)
    ).one()
    return row.created_at, row.changed_at


def to_replan(connection: Connection, limit: int = 100) -> list[Booking]:
    """Bookings that changed since their pushes were planned, oldest first."""
    rows = connection.execute(select(*FIELDS).where(BookingRow.replan).order_by(BookingRow.id).limit(limit))
    return [of_row(row) for row in rows]


def replan_coming(connection: Connection) -> None:
    """The house changed its hours or rules: the pushes of every booking that stands are planned anew."""
    standing = BookingRow.state.in_((*TAKING, "unplaced"))
    connection.execute(update(BookingRow).where(standing).values(replan=True))


def planned(connection: Connection, booking_ids: Sequence[int]) -> None:
    """Their pushes now follow the bookings."""
    connection.execute(update(BookingRow).where(BookingRow.id.in_(booking_ids)).values(replan=False))
