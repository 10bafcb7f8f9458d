"""Questions nobody could answer: one row a question, one a person who asked it. It keeps words and never reads them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, Index, func, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from store.people import Person
from store.tables import Base, BigId, Moment, Sealed

OPEN = 100  # questions that are looked through for one like another
ASKERS = 20  # people told of one answer


class GapRow(Base):
    __tablename__ = "gaps"
    __table_args__ = (
        Index("gaps_open", "number", sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Sealed("gaps.words"))  # as first asked
    label: Mapped[str]  # what understanding took it for; "" = nothing
    asked: Mapped[int]  # how often
    asked_by: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), index=True
    )  # the first to ask, whose words these are
    asked_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("answers.id"))


class AskerRow(Base):
    __tablename__ = "gap_askers"
    __table_args__ = (Index("gap_askers_person", "person_id", "at"),)
    gap: Mapped[int] = mapped_column(BigId, ForeignKey("gaps.number"), primary_key=True, autoincrement=False)
    address_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("addresses.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Sealed("gap_askers.words"))
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that waits for the house, or did."""

    number: int
    words: str
    label: str
    asked: int
    asked_at: datetime
    closed: bool


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asked, and will be told."""

    address_id: int
    language: str
    words: str


_GAP = select(
    GapRow.number, GapRow.words, GapRow.label, GapRow.asked, GapRow.asked_at, GapRow.closed_at.is_not(None)
)


def note(
    connection: Connection,
    words: str,
    label: str,
    person_id: int,
    address_id: int,
    now: datetime,
    rooms: Collection[str] = (),
) -> int:
    """A new question: its number, which is none of the house's rooms. Raises Conflict when another one was faster."""
    number = (connection.scalar(select(func.max(GapRow.number))) or 0) + 1
    while str(number) in rooms:
        number += 1
    connection.execute(
        insert(GapRow).values(
            number=number,
            words=words,
            label=label,
            asked=1,
            asked_by=person_id,
            asked_at=now,
            created_at=now,
        )
    )
    _asks(connection, number, words, person_id, address_id, now)
    return number


def ask_again(
    connection: Connection, number: int, words: str, person_id: int, address_id: int, now: datetime
) -> None:
    """Somebody asked what was asked before."""
    connection.execute(
        update(GapRow).where(GapRow.number == number).values(asked=GapRow.asked + 1, asked_at=now)
    )
    mine = AskerRow.gap == number, AskerRow.address_id == address_id
    if not connection.execute(update(AskerRow).where(*mine).values(at=now)).rowcount:
        _asks(connection, number, words, person_id, address_id, now)


def get(connection: Connection, number: int) -> Gap | None:
    row = connection.execute(_GAP.where(GapRow.number == number)).first()
    return None if row is None else Gap(*row)


def unanswered(connection: Connection, limit: int = OPEN) -> list[Gap]:
    """The questions that wait, the newest first."""
    rows = connection.execute(
        _GAP.where(GapRow.closed_at.is_(None)).order_by(GapRow.number.desc()).limit(limit)
    )
    return [Gap(*row) for row in rows]


def asked_lately(connection: Connection, person_id: int, since: datetime) -> int:
    """How many unanswered questions a person came with since then."""
    mine = AskerRow.person_id == person_id, AskerRow.at >= since
    return connection.scalar(select(func.count()).select_from(AskerRow).where(*mine)) or 0


def askers(connection: Connection, number: int) -> list[Asker]:
    """Who asked it, in order of address."""
    rows = connection.execute(
        select(AskerRow.address_id, Person.language, AskerRow.words)
        .join(Person, Person.id == AskerRow.person_id)
        .where(AskerRow.gap == number)
        .order_by(AskerRow.address_id)
        .limit(ASKERS)
    )
    return [Asker(*row) for row in rows]


def close(connection: Connection, number: int, answer_id: int | None, now: datetime) -> bool:
    """It was answered, or needs no answer (None); False when that was so already."""
    waits = GapRow.number == number, GapRow.closed_at.is_(None)
    done = update(GapRow).where(*waits).values(closed_at=now, answer_id=answer_id)
    return connection.execute(done).rowcount == 1


def reopen(connection: Connection, number: int) -> None:
    """The answer was taken back."""
    connection.execute(update(GapRow).where(GapRow.number == number).values(closed_at=None, answer_id=None))


def _asks(
    connection: Connection, number: int, words: str, person_id: int, address_id: int, now: datetime
) -> None:
    connection.execute(
        insert(AskerRow).values(gap=number, address_id=address_id, person_id=person_id, words=words, at=now)
    )
