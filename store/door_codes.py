"""Door codes (门锁密码): for whom, which room, from when to when, and how far each has come. Sealed; it opens nothing itself.

wanted ──set──> active ──ending──> ended           made by the lock
  └─────────────failed  (a person types one)       typed by hand: active at once
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, ForeignKey, Index, and_, exists, func, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from store.bookings import BookingRow, PartyRow
from store.late_hours import LateCheckoutRow
from store.registrations import RegistrationRow
from store.rooms import Room, RoomNight
from store.stays import StayRow
from store.tables import Base, BigId, Moment, RowId, Sealed

DAY = timedelta(days=1)
MANY = 200  # more than a house has rooms
LIVE = ("wanted", "active", "failed")  # of a stay: no second code is made beside it
_LIVE = "state IN ('wanted', 'active', 'failed')"


class DoorCodeRow(Base):
    __tablename__ = "door_codes"
    __table_args__ = (
        Index(
            "door_codes_live",
            "booking_id",
            "room",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index("door_codes_state", "state"),
    )
    id: Mapped[RowId]
    booking_id: Mapped[int] = mapped_column(BigId, ForeignKey("bookings.id"), index=True)
    room: Mapped[str]
    state: Mapped[str]
    code: Mapped[str | None] = mapped_column(Sealed("door_codes.code"))  # None: not made yet, or ended
    by_hand: Mapped[bool]  # somebody of the house typed it into the lock
    opens_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    jobs: Mapped[int]  # how often the lock was to do something about it: part of the outbox key
    made_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class DoorCode:
    """One code, or the wish for one."""

    id: int
    booking_id: int
    room: str
    state: str
    code: str
    by_hand: bool
    opens_at: datetime
    ends_at: datetime
    jobs: int


_FIELDS = (
    DoorCodeRow.id,
    DoorCodeRow.booking_id,
    DoorCodeRow.room,
    DoorCodeRow.state,
    DoorCodeRow.code,
    DoorCodeRow.by_hand,
    DoorCodeRow.opens_at,
    DoorCodeRow.ends_at,
    DoorCodeRow.jobs,
)


def get(connection: Connection, code_id: int) -> DoorCode | None:
    """The code of this number."""
    found = _read(connection, DoorCodeRow.id == code_id)
    return found[0] if found else None


def bookings_of(connection: Connection, code_ids: Collection[int]) -> dict[int, int]:
    """Which booking each of these codes is of, by its number; strange numbers are left out."""
    rows = connection.execute(
        select(DoorCodeRow.id, DoorCodeRow.booking_id).where(DoorCodeRow.id.in_(code_ids))
    )
    return {row.id: row.booking_id for row in rows}


def live(connection: Connection) -> list[DoorCode]:
    """All that are wanted, open a door, or wait for a person."""
    return _read(connection, DoorCodeRow.state.in_(LIVE))


def of_booking(connection: Connection, booking_id: int) -> list[DoorCode]:
    """The live ones of a booking, by room."""
    return _read(connection, DoorCodeRow.booking_id == booking_id, DoorCodeRow.state.in_(LIVE))


def _read(connection: Connection, *conditions: object) -> list[DoorCode]:
    rows = connection.execute(
        select(*_FIELDS)
        .where(*conditions)  # type: ignore[arg-type]  # conditions on columns, as mypy cannot tell here
        .order_by(DoorCodeRow.room, DoorCodeRow.id)
        .limit(MANY)
    )
    return [DoorCode(row[0], row[1], row[2], row[3], row[4] or "", *row[5:]) for row in rows]


@dataclass(frozen=True, slots=True)
class InRoom:
    """Guests who are in a room today, and what a code for it asks of them and of the house."""

    booking_id: int
    room: str
    departure: date
    late: str | None  # until when they may stay that day, where it is later than the house's hour
    registered: int  # people the desk wrote down; 0: it did not say
    dirty: bool
    confirmed: bool  # somebody of them proved that the booking is theirs
    alone: bool  # nobody of age is among them

    @property
    def may_have_one(self) -> bool:
        """Whether a code may be made: registered at the desk, the room ready, somebody to tell, somebody of age."""
        return self.registered > 0 and not self.dirty and self.confirmed and not self.alone


def in_rooms(connection: Connection, today: date, room: str = "") -> list[InRoom]:
    """Who is in which room on this day of the house; in one room where one is named."""
    confirmed = exists().where(PartyRow.booking_id == BookingRow.id, PartyRow.level == "confirmed")
    alone = exists().where(RegistrationRow.booking_id == BookingRow.id, RegistrationRow.alone)
    last_night = (BookingRow.departure == today) & (RoomNight.night == today - DAY)
    late = and_(
        LateCheckoutRow.booking_id == BookingRow.id, LateCheckoutRow.departure == BookingRow.departure
    )
    asked = (
        select(
            BookingRow.id,
            RoomNight.room,
            BookingRow.departure,
            LateCheckoutRow.until,
            func.coalesce(StayRow.registered, 0),
            Room.dirty,
            confirmed,
            alone,
        )
        .join(RoomNight, RoomNight.booking_id == BookingRow.id)
        .join(Room, Room.number == RoomNight.room)
        .join(StayRow, StayRow.booking_id == BookingRow.id)
        .outerjoin(LateCheckoutRow, late)
        .where(BookingRow.state == "in_house", (RoomNight.night == today) | last_night)
        .order_by(BookingRow.id, RoomNight.room)
        .limit(MANY)
    )
    rows = connection.execute(asked.where(RoomNight.room == room) if room else asked)
    return [InRoom(*row[:5], bool(row[5]), bool(row[6]), bool(row[7])) for row in rows]


def want(
    connection: Connection, booking_id: int, room: str, opens_at: datetime, ends_at: datetime, now: datetime
) -> int:
    """A code is to be made: its number. Raises IntegrityError where there is a live one."""
    return _add(connection, booking_id, room, "wanted", None, opens_at, ends_at, now, by_hand=False)


def typed(
    connection: Connection,
    booking_id: int,
    room: str,
    code: str,
    opens_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> int:
    """Somebody of the house set a code at the door: its number."""
    return _add(connection, booking_id, room, "active", code, opens_at, ends_at, now, by_hand=True)


def _add(  # noqa: PLR0913 - all that a row is
    connection: Connection,
    booking_id: int,
    room: str,
    state: str,
    code: str | None,
    opens_at: datetime,
    ends_at: datetime,
    now: datetime,
    *,
    by_hand: bool,
) -> int:
    values = {
        "booking_id": booking_id,
        "room": room,
        "state": state,
        "code": code,
        "by_hand": by_hand,
        "opens_at": opens_at,
        "ends_at": ends_at,
        "jobs": 0,
        "made_at": now,
    }
    return int(
        connection.execute(insert(DoorCodeRow).values(**values).returning(DoorCodeRow.id)).scalar_one()
    )


def job(connection: Connection, code_id: int) -> int:
    """The lock has something to do about it: the number of the job."""
    counted = update(DoorCodeRow).where(DoorCodeRow.id == code_id).values(jobs=DoorCodeRow.jobs + 1)
    return int(connection.execute(counted.returning(DoorCodeRow.jobs)).scalar_one())


def name(connection: Connection, code_id: int, code: str) -> str:
    """The digits of a code that is wanted, before the lock hears them: `code` unless it has some."""
    known = connection.scalar(select(DoorCodeRow.code).where(DoorCodeRow.id == code_id))
    if known is None:
        connection.execute(update(DoorCodeRow).where(DoorCodeRow.id == code_id).values(code=code))
    return known or code


def lasts(connection: Connection, code_id: int, ends_at: datetime) -> None:
    """The stay ends at another hour, and the code with it."""
    connection.execute(update(DoorCodeRow).where(DoorCodeRow.id == code_id).values(ends_at=ends_at))


def becomes(connection: Connection, code_id: int, state: str, *before: str) -> bool:
    """It has come so far; False when it was none of `before`. What ended keeps no digits."""
    values = {"state": state, **({"code": None} if state == "ended" else {})}
    mine = DoorCodeRow.id == code_id, DoorCodeRow.state.in_(before)
    return connection.execute(update(DoorCodeRow).where(*mine).values(**values)).rowcount == 1
