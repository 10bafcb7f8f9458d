"""Points: an append-only ledger, and beside it each member's balance, changed together or not at all.

What was written stays written: a mistake is mended by a further line. It knows neither stays nor rewards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, cast

from sqlalchemy import BigInteger, Connection, Date, ForeignKey, Index, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base, BigId, Moment, RowId, Sealed

Reason = Literal["earn", "redeem", "undo", "expire", "adjust", "reversal"]
MAY_OWE = frozenset({"reversal"})  # a stay that is taken back may cost what was spent already


class PointsRow(Base):
    __tablename__ = "points"
    __table_args__ = (Index("points_person", "person_id", "id"), Index("points_booking", "booking_id"))
    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    delta: Mapped[int]
    reason: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)  # what it is about: the same thing is posted once
    booking_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bookings.id"))
    expires_on: Mapped[date | None] = mapped_column(Date)  # the last day; None where points were taken
    words: Mapped[str | None] = mapped_column(Sealed("points.words"))  # why, where a person said so
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))  # None: the house's own rule


class MemberRow(Base):
    __tablename__ = "members"
    __table_args__ = (Index("members_level", "level"),)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    balance: Mapped[int]
    level: Mapped[str]  # the house file's code; "" = none yet
    level_since: Mapped[date | None] = mapped_column(Date)
    nights: Mapped[int]  # what the level rests on: room-nights and fen within the period
    spend: Mapped[int] = mapped_column(BigInteger)
    last_stay: Mapped[date | None] = mapped_column(Date, index=True)  # the day of departure
    look_on: Mapped[date | None] = mapped_column(Date, index=True)  # when something about them is due
    joined_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, to be posted."""

    person_id: int
    delta: int
    reason: Reason
    key: str
    expires_on: date | None = None  # of points that are given
    booking_id: int | None = None
    words: str | None = None
    by_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger, as it stands."""

    delta: int
    reason: Reason
    key: str
    booking_id: int | None
    expires_on: date | None
    words: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Lot:
    """Points that expire on the same day."""

    expires_on: date
    left: int


class Posted(StrEnum):
    """What became of an entry."""

    DONE = "done"
    KNOWN = "known"  # posted before, under this key
    SHORT = "short"  # the balance does not suffice


def balance(connection: Connection, person_id: int) -> int:
    """The member's points; 0 for somebody who never had any."""
    return connection.scalar(select(MemberRow.balance).where(MemberRow.person_id == person_id)) or 0


def post(connection: Connection, entry: Entry, now: datetime) -> Posted:
    """Write a line and change the balance with it. Nothing is spent that is not there; each key counts once."""
    _join(connection, entry.person_id, now)
    mine = MemberRow.person_id == entry.person_id
    enough = MemberRow.balance + entry.delta >= 0
    asked = (mine, enough) if entry.delta < 0 and entry.reason not in MAY_OWE else (mine,)
    trial = connection.begin_nested()
    changed = connection.execute(
        update(MemberRow).where(*asked).values(balance=MemberRow.balance + entry.delta)
    )
    if _known(connection, entry.key):  # looked up once the balance is ours alone
        trial.rollback()
        return Posted.KNOWN
    if changed.rowcount == 0:
        trial.rollback()
        return Posted.SHORT
    connection.execute(
        insert(PointsRow).values(
            person_id=entry.person_id,
            delta=entry.delta,
            reason=entry.reason,
            key=entry.key,
            booking_id=entry.booking_id,
            expires_on=entry.expires_on,
            words=entry.words,
            at=now,
            by_id=entry.by_id,
        )
    )
    trial.commit()
    return Posted.DONE


def _known(connection: Connection, key: str) -> bool:
    return connection.scalar(select(PointsRow.id).where(PointsRow.key == key)) is not None


def _join(connection: Connection, person_id: int, now: datetime) -> None:
    """Make the person a member, unless they are one or somebody else is just doing so."""
    if connection.scalar(select(MemberRow.person_id).where(MemberRow.person_id == person_id)) is not None:
        return
    try:
        with connection.begin_nested():
            connection.execute(
                insert(MemberRow).values(
                    person_id=person_id, balance=0, level="", nights=0, spend=0, joined_at=now
                )
            )
    except IntegrityError:
        return


def lines(connection: Connection, person_id: int, limit: int = 5) -> list[Line]:
    """The newest lines of a member's ledger, newest first."""
    rows = connection.execute(
        select(
            PointsRow.delta,
            PointsRow.reason,
            PointsRow.key,
            PointsRow.booking_id,
            PointsRow.expires_on,
            PointsRow.words,
            PointsRow.at,
        )
        .where(PointsRow.person_id == person_id)
        .order_by(PointsRow.id.desc())
        .limit(limit)
    )
    return [
        Line(
            row.delta,
            cast(Reason, row.reason),
            row.key,
            row.booking_id,
            row.expires_on,
            row.words,
            row.at,
        )
        for row in rows
    ]


def lots(connection: Connection, person_id: int) -> list[Lot]:
    """What is left of a member's points by the day it expires, soonest first; whoever spends, spends the oldest."""
    rows = connection.execute(
        select(PointsRow.expires_on, func.sum(PointsRow.delta))
        .where(PointsRow.person_id == person_id)
        .group_by(PointsRow.expires_on)
    ).all()
    given = sorted((on, int(total)) for on, total in rows if on is not None)
    return left_of(given, -sum(int(total) for on, total in rows if on is None))


def left_of(given: Sequence[tuple[date, int]], spent: int) -> list[Lot]:
    """The lots that are left of what was given, in the order given, when so many points were spent. Pure."""
    found = []
    for expires_on, total in given:
        used = min(total, spent)
        spent -= used
        if total > used:
            found.append(Lot(expires_on, total - used))
    return found


def expire(connection: Connection, person_id: int, today: date, now: datetime) -> int:
    """Take away what expired before today; how many points."""
    over = sum(lot.left for lot in lots(connection, person_id) if lot.expires_on < today)
    if not over:
        return 0
    entry = Entry(person_id, -over, "expire", f"expire:{person_id}:{today.isoformat()}")
    return over if post(connection, entry, now) is Posted.DONE else 0
