"""Service requests: one row a wish, with who has it and when it was promised; every change is a row of its own.

    open ──taken──> accepted ──finished──> done ──guest content, or a day──> closed
      └───────────── finished ──────────────┘ └──not yet──> reopened, which is open again
    open, accepted, reopened ──> cancelled

Changes are conditional on the state: of two people who take a ticket one gets it. Numbers skip the house's rooms.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    ForeignKey,
    Index,
    Select,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.house_file import ServiceKind
from store.people import APP, AddressRow, Person, StaffRow
from store.revision import HouseState
from store.tables import Base, BigId, Moment, RowId, Sealed, SealedJson

State = Literal["open", "accepted", "done", "reopened", "closed", "cancelled"]
UNTAKEN: tuple[State, ...] = ("open", "reopened")
LIVE: tuple[State, ...] = ("open", "reopened", "accepted")
DONE: tuple[State, ...] = ("done",)
FINISHED: tuple[State, ...] = ("done", "closed")
ANSWERED_FOR = timedelta(days=1)  # how long a finished ticket waits for the guest's word
MANY = 20  # tickets one answer may be about
CREW = 50  # people of one house
OF_THE_HOUSE: tuple[ServiceKind, ...] = (
    "turnover",
)  # no guest asked for it: nobody but the house hears of it
CALLS = ("110", "119", "120")  # no ticket has these numbers: 接110 would call the police
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


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to bring: 浴巾, 2, 条. Without a count none was said."""

    name: str
    count: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Want:
    """A wish as it becomes a ticket."""

    kind: ServiceKind
    person_id: int
    address_id: int
    words: str
    room: str | None = None
    bound: bool = False
    booking_id: int | None = None
    things: tuple[Thing, ...] = ()
    topic: str = ""
    urgent: bool = False
    named_at: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody of the house who can be told something now."""

    person_id: int
    address_id: int
    language: str
    name: str  # what colleagues call them; "" when nobody said
    role: str
    department: str  # "" = all
    on_duty: bool


_TICKET = select(*(getattr(TicketRow, item.name) for item in fields(Ticket)))


_ALONE = select(HouseState.id).with_for_update(key_share=True)


# --- opening, and joining what is open already ---


def open_one(
    connection: Connection,
    want: Want,
    *,
    due: datetime,
    step: int,
    step_at: datetime,
    rooms: Collection[str],
    now: datetime,
) -> Ticket:
    """A new ticket; its number is none of the house's rooms."""
    values: dict[str, Any] = {
        "kind": want.kind,
        "state": "open",
        "room": want.room,
        "bound": want.bound,
        "person_id": want.person_id,
        "address_id": want.address_id,
        "booking_id": want.booking_id,
        "things": [[thing.name, thing.count, thing.unit] for thing in want.things],
        "topic": want.topic,
        "words": want.words,
        "urgent": want.urgent,
        "named_at": want.named_at,
        "asked": 1,
        "asked_at": now,
        "created_at": now,
        "due_at": due,
        "promised": True,
        "step": step,
        "step_at": step_at,
    }
    number = _free_number(connection, rooms)
    connection.execute(insert(TicketRow).values(number=number, **values))
    _event(connection, number, want.person_id, "opened", want.words, now)
    found = get(connection, number)
    assert found is not None
    return found


def _free_number(connection: Connection, rooms: Collection[str]) -> int:
    """The next number. Until the commit nobody else draws one: SQLite has one writer, PostgreSQL locks one row."""
    connection.execute(_ALONE)
    number = (connection.scalar(select(func.max(TicketRow.number))) or 0) + 1
    while str(number) in rooms or str(number) in CALLS:
        number += 1
    return number


def open_already(connection: Connection, want: Want) -> Ticket | None:
    """The live ticket this wish is about again: same place, kind and things; None when it is a new one."""
    place = TicketRow.room == want.room if want.room else TicketRow.person_id == want.person_id
    rows = _many(connection, _TICKET.where(place, TicketRow.kind == want.kind, *_live()))
    return next((ticket for ticket in rows if _same(want, ticket)), None)


def _same(want: Want, ticket: Ticket) -> bool:
    if want.kind in ("amenity", "lost_found") and want.things:
        known = {thing.name: thing.count for thing in ticket.things}
        return all(thing.name in known for thing in want.things)
    if want.kind in ("transport", "wake_up", "meal", "luggage", "special", "amenity", "lost_found"):
        return want.words == ticket.words and want.named_at == ticket.named_at
    return want.topic == ticket.topic or not want.topic


def ask_again(connection: Connection, number: int, person_id: int, words: str, now: datetime) -> None:
    """Count one more time that somebody asked."""
    connection.execute(
        update(TicketRow).where(TicketRow.number == number).values(asked=TicketRow.asked + 1, asked_at=now)
    )
    _event(connection, number, person_id, "asked_again", words, now)


# --- what is there ---


def get(connection: Connection, number: int) -> Ticket | None:
    """The ticket with this number."""
    row = connection.execute(_TICKET.where(TicketRow.number == number)).first()
    return None if row is None else _ticket(row)


def live(connection: Connection, limit: int = MANY) -> list[Ticket]:
    """What somebody still has to do, the soonest promised first."""
    return _many(connection, _TICKET.where(*_live()), limit)


def live_in(connection: Connection, room: str) -> list[Ticket]:
    """What still has to be done in a room."""
    return _many(connection, _TICKET.where(TicketRow.room == room, *_live()))


def live_of_kind(connection: Connection, kind: ServiceKind, limit: int = 200) -> list[Ticket]:
    """What still has to be done of one kind, the soonest promised first."""
    return _many(connection, _TICKET.where(TicketRow.kind == kind, *_live()), limit)


def of_guest(connection: Connection, person_id: int) -> list[Ticket]:
    """A guest's tickets that are not closed or cancelled, the newest first."""
    mine = _TICKET.where(
        TicketRow.person_id == person_id,
        TicketRow.ended_at.is_(None),
        TicketRow.kind.not_in(OF_THE_HOUSE),
    )
    return [_ticket(row) for row in connection.execute(mine.order_by(TicketRow.number.desc()).limit(MANY))]


def finished_for(connection: Connection, person_id: int, since: datetime) -> list[Ticket]:
    """What was finished for a guest since then, whether or not they said a word about it; the last first."""
    theirs = _TICKET.where(
        TicketRow.person_id == person_id,
        TicketRow.state.in_(FINISHED),
        TicketRow.done_at >= since,
        TicketRow.kind.not_in(OF_THE_HOUSE),
    )
    newest = theirs.order_by(TicketRow.done_at.desc(), TicketRow.number.desc()).limit(MANY)
    return [_ticket(row) for row in connection.execute(newest)]


def taken_by(connection: Connection, person_id: int) -> list[Ticket]:
    """What a person of the house has accepted and not finished, the last accepted first."""
    theirs = _TICKET.where(
        TicketRow.taken_by == person_id, TicketRow.state == "accepted", TicketRow.ended_at.is_(None)
    )
    return [
        _ticket(row) for row in connection.execute(theirs.order_by(TicketRow.taken_at.desc()).limit(MANY))
    ]


def finished_by(connection: Connection, person_id: int, since: datetime) -> list[Ticket]:
    """What a person of the house finished since then and nobody has closed, the last first."""
    theirs = _TICKET.where(
        TicketRow.taken_by == person_id,
        TicketRow.state == "done",
        TicketRow.done_at >= since,
        TicketRow.ended_at.is_(None),
    )
    return [_ticket(row) for row in connection.execute(theirs.order_by(TicketRow.done_at.desc()).limit(MANY))]


def told_to(connection: Connection, person_id: int, since: datetime) -> list[Ticket]:
    """The tickets a person of the house was told of, the last first, whatever became of them."""
    rows = connection.execute(
        _TICKET.join(ToldRow, ToldRow.number == TicketRow.number)
        .where(ToldRow.person_id == person_id, ToldRow.at >= since)
        .order_by(ToldRow.at.desc(), TicketRow.number.desc())
        .limit(MANY)
    )
    return [_ticket(row) for row in rows]


def events(connection: Connection, number: int) -> list[Event]:
    """What happened to a ticket, in order; the last hundred."""
    rows = connection.execute(
        select(TicketEvent.at, TicketEvent.person_id, TicketEvent.what, TicketEvent.note)
        .where(TicketEvent.number == number)
        .order_by(TicketEvent.id.desc())
        .limit(100)
    ).all()
    return [Event(row.at, row.person_id, row.what, row.note) for row in reversed(rows)]


# --- who can be told ---


def crew(connection: Connection) -> list[Hand]:
    """Everybody who works for the house and can be told something, each in WeCom or at their newest address."""
    rows = connection.execute(
        select(
            StaffRow.person_id,
            AddressRow.id,
            Person.language,
            StaffRow.name,
            Person.name,
            StaffRow.role,
            StaffRow.department,
            StaffRow.on_duty,
        )
        .join(AddressRow, AddressRow.person_id == StaffRow.person_id)
        .join(Person, Person.id == StaffRow.person_id)
        .where(StaffRow.active, AddressRow.following)
        .order_by(AddressRow.channel == APP, AddressRow.id)  # the last one counts
        .limit(CREW)
    )
    hands: dict[int, Hand] = {}
    for person_id, address_id, language, name, own_name, role, department, on_duty in rows:
        called = name or own_name or ""
        hands[person_id] = Hand(person_id, address_id, language, called, role, department, bool(on_duty))
    return list(hands.values())


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
        connection.scalars(select(ToldRow.person_id).where(ToldRow.number == number).limit(CREW))
    )


# --- what becomes of it ---


def wanted_by(
    connection: Connection, ticket: Ticket, due: datetime, step_at: datetime | None, booking_id: int | None
) -> None:
    """It is needed at another time, for another booking, while nobody has it."""
    connection.execute(
        update(TicketRow)
        .where(TicketRow.number == ticket.number, TicketRow.state.in_(UNTAKEN))
        .values(due_at=due, step_at=step_at, booking_id=booking_id)
    )


def take(connection: Connection, ticket: Ticket, person_id: int, step_at: datetime, now: datetime) -> bool:
    """Somebody does it, and is reminded at `step_at`; False when it is no longer to be had."""
    return _change(
        connection, ticket, UNTAKEN, person_id, "accepted", now,
        state="accepted", taken_by=person_id, taken_at=now, step=OVERDUE, step_at=step_at,
    )  # fmt: skip


def finish(connection: Connection, ticket: Ticket, person_id: int, now: datetime) -> bool:
    """It is done; the guest has a day to say it is not. False when it was over already."""
    return _change(
        connection, ticket, LIVE, person_id, "done", now,
        state="done", taken_by=person_id, done_at=now, step=CLOSING, step_at=now + ANSWERED_FOR,
    )  # fmt: skip


def put_off(
    connection: Connection,
    ticket: Ticket,
    person_id: int,
    due: datetime,
    reason: str,
    now: datetime,
    *,
    promised: bool = True,
) -> bool:
    """Whoever says why it takes longer has it from now on; promised anew for `due`, or only looked at again then."""
    return _change(
        connection, ticket, LIVE, person_id, "put_off", now, reason,
        state="accepted", taken_by=person_id, taken_at=now, due_at=due, promised=promised, step=OVERDUE, step_at=due,
    )  # fmt: skip


def hand_over(
    connection: Connection, ticket: Ticket, person_id: int, to: Hand, step_at: datetime, now: datetime
) -> bool:
    """Somebody else is to take it: open again, and climbing again, until they do."""
    return _change(
        connection, ticket, LIVE, person_id, "handed_over", now, to.name,
        state="open", taken_by=None, taken_at=None, step=REMINDING, step_at=step_at,
    )  # fmt: skip


def reopen(
    connection: Connection,
    ticket: Ticket,
    person_id: int,
    words: str,
    *,
    due: datetime,
    step: int,
    step_at: datetime,
    now: datetime,
) -> bool:
    """The guest says it is not done after all; False when the ticket no longer waits for the guest's word."""
    return _change(
        connection, ticket, FINISHED, person_id, "reopened", now, words,
        state="reopened", taken_by=None, taken_at=None, done_at=None, ended_at=None,
        due_at=due, promised=True, step=step, step_at=step_at,
    )  # fmt: skip


def close(connection: Connection, ticket: Ticket, person_id: int | None, now: datetime) -> bool:
    """The guest is content, or said nothing for a day (person None)."""
    return _change(
        connection, ticket, DONE, person_id, "closed", now,
        state="closed", ended_at=now, step_at=None,
    )  # fmt: skip


def cancel(connection: Connection, ticket: Ticket, person_id: int | None, words: str, now: datetime) -> bool:
    """Nobody needs it any more; person None: the clock saw so."""
    return _change(
        connection, ticket, LIVE, person_id, "cancelled", now, words,
        state="cancelled", ended_at=now, step_at=None,
    )  # fmt: skip


def note(
    connection: Connection, number: int, person_id: int | None, what: str, words: str, now: datetime
) -> None:
    """Something that changes no state: a question, an answer, a reminder."""
    _event(connection, number, person_id, what, words, now)


# --- the climb ---

TELLING, REMINDING, EVERYBODY, OWNER, GUEST = 0, 1, 2, 3, 4  # while nobody takes it
OVERDUE, OVERDUE_OWNER = 10, 11  # taken, and late
CLOSING = 20  # done, and nobody objected


def climbing(connection: Connection, now: datetime, limit: int) -> list[Ticket]:
    """Tickets whose next step is due, oldest first; no other process gets them in this transaction."""
    due = (
        _TICKET.where(TicketRow.step_at <= now)
        .order_by(TicketRow.step_at, TicketRow.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_ticket(row) for row in connection.execute(due)]


def climb(
    connection: Connection, ticket: Ticket, what: str, step: int, step_at: datetime | None, now: datetime
) -> None:
    """Note a step of the clock's as taken, and which comes next."""
    connection.execute(
        update(TicketRow).where(TicketRow.number == ticket.number).values(step=step, step_at=step_at)
    )
    if what:
        _event(connection, ticket.number, None, what, "", now)


def _change(
    connection: Connection,
    ticket: Ticket,
    was: Collection[State],
    person_id: int | None,
    what: str,
    now: datetime,
    words: str = "",
    **values: Any,
) -> bool:
    changed = connection.execute(
        update(TicketRow).where(TicketRow.number == ticket.number, TicketRow.state.in_(was)).values(**values)
    )
    if not changed.rowcount:
        return False
    _event(connection, ticket.number, person_id, what, words, now)
    return True


def _event(
    connection: Connection, number: int, person_id: int | None, what: str, words: str, now: datetime
) -> None:
    connection.execute(
        insert(TicketEvent).values(number=number, at=now, person_id=person_id, what=what, note=words)
    )


def _live() -> tuple[Any, ...]:
    return TicketRow.ended_at.is_(None), TicketRow.state.in_(LIVE)


def _many(connection: Connection, tickets: Select[Any], limit: int = MANY) -> list[Ticket]:
    ordered = tickets.order_by(TicketRow.due_at, TicketRow.number).limit(limit)
    return [_ticket(row) for row in connection.execute(ordered)]


def _ticket(row: Any) -> Ticket:
    values: Mapping[str, Any] = row._mapping
    things = tuple(Thing(name, count, unit) for name, count, unit in values["things"])
    return Ticket(**{**values, "things": things})
