"""Service requests: one row a wish, who has it, what happened to it, when it was promised. `store.ticket_changes` changes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, ForeignKey, Index, Select, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from store.house_file import ServiceKind
from store.tables import Base, BigId, Moment, RowId, Sealed, SealedJson

State = Literal["open", "accepted", "done", "reopened", "closed", "cancelled"]
UNTAKEN: tuple[State, ...] = ("open", "reopened")
LIVE: tuple[State, ...] = ("open", "reopened", "accepted")
DONE: tuple[State, ...] = ("done",)
FINISHED: tuple[State, ...] = ("done", "closed")
MANY = 20  # tickets one answer may be about
OF_THE_HOUSE: tuple[ServiceKind, ...] = (
    "turnover",
)  # no guest asked for it: nobody but the house hears of it
UNDISTURBED = "勿扰"  # the topic of the wish that nobody comes, as `bot.understanding.wishes` reads it


class TicketRow(Base):
    __tablename__ = "tickets"
    __table_args__ = (
        Index("tickets_due", "due_at", sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("tickets_room", "room", sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("tickets_guest", "person_id", "number"),
        Index("tickets_taken", "taken_by", sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("tickets_step", "step_at", sqlite_where=text("step_at IS NOT NULL"), postgresql_where=text("step_at IS NOT NULL")),
    )  # fmt: skip
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    state: Mapped[str]
    room: Mapped[str | None]  # None: not said
    bound: Mapped[bool]  # the guest is known to stay in that room
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    address_id: Mapped[int] = mapped_column(BigId, ForeignKey("addresses.id"))  # where it was asked
    booking_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bookings.id"), index=True)
    things: Mapped[Any] = mapped_column(SealedJson("tickets.things"))  # [name, count or null, unit] each
    topic: Mapped[str]  # what it is about besides things: "空调"
    words: Mapped[str] = mapped_column(Sealed("tickets.words"))  # the guest's own
    urgent: Mapped[bool]
    named_at: Mapped[datetime | None] = mapped_column(Moment)  # when the guest wants it, if said
    asked: Mapped[int]  # how often it was asked for
    asked_at: Mapped[datetime] = mapped_column(Moment)  # the last time
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)  # promised; while nothing is, when the house looks again
    promised: Mapped[bool]  # False: it takes longer, and nobody said until when
    taken_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # closed or cancelled
    step: Mapped[int]  # of the climb: what the clock does next
    step_at: Mapped[datetime | None] = mapped_column(Moment)  # when; None: nothing


class TicketEvent(Base):
    __tablename__ = "ticket_events"
    id: Mapped[RowId]
    number: Mapped[int] = mapped_column(BigId, ForeignKey("tickets.number"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))  # None: the clock
    what: Mapped[str]
    note: Mapped[str] = mapped_column(Sealed("ticket_events.note"))


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to bring: 浴巾, 2, 条. Without a count none was said."""

    name: str
    count: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A service request as it stands."""

    number: int
    kind: ServiceKind
    state: State
    room: str | None
    bound: bool
    person_id: int
    address_id: int
    booking_id: int | None
    things: tuple[Thing, ...]
    topic: str
    words: str
    urgent: bool
    named_at: datetime | None
    asked: int
    asked_at: datetime
    created_at: datetime
    due_at: datetime
    promised: bool
    taken_by: int | None
    taken_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    step: int
    step_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a ticket."""

    at: datetime
    person_id: int | None
    what: str
    note: str


TICKET = select(*(getattr(TicketRow, item.name) for item in fields(Ticket)))


def get(connection: Connection, number: int) -> Ticket | None:
    """The ticket with this number."""
    row = connection.execute(TICKET.where(TicketRow.number == number)).first()
    return None if row is None else as_ticket(row)


def live(connection: Connection, limit: int = MANY) -> list[Ticket]:
    """What somebody still has to do, the soonest promised first."""
    return _many(connection, TICKET.where(*_live()), limit)


def live_in(connection: Connection, room: str) -> list[Ticket]:
    """What still has to be done in a room."""
    return _many(connection, TICKET.where(TicketRow.room == room, *_live()))


def live_of_kind(connection: Connection, kind: ServiceKind, limit: int = 200) -> list[Ticket]:
    """What still has to be done of one kind, the soonest promised first."""
    return _many(connection, TICKET.where(TicketRow.kind == kind, *_live()), limit)


def live_like(connection: Connection, kind: ServiceKind, room: str | None, person_id: int) -> list[Ticket]:
    """What still has to be done of one kind in a room; where none is known, for that guest."""
    place = TicketRow.room == room if room else TicketRow.person_id == person_id
    return _many(connection, TICKET.where(place, TicketRow.kind == kind, *_live()))


def of_guest(connection: Connection, person_id: int) -> list[Ticket]:
    """A guest's tickets that are not closed or cancelled, the newest first."""
    mine = TICKET.where(
        TicketRow.person_id == person_id,
        TicketRow.ended_at.is_(None),
        TicketRow.kind.not_in(OF_THE_HOUSE),
    )
    return [as_ticket(row) for row in connection.execute(mine.order_by(TicketRow.number.desc()).limit(MANY))]


def finished_for(connection: Connection, person_id: int, since: datetime) -> list[Ticket]:
    """What was finished for a guest since then, whether or not they said a word about it; the last first."""
    theirs = TICKET.where(
        TicketRow.person_id == person_id,
        TicketRow.state.in_(FINISHED),
        TicketRow.done_at >= since,
        TicketRow.kind.not_in(OF_THE_HOUSE),
    )
    newest = theirs.order_by(TicketRow.done_at.desc(), TicketRow.number.desc()).limit(MANY)
    return [as_ticket(row) for row in connection.execute(newest)]


def taken_by(connection: Connection, person_id: int) -> list[Ticket]:
    """What a person of the house has accepted and not finished, the last accepted first."""
    theirs = TICKET.where(
        TicketRow.taken_by == person_id, TicketRow.state == "accepted", TicketRow.ended_at.is_(None)
    )
    return [
        as_ticket(row) for row in connection.execute(theirs.order_by(TicketRow.taken_at.desc()).limit(MANY))
    ]


def finished_by(connection: Connection, person_id: int, since: datetime) -> list[Ticket]:
    """What a person of the house finished since then and nobody has closed, the last first."""
    theirs = TICKET.where(
        TicketRow.taken_by == person_id,
        TicketRow.state == "done",
        TicketRow.done_at >= since,
        TicketRow.ended_at.is_(None),
    )
    return [
        as_ticket(row) for row in connection.execute(theirs.order_by(TicketRow.done_at.desc()).limit(MANY))
    ]


def events(connection: Connection, number: int) -> list[Event]:
    """What happened to a ticket, in order; the last hundred."""
    rows = connection.execute(
        select(TicketEvent.at, TicketEvent.person_id, TicketEvent.what, TicketEvent.note)
        .where(TicketEvent.number == number)
        .order_by(TicketEvent.id.desc())
        .limit(100)
    ).all()
    return [Event(row.at, row.person_id, row.what, row.note) for row in reversed(rows)]


def note(
    connection: Connection, number: int, person_id: int | None, what: str, words: str, now: datetime
) -> None:
    """Write down what happened; person None: the clock did it."""
    connection.execute(
        insert(TicketEvent).values(number=number, at=now, person_id=person_id, what=what, note=words)
    )


def as_ticket(row: Any) -> Ticket:
    """A row of `TICKET`, whatever it was joined with."""
    values: Mapping[str, Any] = row._mapping
    things = tuple(Thing(name, count, unit) for name, count, unit in values["things"])
    return Ticket(**{**values, "things": things})


def _live() -> tuple[Any, ...]:
    return TicketRow.ended_at.is_(None), TicketRow.state.in_(LIVE)


def _many(connection: Connection, tickets: Select[Any], limit: int = MANY) -> list[Ticket]:
    ordered = tickets.order_by(TicketRow.due_at, TicketRow.number).limit(limit)
    return [as_ticket(row) for row in connection.execute(ordered)]
