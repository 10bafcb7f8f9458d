"""Who saw or changed what. Written in the transaction that did it; never changed afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base, BigId, Moment, RowId, Sealed


class AuditRow(Base):
    __tablename__ = "audit"
    id: Mapped[RowId]
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[int | None] = mapped_column(BigId, index=True)  # a person; None: the system itself
    action: Mapped[str]
    subject: Mapped[str]  # "booking:23", "person:8"
    detail: Mapped[str] = mapped_column(Sealed("audit.detail"))


def note(
    connection: Connection, now: datetime, actor_id: int | None, action: str, subject: str, detail: str = ""
) -> None:
    """Write one line of the audit."""
    connection.execute(
        insert(AuditRow).values(at=now, actor_id=actor_id, action=action, subject=subject, detail=detail)
    )
