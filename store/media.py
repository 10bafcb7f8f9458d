"""Pictures, voice messages and films that people sent: kept for a month, sealed, with the ticket they belong to.

coming ──fetched──> here
   └───gone────────> lost
    unseen: the account can fetch nothing
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, ForeignKey, Index, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store import outbox
from store.tables import Base, BigId, Moment, RowId, SealedBytes

Kind = Literal["image", "voice", "video"]
State = Literal["coming", "here", "lost", "unseen"]
KINDS: tuple[Kind, ...] = ("image", "voice", "video")
LARGEST = 5 << 20  # bytes of one file: what the one writer takes in without being felt
MANY = 9  # files one message of ours may be about: as many as WeChat lets somebody choose at once
KEPT = timedelta(days=30)
FETCHING = "fetch"  # the kind of the outbox rows that bring them in


class MediaRow(Base):
    __tablename__ = "media"
    __table_args__ = (
        Index("media_person", "person_id", "at"),
        {
            "sqlite_autoincrement": True
        },  # the id of what was erased never comes again: rows of the outbox name it
    )
    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))  # who sent it
    kind: Mapped[str]
    state: Mapped[str]
    proof: Mapped[bool]  # sent by whoever does the ticket, not by the guest
    ticket: Mapped[int | None] = mapped_column(BigId, ForeignKey("tickets.number"), index=True)
    for_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))  # who talks to the guest
    mime: Mapped[str]  # "" until it is here
    body: Mapped[bytes | None] = mapped_column(SealedBytes("media.body"))
    at: Mapped[datetime] = mapped_column(Moment, index=True)


@dataclass(frozen=True, slots=True)
class Media:
    """A file somebody sent, without the file itself."""

    id: int
    person_id: int
    kind: Kind
    state: State
    proof: bool
    ticket: int | None
    for_id: int | None
    at: datetime


_MEDIA = select(*(getattr(MediaRow, item.name) for item in fields(Media)))


# --- coming in ---


def expect(
    connection: Connection,
    person_id: int,
    kind: Kind,
    source: str,
    now: datetime,
    *,
    ticket: int | None = None,
    for_id: int | None = None,
    proof: bool = False,
) -> int:
    """Note a file that can be fetched under the id `source`, and put the fetching out: the file's id here."""
    media_id = _add(connection, person_id, kind, "coming", now, ticket=ticket, for_id=for_id, proof=proof)
    outbox.do(connection, f"fetch:{media_id}", FETCHING, {"media": media_id, "source": source}, now)
    return media_id


def missed(connection: Connection, person_id: int, kind: Kind, now: datetime, ticket: int | None) -> int:
    """Note a file that cannot be fetched at all: the account has no way to."""
    return _add(connection, person_id, kind, "unseen", now, ticket=ticket, for_id=None, proof=False)


def _add(
    connection: Connection, person_id: int, kind: Kind, state: State, now: datetime, **values: Any
) -> int:
    row = insert(MediaRow).values(
        person_id=person_id, kind=kind, state=state, mime="", body=None, at=now, **values
    )
    return int(connection.execute(row.returning(MediaRow.id)).scalar_one())


def arrived(connection: Connection, media_id: int, mime: str, body: bytes) -> bool:
    """Keep a file; False when another worker did, or it was erased meanwhile."""
    kept = update(MediaRow).where(MediaRow.id == media_id, MediaRow.state == "coming")
    return connection.execute(kept.values(state="here", mime=mime, body=body)).rowcount == 1


def lost(connection: Connection, media_id: int) -> bool:
    """The file cannot be had any more; False when that, or the opposite, is known already."""
    gone = update(MediaRow).where(MediaRow.id == media_id, MediaRow.state == "coming")
    return connection.execute(gone.values(state="lost")).rowcount == 1


# --- what is there ---


def get(connection: Connection, media_id: int, *, hold: bool = False) -> Media | None:
    """The file with this id; `hold` keeps others from changing it in this transaction."""
    wanted = _MEDIA.where(MediaRow.id == media_id)
    row = connection.execute(wanted.with_for_update() if hold else wanted).first()
    return None if row is None else Media(**row._mapping)


def content(connection: Connection, media_id: int) -> bytes | None:
    """The file itself; None when it is not here."""
    return connection.scalar(select(MediaRow.body).where(MediaRow.id == media_id))


def of_ticket(connection: Connection, number: int) -> list[Media]:
    """What belongs to a ticket, the latest few, oldest first."""
    theirs = _MEDIA.where(MediaRow.ticket == number).order_by(MediaRow.id.desc()).limit(MANY)
    return [Media(**row._mapping) for row in reversed(connection.execute(theirs).all())]


def sent_since(connection: Connection, person_id: int, since: datetime) -> list[Media]:
    """What a person sent since a moment, the latest few, oldest first."""
    theirs = _MEDIA.where(MediaRow.person_id == person_id, MediaRow.at >= since)
    rows = connection.execute(theirs.order_by(MediaRow.at.desc(), MediaRow.id.desc()).limit(MANY)).all()
    return [Media(**row._mapping) for row in reversed(rows)]


def loose(connection: Connection, person_id: int, since: datetime) -> list[Media]:
    """What a guest sent since a moment that belongs to nothing yet. Nobody else changes it in this transaction."""
    mine = _MEDIA.where(
        MediaRow.person_id == person_id,
        MediaRow.at >= since,
        MediaRow.ticket.is_(None),
        MediaRow.for_id.is_(None),
    )
    rows = connection.execute(mine.order_by(MediaRow.id.desc()).limit(MANY).with_for_update()).all()
    return [Media(**row._mapping) for row in reversed(rows)]


def attach(connection: Connection, media_ids: Sequence[int], number: int) -> None:
    """These files belong to a ticket."""
    connection.execute(update(MediaRow).where(MediaRow.id.in_(media_ids)).values(ticket=number))


# --- and goes; what somebody forgotten sent goes by the rule in store/personal.py ---


def prune(connection: Connection, before: datetime, limit: int = 200) -> int:
    """Forget what was sent before a moment, `limit` at most; how many went."""
    over = select(MediaRow.id).where(MediaRow.at < before).limit(limit).scalar_subquery()
    return connection.execute(delete(MediaRow).where(MediaRow.id.in_(over))).rowcount
