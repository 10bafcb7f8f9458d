"""Who saw or changed what. Written in the transaction that did it; never changed afterwards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Index, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base, BigId, Moment, RowId, Sealed


class AuditRow(Base):
    __tablename__ = "audit"
    __table_args__ = (Index("audit_subject", "subject", "id"),)
    id: Mapped[RowId]
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[int | None] = mapped_column(BigId, index=True)  # a person; None: the system itself
    action: Mapped[str]
    subject: Mapped[str]  # "booking:23", "person:8"
    detail: Mapped[str] = mapped_column(Sealed("audit.detail"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit."""

    at: datetime
    actor_id: int | None
    action: str


def of(connection: Connection, subject: str, without: Collection[str] = (), limit: int = 30) -> list[Entry]:
    """What happened to a subject, oldest first; the newest `limit` of it."""
    rows = connection.execute(
        select(AuditRow.at, AuditRow.actor_id, AuditRow.action)
        .where(AuditRow.subject == subject, AuditRow.action.not_in(without))
        .order_by(AuditRow.id.desc())
        .limit(limit)
    ).all()
    return [Entry(row.at, row.actor_id, row.action) for row in reversed(rows)]


def note(
    connection: Connection, now: datetime, actor_id: int | None, action: str, subject: str, detail: str = ""
) -> None:
    """Write one line of the audit."""
    connection.execute(
        insert(AuditRow).values(at=now, actor_id=actor_id, action=action, subject=subject, detail=detail)
    )
