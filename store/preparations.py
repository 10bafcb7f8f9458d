"""What is made ready for a booking before its guests come (准备): once a booking and rule, done by somebody or not wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Date, ForeignKey, Index, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base, BigId, Moment

MANY = 200


class PreparationRow(Base):
    __tablename__ = "preparations"
    __table_args__ = (Index("preparations_arrival", "arrival", "done_at"),)
    booking_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bookings.id"), primary_key=True, autoincrement=False
    )
    rule: Mapped[str] = mapped_column(primary_key=True)  # the house file's code
    arrival: Mapped[date] = mapped_column(Date)  # follows the booking
    wanted: Mapped[bool]  # False: the booking changed, nobody needs it now
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None] = mapped_column(BigId)


@dataclass(frozen=True, slots=True)
class Preparation:
    """One thing to have ready for a booking."""

    booking_id: int
    rule: str
    arrival: date
    done: bool


def of_each(connection: Connection, booking_ids: Sequence[int]) -> dict[int, list[Preparation]]:
    """What is wanted for each of these bookings, done or not; those that want nothing are left out."""
    found: dict[int, list[Preparation]] = {}
    mine = PreparationRow.booking_id.in_(booking_ids), PreparationRow.wanted
    for one in _read(connection, *mine):
        found.setdefault(one.booking_id, []).append(one)
    return found


def waiting(connection: Connection, first: date, last: date) -> list[Preparation]:
    """What is not ready for those who arrive from `first` to `last`, soonest first."""
    days = PreparationRow.arrival >= first, PreparationRow.arrival <= last
    return _read(connection, *days, PreparationRow.wanted, PreparationRow.done_at.is_(None))


def _read(connection: Connection, *conditions: object) -> list[Preparation]:
    rows = connection.execute(
        select(PreparationRow.booking_id, PreparationRow.rule, PreparationRow.arrival, PreparationRow.done_at)
        .where(*conditions)  # type: ignore[arg-type]  # conditions on columns, as mypy cannot tell here
        .order_by(PreparationRow.arrival, PreparationRow.booking_id, PreparationRow.rule)
        .limit(MANY)
    )
    return [Preparation(row.booking_id, row.rule, row.arrival, row.done_at is not None) for row in rows]


def follow(connection: Connection, booking_id: int, rules: Sequence[str], arrival: date) -> None:
    """Let what is to be made ready for a booking be these rules: what is done stays done, what is new is put down once."""
    mine = PreparationRow.booking_id == booking_id
    known = {
        row.rule: row
        for row in connection.execute(
            select(PreparationRow.rule, PreparationRow.wanted, PreparationRow.arrival).where(mine)
        )
    }
    for rule in rules:
        if rule not in known:
            connection.execute(
                insert(PreparationRow).values(booking_id=booking_id, rule=rule, arrival=arrival, wanted=True)
            )
    for rule, row in known.items():
        wanted = rule in rules
        if (bool(row.wanted), row.arrival) != (wanted, arrival):
            changed = update(PreparationRow).where(mine, PreparationRow.rule == rule)
            connection.execute(changed.values(wanted=wanted, arrival=arrival))


def finish(
    connection: Connection, booking_id: int, rules: Sequence[str], person_id: int, now: datetime
) -> list[str]:
    """These are ready; the rules that were not before."""
    mine = (
        PreparationRow.booking_id == booking_id,
        PreparationRow.rule.in_(rules),
        PreparationRow.wanted,
        PreparationRow.done_at.is_(None),
    )
    done = update(PreparationRow).where(*mine).values(done_at=now, done_by=person_id)
    return sorted(connection.scalars(done.returning(PreparationRow.rule)))


def unfinish(connection: Connection, booking_id: int, rules: Sequence[str]) -> None:
    """They are not ready after all."""
    mine = PreparationRow.booking_id == booking_id, PreparationRow.rule.in_(rules)
    connection.execute(update(PreparationRow).where(*mine).values(done_at=None, done_by=None))
