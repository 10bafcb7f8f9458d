"""What guests like or cannot bear, as they said it before a stay: a pillow, a diet, quiet. Kept for the next stay; sealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store.bookings import PartyRow
from store.tables import Base, BigId, Moment, Sealed

SHOWN = 3  # so many stand in a line that staff read
MANY = 600


class PreferenceRow(Base):
    __tablename__ = "preferences"
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(
        primary_key=True
    )  # "pillow", "diet" …: the newest word of a kind counts
    words: Mapped[str] = mapped_column(Sealed("preferences.words"))
    told_at: Mapped[datetime] = mapped_column(Moment)


def keep(connection: Connection, person_id: int, told: Iterable[tuple[str, str]], now: datetime) -> None:
    """Remember (kind, words) of what somebody said; it replaces what they said of that kind before."""
    for kind, words in told:
        connection.execute(
            delete(PreferenceRow).where(PreferenceRow.person_id == person_id, PreferenceRow.kind == kind)
        )
        connection.execute(
            insert(PreferenceRow).values(person_id=person_id, kind=kind, words=words, told_at=now)
        )


def of_bookings(connection: Connection, booking_ids: Sequence[int]) -> dict[int, list[str]]:
    """What those confirmed in each of these bookings said, the newest first, a few each; those of whom nothing is known
    are left out.
    """
    rows = connection.execute(
        select(PartyRow.booking_id, PreferenceRow.words)
        .join(PreferenceRow, PreferenceRow.person_id == PartyRow.person_id)
        .where(PartyRow.booking_id.in_(booking_ids), PartyRow.level == "confirmed")
        .order_by(PreferenceRow.told_at.desc(), PreferenceRow.kind)
        .limit(MANY)
    )
    found: dict[int, list[str]] = {}
    for booking_id, words in rows:
        known = found.setdefault(booking_id, [])
        if len(known) < SHOWN and words not in known:
            known.append(words)
    return found
