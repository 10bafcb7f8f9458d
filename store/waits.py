"""The waiting list (候补): who wants to be told when nights free up, in order of asking; for the first a room is kept a while.

What is kept for somebody stands in `room_nights` with their wait: nobody else can be promised it. It tells nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection, Date, ForeignKey, Index, exists, func, insert, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from store import extras, outbox, room_nights, rooms, todos
from store.bookings import TAKING, BookingRow, PartyRow
from store.extras import Wanted
from store.leads import Wish
from store.rooms import Span
from store.tables import Base, BigId, Moment, RowId

State = Literal["waiting", "offered", "booked", "declined", "lapsed", "over"]
MANY = 1000  # different wishes one look of the clock goes through; where there are more, others each time
EACH = 3  # waits one person may have at a time


class WaitRow(Base):
    __tablename__ = "waits"
    __table_args__ = (
        Index("waits_live", "id", sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("waits_person", "person_id", "ended_at"),
    )  # fmt: skip
    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    address_id: Mapped[int] = mapped_column(BigId, ForeignKey("addresses.id"))  # where it was asked
    arrival: Mapped[date] = mapped_column(Date)
    departure: Mapped[date] = mapped_column(Date)
    room_type: Mapped[str]  # "" = any that is big enough
    rooms: Mapped[int]
    adults: Mapped[int]
    children: Mapped[int]
    state: Mapped[str]
    kept: Mapped[str]  # "302,303": rooms kept while it is offered
    offered_type: Mapped[str]
    offered_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    on_top: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # beds, breakfasts, children at a price


@dataclass(frozen=True, slots=True)
class Wait:
    """One wish to be told."""

    id: int
    person_id: int
    address_id: int
    arrival: date
    departure: date
    room_type: str
    rooms: int
    adults: int
    children: int
    state: State
    kept: tuple[str, ...]
    offered_type: str
    offered_until: datetime | None
    created_at: datetime
    on_top: Wanted = field(default_factory=dict)

    @property
    def stay(self) -> Span:
        return Span(self.arrival, self.departure)


_WAIT = select(
    WaitRow.id,
    WaitRow.person_id,
    WaitRow.address_id,
    WaitRow.arrival,
    WaitRow.departure,
    WaitRow.room_type,
    WaitRow.rooms,
    WaitRow.adults,
    WaitRow.children,
    WaitRow.state,
    WaitRow.kept,
    WaitRow.offered_type,
    WaitRow.offered_until,
    WaitRow.created_at,
    WaitRow.on_top,
)


def ask(
    connection: Connection,
    person_id: int,
    address_id: int,
    wish: Wish,
    now: datetime,
) -> bool:
    """Put somebody at the end of the list; asked twice counts once, as told last. False when they wait for enough already."""
    mine = live_of(connection, person_id)
    same = (wish.stay, wish.room_type, wish.rooms)
    known = next((one for one in mine if (one.stay, one.room_type, one.rooms) == same), None)
    if known is not None:
        told = {"adults": wish.adults, "children": wish.children, "on_top": extras.written(wish.on_top)}
        connection.execute(
            update(WaitRow).where(WaitRow.id == known.id, WaitRow.state == "waiting").values(**told)
        )
        return True
    if len(mine) >= EACH:
        return False
    connection.execute(
        insert(WaitRow).values(
            person_id=person_id, address_id=address_id, arrival=wish.stay.arrival, departure=wish.stay.departure,
            room_type=wish.room_type, rooms=wish.rooms, adults=wish.adults, children=wish.children,
            state="waiting", kept="", offered_type="", created_at=now, on_top=extras.written(wish.on_top),
        )
    )  # fmt: skip
    return True


def get(connection: Connection, wait_id: int) -> Wait | None:
    row = connection.execute(_WAIT.where(WaitRow.id == wait_id)).first()
    return None if row is None else _of(row)


def live(connection: Connection, limit: int) -> list[Wait]:
    """Everybody who waits or has an offer, in order of asking."""
    rows = connection.execute(_WAIT.where(WaitRow.ended_at.is_(None)).order_by(WaitRow.id).limit(limit))
    return [_of(row) for row in rows]


def live_of(connection: Connection, person_id: int) -> list[Wait]:
    """What one person waits for, or is offered."""
    mine = _WAIT.where(WaitRow.person_id == person_id, WaitRow.ended_at.is_(None))
    return [_of(row) for row in connection.execute(mine.order_by(WaitRow.id).limit(EACH + 1))]


def done_with(
    connection: Connection, today: date, now: datetime, limit: int = MANY
) -> list[tuple[Wait, bool]]:
    """What is waited for no longer: the offer's time is up, the day came, or (True) they booked some of those nights since."""
    met = exists().where(
        PartyRow.person_id == WaitRow.person_id,
        PartyRow.part == "holder",
        BookingRow.id == PartyRow.booking_id,
        BookingRow.state.in_(TAKING),
        BookingRow.created_at >= WaitRow.created_at,
        BookingRow.arrival < WaitRow.departure,
        BookingRow.departure > WaitRow.arrival,
    )
    over = or_(met, WaitRow.offered_until <= now, WaitRow.arrival < today)
    found = _WAIT.add_columns(met).where(WaitRow.ended_at.is_(None), over).order_by(WaitRow.id).limit(limit)
    return [(_of(row[:-1]), bool(row[-1])) for row in connection.execute(found)]


def first_of_each(connection: Connection, today: date, look: int, limit: int = MANY) -> list[Wait]:
    """Who asked first of all who wait for the very same, in order of asking: where none of these can have it, nobody can.

    Of more than `limit` different wishes each `look`, counted upwards, gives others.
    """
    firsts = (
        select(func.min(WaitRow.id).label("id"))
        .where(WaitRow.ended_at.is_(None), WaitRow.state == "waiting", WaitRow.arrival >= today)
        .group_by(
            WaitRow.arrival,
            WaitRow.departure,
            WaitRow.room_type,
            WaitRow.rooms,
            WaitRow.adults + WaitRow.children,
        )
    )
    count = connection.scalar(select(func.count()).select_from(firsts.subquery())) or 0
    page = (
        firsts.order_by(func.min(WaitRow.id)).limit(limit).offset(look % max(1, -(-count // limit)) * limit)
    )
    return [_of(row) for row in connection.execute(_WAIT.where(WaitRow.id.in_(page)).order_by(WaitRow.id))]


def offer(connection: Connection, wait: Wait, numbers: Sequence[str], code: str, until: datetime) -> bool:
    """Keep these rooms for somebody; False, with nothing kept, when one is taken or they no longer wait."""
    nested = connection.begin_nested()
    mine = update(WaitRow).where(WaitRow.id == wait.id, WaitRow.state == "waiting")
    values = {"state": "offered", "kept": ",".join(numbers), "offered_type": code, "offered_until": until}
    nights = [(room, night) for room in numbers for night in rooms.nights(wait.stay)]
    if connection.execute(mine.values(**values)).rowcount == 1 and room_nights.close_nights(
        connection, nights, wait.id
    ):
        nested.commit()
        return True
    nested.rollback()
    return False


def offer_key(wait_id: int) -> str:
    """What the message that offers the room is named in the outbox."""
    return f"wait:{wait_id}:offer"


def end(connection: Connection, wait: Wait, state: State, now: datetime) -> bool:
    """Nothing is kept any more, and nobody waits or is asked; False when it had ended or changed."""
    mine = update(WaitRow).where(
        WaitRow.id == wait.id, WaitRow.state == wait.state, WaitRow.ended_at.is_(None)
    )
    if connection.execute(mine.values(state=state, ended_at=now)).rowcount != 1:
        return False
    outbox.withdraw(connection, offer_key(wait.id))
    todos.finish_key(connection, todos.by_hand(offer_key(wait.id)), now)
    if wait.kept:
        nights = [(room, night) for room in wait.kept for night in rooms.nights(wait.stay)]
        room_nights.reopen(connection, nights, wait.id)
    return True


def forget(connection: Connection, people: Sequence[int], now: datetime) -> None:
    """These people are to be forgotten: what was kept for them is free again."""
    theirs = _WAIT.where(WaitRow.person_id.in_(people), WaitRow.ended_at.is_(None))
    for row in connection.execute(theirs.order_by(WaitRow.id).limit((EACH + 1) * len(people))).all():
        end(connection, _of(row), "over", now)


def _of(row: Sequence[object]) -> Wait:
    values = list(row)
    values[10] = tuple(number for number in str(values[10]).split(",") if number)
    values[14] = extras.as_written(str(values[14]))
    return Wait(*values)  # type: ignore[arg-type]  # the columns of _WAIT, in order
