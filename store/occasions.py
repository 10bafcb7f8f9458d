"""Occasions on which people are greeted, one row each: planning goes on behind the last person it came to.

So it survives a crash anywhere, and of two workers only one plans a batch. It words nothing and sends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Date, bindparam, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.errors import Conflict
from store.outbox import OutboxRow
from store.statements import Prepared
from store.tables import Base, BigId, begins


class OccasionRow(Base):
    __tablename__ = "occasions"
    key: Mapped[str] = mapped_column(primary_key=True)  # 中秋:2027, 生日:2027-03-05
    day: Mapped[date] = mapped_column(Date)
    reached: Mapped[int] = mapped_column(BigId)  # planned for everybody up to this person
    planned: Mapped[bool]  # for everybody


_BEGIN = Prepared(
    insert(OccasionRow).values(
        key=bindparam("o_key"), day=bindparam("o_day", type_=Date), reached=0, planned=False
    )
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """How far the planning of one occasion has come."""

    key: str
    day: date
    reached: int
    planned: bool


def occasion(connection: Connection, key: str, day: date) -> Occasion:
    """The occasion of this key, noted the first time it is asked for."""
    known = select(OccasionRow.key, OccasionRow.day, OccasionRow.reached, OccasionRow.planned)
    row = connection.execute(known.where(OccasionRow.key == key)).first()
    if row is None:
        _begin(connection, key, day)
        return Occasion(key, day, 0, False)
    return Occasion(*row)


def _begin(connection: Connection, key: str, day: date) -> None:
    trial = connection.begin_nested()
    try:
        _BEGIN.change(connection, o_key=key, o_day=day)
    except Conflict:  # another worker was faster: it plans
        trial.rollback()
    else:
        trial.commit()


def go_on(connection: Connection, seen: Occasion, reached: int, *, planned: bool) -> bool:
    """Move an occasion's planning on; False when another worker did meanwhile, and has those people."""
    mine = OccasionRow.key == seen.key, OccasionRow.reached == seen.reached, ~OccasionRow.planned
    moved = update(OccasionRow).where(*mine).values(reached=reached, planned=planned)
    return connection.execute(moved).rowcount == 1


def put(
    connection: Connection,
    kind: str,
    rows: Sequence[tuple[str, int | None]],
    due: datetime,
    expires: datetime,
    now: datetime,
) -> int:
    """Greetings to go out, as (key, address); a key that was used is left. How many are new."""
    known = set(connection.scalars(select(OutboxRow.key).where(OutboxRow.key.in_([key for key, _ in rows]))))
    fresh = [
        {
            "key": key, "kind": kind, "address_id": address_id, "status": "due", "channel": "",
            "due_at": due, "expires_at": expires, "tries": 0, "receipt": "", "reason": "", "created_at": now,
        }
        for key, address_id in rows
        if key not in known
    ]  # fmt: skip
    if fresh:
        connection.execute(insert(OutboxRow), fresh)
    return len(fresh)


def outcomes(connection: Connection, key: str) -> dict[tuple[str, str], int]:
    """How the greetings of an occasion ended so far: (status, reason) to how many."""
    theirs = begins(OutboxRow.key, f"greeting:{key}:")
    counted = select(OutboxRow.status, OutboxRow.reason, func.count()).where(*theirs)
    rows = connection.execute(counted.group_by(OutboxRow.status, OutboxRow.reason))
    return {(row[0], row[1]): row[2] for row in rows}
