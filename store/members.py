"""Members: the level that follows from somebody's completed stays, kept with what it rests on; and who is to be looked at when.

A level is worked out anew whenever a stay is settled, a rule changes or a stay grows too old. Nobody is told here.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, func, select, update

from store import points
from store.bookings import DIRECT, BookingRow, PartyRow
from store.folio import PAID, FolioRow
from store.house_file import Membership
from store.points import MemberRow
from store.stays import StayRow

MANY = 500  # stays of one person within a period
ASLEEP, LOST = timedelta(days=365), timedelta(days=730)  # since the last stay
LOOK = date(1970, 1, 1)  # at once


@dataclass(frozen=True, slots=True)
class Member:
    """A member as kept: balance, level and what the level rests on."""

    person_id: int
    balance: int
    level: str  # "" = none yet
    level_since: date | None
    nights: int
    spend: int  # fen
    last_stay: date | None
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """A member went from one level to another."""

    person_id: int
    before: str
    level: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A completed stay that counts for the level."""

    departure: date
    nights: int  # room-nights
    fen: int


_MEMBER = select(
    MemberRow.person_id,
    MemberRow.balance,
    MemberRow.level,
    MemberRow.level_since,
    MemberRow.nights,
    MemberRow.spend,
    MemberRow.last_stay,
    MemberRow.joined_at,
)


def member(connection: Connection, person_id: int) -> Member | None:
    """The member; None for somebody no stay ever earned anything."""
    row = connection.execute(_MEMBER.where(MemberRow.person_id == person_id)).first()
    return None if row is None else Member(*row)


def review(connection: Connection, person_id: int, rule: Membership, today: date) -> Moved | None:
    """Work a member's level out anew from the stays of the period, keep it with what it rests on, and note when to look again.

    Gives the move, None when the level is the same.
    """
    before = member(connection, person_id)
    if before is None:
        return None
    stays = _stays(connection, person_id, rule, months_on(today, -rule.period_months))
    nights, spend = sum(stay.nights for stay in stays), sum(stay.fen for stay in stays)
    level = rule.level_of(nights, spend) if rule.enabled else before.level
    last = stays[-1].departure if stays else before.last_stay
    values: dict[str, object] = {
        "nights": nights,
        "spend": spend,
        "last_stay": last,
        "look_on": _look_on(connection, person_id, rule, today, stays),
    }
    if level != before.level:
        values |= {"level": level, "level_since": today}
    connection.execute(update(MemberRow).where(MemberRow.person_id == person_id).values(**values))
    return Moved(person_id, before.level, level) if level != before.level else None


def _stays(connection: Connection, person_id: int, rule: Membership, since: date) -> list[Counted]:
    """The completed stays that count, oldest first."""
    rows = connection.execute(
        select(
            BookingRow.id,
            BookingRow.arrival,
            BookingRow.departure,
            BookingRow.rooms,
            BookingRow.total,
            BookingRow.source,
            StayRow.unslept,
        )
        .join(PartyRow, PartyRow.booking_id == BookingRow.id)
        .outerjoin(StayRow, StayRow.booking_id == BookingRow.id)
        .where(
            PartyRow.person_id == person_id,
            PartyRow.part == "holder",
            PartyRow.level == "confirmed",
            BookingRow.state == "departed",
            BookingRow.departure > since,
        )
        .order_by(BookingRow.departure, BookingRow.id)
        .limit(MANY)
    )
    return [
        Counted(row.departure, *worth(connection, row, row.unslept))
        for row in rows
        if row.total != 0 and rule.counts(direct=row.source == DIRECT)
    ]


class Slept(Protocol):
    """What of a booking its worth to a member follows from."""

    @property
    def id(self) -> int: ...
    @property
    def arrival(self) -> date: ...
    @property
    def departure(self) -> date: ...
    @property
    def rooms(self) -> int: ...
    @property
    def total(self) -> int | None: ...
    @property
    def source(self) -> str: ...


def worth(connection: Connection, booking: Slept, unslept: int | None) -> tuple[int, int]:
    """(room-nights slept, fen) a completed stay counts for. Of whoever left early no more than was paid; where a
    platform settles the nights, which are never paid here, the share of those slept.
    """
    nights, fen = (booking.departure - booking.arrival).days * booking.rooms, booking.total or 0
    if not unslept:
        return nights, fen
    slept = max(nights - unslept, 0)
    if booking.source != DIRECT:
        return slept, fen * slept // max(nights, 1)
    paid = connection.scalar(
        select(func.sum(-FolioRow.fen)).where(FolioRow.booking_id == booking.id, FolioRow.kind.in_(PAID))
    )
    return slept, min(fen, max(int(paid or 0), 0))


def _look_on(
    connection: Connection, person_id: int, rule: Membership, today: date, stays: list[Counted]
) -> date | None:
    """The next day on which points expire, their expiry is to be told, or a stay no longer counts for the level."""
    lots = points.lots(connection, person_id)
    days = [lot.expires_on + timedelta(days=1) for lot in lots]
    days += [lot.expires_on - timedelta(days=rule.warn_days) for lot in lots]
    days += [months_on(stay.departure, rule.period_months) for stay in stays[:1]]
    return min((day for day in days if day > today), default=None)


def months_on(day: date, months: int) -> date:
    """The same day so many months later (earlier, below zero), the month's last where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def due(connection: Connection, today: date, limit: int = 20) -> list[int]:
    """Members about whom something is due, a few at a time."""
    return list(
        connection.scalars(
            select(MemberRow.person_id)
            .where(MemberRow.look_on <= today)
            .order_by(MemberRow.look_on, MemberRow.person_id)
            .limit(limit)
        )
    )


def look_at_all(connection: Connection) -> None:
    """The rules changed: every member's level is worked out anew by the clock."""
    connection.execute(update(MemberRow).values(look_on=LOOK))


@dataclass(frozen=True, slots=True)
class Counts:
    """The house's members in numbers."""

    by_level: dict[str, int]
    active: int  # stayed within a year
    asleep: int  # within two
    lost: int
    points: int  # all balances together: what the house still owes


def counts(connection: Connection, today: date) -> Counts:
    """How many members there are, by level and by their last stay."""
    by_level = connection.execute(select(MemberRow.level, func.count()).group_by(MemberRow.level)).all()
    total = sum(count for _, count in by_level)
    active, seen = (
        connection.scalar(select(func.count()).where(MemberRow.last_stay > today - span)) or 0
        for span in (ASLEEP, LOST)
    )
    owed = connection.scalar(select(func.sum(MemberRow.balance)).where(MemberRow.balance > 0)) or 0
    levels = {row.level: int(row[1]) for row in by_level}
    return Counts(levels, active, seen - active, total - seen, int(owed))
