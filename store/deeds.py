"""What somebody of the house did by a word and may take back for a while. It keeps; undoing is the business of each noun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Index, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base, BigId, Moment, RowId, SealedJson

UNDOABLE = timedelta(minutes=10)


class DeedRow(Base):
    __tablename__ = "deeds"
    __table_args__ = (Index("deeds_actor", "actor_id", "id"),)
    id: Mapped[RowId]
    actor_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str]  # "check_in", "check_out", "condition"
    detail: Mapped[Any] = mapped_column(SealedJson("deeds.detail"))  # what undoing needs to know
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that may be taken back."""

    id: int
    kind: str
    detail: Mapping[str, Any]


def note(connection: Connection, actor_id: int, kind: str, detail: Mapping[str, Any], now: datetime) -> int:
    """Keep what was done; its id."""
    row = insert(DeedRow).values(actor_id=actor_id, at=now, kind=kind, detail=dict(detail))
    return connection.execute(row.returning(DeedRow.id)).scalar_one()


def last(connection: Connection, actor_id: int, now: datetime) -> Deed | None:
    """The newest thing this person did that stands and may still be taken back."""
    row = connection.execute(
        select(DeedRow.id, DeedRow.kind, DeedRow.detail)
        .where(DeedRow.actor_id == actor_id, DeedRow.undone_at.is_(None), DeedRow.at > now - UNDOABLE)
        .order_by(DeedRow.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Deed(row.id, row.kind, row.detail)


def undone(connection: Connection, deed_id: int, now: datetime) -> None:
    """It was taken back, or can no longer be."""
    connection.execute(update(DeedRow).where(DeedRow.id == deed_id).values(undone_at=now))
