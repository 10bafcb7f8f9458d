"""Who wants to be greeted: at festivals, on a birthday they told. Without their own word there is no row; it sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, delete, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from store.bookings import PartyRow
from store.house_file.festivals import Yearly, yearly
from store.outbox import OutboxRow
from store.people import AddressRow, Consent
from store.tables import Base, BigId, Moment, Sealed, ring_of

BIRTHDAY = "greeted.birthday"
PURPOSE, WANTED, UNWANTED, OFFERED = "greetings", "wanted", "unwanted", "offered"
BIRTHDAY_TOLD = "birthday"


class GreetedRow(Base):
    __tablename__ = "greeted"
    __table_args__ = (
        Index("greeted_festivals", "person_id", sqlite_where=text("festivals"), postgresql_where=text("festivals")),
    )  # fmt: skip
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    festivals: Mapped[bool]  # they said that they want a word at festivals
    birthday: Mapped[str | None] = mapped_column(Sealed(BIRTHDAY))  # 03-05 or 农历08-15, volunteered
    birthday_hash: Mapped[str | None] = mapped_column(index=True)
    wished_at: Mapped[datetime | None] = mapped_column(Moment)  # the last birthday somebody was greeted for


def want(connection: Connection, person_id: int, now: datetime) -> bool:
    """They want a word at festivals; False when they did already."""
    if wants(connection, person_id):
        return False
    _keep(connection, person_id, festivals=True)
    _consent(connection, person_id, WANTED, now)
    return True


def unwant(connection: Connection, person_id: int, now: datetime) -> bool:
    """No greetings of any kind any more, what waits included; their birthday is forgotten. False when there was nothing."""
    known = connection.execute(delete(GreetedRow).where(GreetedRow.person_id == person_id)).rowcount
    hold_back(connection, person_id, "opted_out")
    if known:
        _consent(connection, person_id, UNWANTED, now)
    return bool(known)


def wants(connection: Connection, person_id: int) -> bool:
    """Whether they said that they want a word at festivals."""
    return bool(connection.scalar(select(GreetedRow.festivals).where(GreetedRow.person_id == person_id)))


def offer_once(connection: Connection, person_id: int, now: datetime) -> bool:
    """Whether they may be told that there are greetings: once in a lifetime, and never who has decided."""
    known = select(Consent.id).where(Consent.person_id == person_id, Consent.purpose == PURPOSE)
    if connection.scalar(known.limit(1)) is not None:
        return False
    _consent(connection, person_id, OFFERED, now)
    return True


def keep_birthday(connection: Connection, person_id: int, day: Yearly, now: datetime) -> None:
    """Keep the birthday somebody told, month and day alone; it replaces another one."""
    written = day.written()
    hashed = ring_of(connection.dialect).hashes(BIRTHDAY, written)[0]
    _keep(connection, person_id, birthday=written, birthday_hash=hashed)
    _consent(connection, person_id, BIRTHDAY_TOLD, now)


def birthday(connection: Connection, person_id: int) -> Yearly | None:
    """The birthday somebody told; None for none."""
    written = connection.scalar(select(GreetedRow.birthday).where(GreetedRow.person_id == person_id))
    return yearly(written) if written else None


def forget_birthday(connection: Connection, person_id: int) -> bool:
    """Forget it; False when none was kept."""
    mine = update(GreetedRow).where(GreetedRow.person_id == person_id, GreetedRow.birthday.is_not(None))
    return bool(connection.execute(mine.values(birthday=None, birthday_hash=None)).rowcount)


def hold_back(connection: Connection, person_id: int, reason: str) -> int:
    """Drop the greetings that have not left for this person; how many."""
    theirs = select(AddressRow.id).where(AddressRow.person_id == person_id)
    waiting = OutboxRow.kind == "greeting", OutboxRow.status.in_(("due", "mailbox"))
    return connection.execute(
        update(OutboxRow)
        .where(OutboxRow.address_id.in_(theirs), *waiting)
        .values(status="dropped", reason=reason)
    ).rowcount


def _keep(connection: Connection, person_id: int, **values: Any) -> None:
    changed = update(GreetedRow).where(GreetedRow.person_id == person_id).values(**values)
    if not connection.execute(changed).rowcount:
        connection.execute(
            insert(GreetedRow).values(**{"person_id": person_id, "festivals": False, **values})
        )


def _consent(connection: Connection, person_id: int, version: str, now: datetime) -> None:
    connection.execute(insert(Consent).values(person_id=person_id, purpose=PURPOSE, version=version, at=now))


def wished(connection: Connection, person_ids: Sequence[int], now: datetime) -> None:
    """These people are greeted for their birthday."""
    connection.execute(update(GreetedRow).where(GreetedRow.person_id.in_(person_ids)).values(wished_at=now))


def is_companion_only(connection: Connection, person_id: int) -> bool:
    """Whether the house knows somebody through others' bookings alone."""
    parts = connection.scalars(select(PartyRow.part).where(PartyRow.person_id == person_id).limit(50)).all()
    return bool(parts) and "holder" not in parts
