"""Which revision of the house stands: what every turn reads, so that every worker knows when to look anew. It holds no facts."""

from __future__ import annotations

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.statements import Prepared
from store.tables import Base


class HouseState(Base):
    __tablename__ = "house_state"
    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]


_NUMBER = Prepared(select(HouseState.revision))


def number(connection: Connection) -> int:
    """The revision now; 0 before the first house file."""
    row = _NUMBER.one(connection)
    return row[0] if row is not None else 0


def stay(connection: Connection) -> None:
    """Write the revision as it is: whether anything can be written at all. Nobody sees a change."""
    connection.execute(update(HouseState).values(revision=HouseState.revision))


def move_on(connection: Connection) -> None:
    """Tell every worker that the house changed. The row is there since the first migration."""
    connection.execute(update(HouseState).values(revision=HouseState.revision + 1))
