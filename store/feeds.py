"""Calendars of other channels that the house reads: their links, when each is read next, and how the last readings went.

It keeps links sealed and shows none whole; reading them is the business of `scheduler/polling.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import BigInteger, Connection, delete, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base, Moment, RowId, Sealed, database_now, ring_of

URL = "feeds.url"
EVERY = timedelta(minutes=15)
LONGEST = timedelta(hours=2)  # between two tries of a link that fails
LEASE_SECONDS = 180
OUTAGE = 4  # failures in a row after which the owner hears of it
MOST = 200  # links of one house


class FeedRow(Base):
    __tablename__ = "feeds"
    id: Mapped[RowId]
    channel: Mapped[str]  # as its bookings name their source: "Airbnb"
    target: Mapped[str]  # a room's number, or the code of a room type
    by_room: Mapped[bool]
    url: Mapped[str] = mapped_column(Sealed(URL))
    url_hash: Mapped[str] = mapped_column(unique=True)
    paused: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_at: Mapped[datetime] = mapped_column(Moment, index=True)
    lease_until: Mapped[int | None] = mapped_column(BigInteger)  # database time
    etag: Mapped[str]  # what the server called the last answer; "": nothing
    modified: Mapped[str]
    polled_at: Mapped[datetime | None] = mapped_column(Moment)
    good_at: Mapped[datetime | None] = mapped_column(Moment)  # when it was last read whole
    failures: Mapped[int]  # in a row
    error: Mapped[str]  # of the last reading; "": none
    told: Mapped[bool]  # that it is out of order
    removed_at: Mapped[datetime | None] = mapped_column(Moment)  # since when it is read no longer


@dataclass(frozen=True, slots=True)
class Feed:
    """One calendar the house reads."""

    id: int
    channel: str
    target: str
    by_room: bool
    url: str
    paused: bool
    etag: str
    modified: str
    polled_at: datetime | None
    good_at: datetime | None
    failures: int
    error: str
    told: bool
    lease: int | None

    @property
    def host(self) -> str:
        """Where it is, without what makes the link a secret."""
        return urlsplit(self.url).hostname or ""


_COLUMNS = (
    FeedRow.id,
    FeedRow.channel,
    FeedRow.target,
    FeedRow.by_room,
    FeedRow.url,
    FeedRow.paused,
    FeedRow.etag,
    FeedRow.modified,
    FeedRow.polled_at,
    FeedRow.good_at,
    FeedRow.failures,
    FeedRow.error,
    FeedRow.told,
    FeedRow.lease_until,
)


def add(
    connection: Connection, channel: str, target: str, by_room: bool, url: str, now: datetime
) -> int | None:
    """A new link, read at once; its number. None when this link is read already, or there are too many.

    A link that was taken away a while ago, and now says the same room again, goes on with what it said.
    """
    hashes = ring_of(connection.dialect).hashes(URL, url)
    known = connection.execute(
        select(*_COLUMNS, FeedRow.removed_at).where(FeedRow.url_hash.in_(hashes))
    ).first()
    if known is not None and known.removed_at is None:
        return None
    if len(listed(connection)) >= MOST:
        return None
    if known is not None:
        if (known.channel, known.target, known.by_room) == (channel, target, by_room):
            restore(connection, known.id, now)
            set_paused(connection, known.id, False, now)
            return int(known.id)
        connection.execute(delete(FeedRow).where(FeedRow.id == known.id))
    row = insert(FeedRow).values(
        channel=channel,
        target=target,
        by_room=by_room,
        url=url,
        url_hash=hashes[0],
        paused=False,
        created_at=now,
        next_at=now,
        etag="",
        modified="",
        failures=0,
        error="",
        told=False,
    )
    return connection.execute(row.returning(FeedRow.id)).scalar_one()


def listed(connection: Connection) -> list[Feed]:
    """All links that are read, by channel."""
    read = FeedRow.removed_at.is_(None)
    rows = connection.execute(select(*_COLUMNS).where(read).order_by(FeedRow.channel, FeedRow.id).limit(MOST))
    return [_feed(row) for row in rows]


def targets(connection: Connection) -> list[tuple[str, str]]:
    """(channel, room or type) of each link that is read, by channel; no link is unsealed for it."""
    asked = select(FeedRow.channel, FeedRow.target).where(FeedRow.removed_at.is_(None))
    rows = connection.execute(asked.order_by(FeedRow.channel, FeedRow.id).limit(MOST))
    return [(row.channel, row.target) for row in rows]


def get(connection: Connection, feed_id: int) -> Feed | None:
    """A link that is read, by its number."""
    mine = FeedRow.id == feed_id, FeedRow.removed_at.is_(None)
    row = connection.execute(select(*_COLUMNS).where(*mine)).first()
    return None if row is None else _feed(row)


def _feed(row: Sequence[Any]) -> Feed:
    return Feed(*row)


def webhook_secret(connection: Connection, code: str) -> str:
    """With what a channel's server signs; always the same, and kept nowhere."""
    return ring_of(connection.dialect).hashes("channels.webhook", code)[0]


def set_paused(connection: Connection, feed_id: int, paused: bool, now: datetime) -> None:
    """Read it no longer, or again from now on."""
    values = {"paused": paused, "next_at": now, "failures": 0, "error": "", "told": False}
    connection.execute(update(FeedRow).where(FeedRow.id == feed_id).values(**values))


def remove(connection: Connection, feed_id: int, now: datetime) -> None:
    """Read a link no longer. What it brought stands, and what it said is kept as long as this may be taken back."""
    mine = FeedRow.id == feed_id, FeedRow.removed_at.is_(None)
    connection.execute(update(FeedRow).where(*mine).values(removed_at=now))


def restore(connection: Connection, feed_id: int, now: datetime) -> bool:
    """A link that was taken away is read again, at once; False when it is gone, or was never taken away."""
    mine = FeedRow.id == feed_id, FeedRow.removed_at.is_not(None)
    values = {"removed_at": None, "next_at": now, "etag": "", "modified": ""}
    return connection.execute(update(FeedRow).where(*mine).values(**values)).rowcount == 1


def relink(connection: Connection, feed_id: int, url: str, now: datetime) -> None:
    """The same calendar stands at another address, which no other link that is read has: read there at once.

    What it said and what became of that goes on.
    """
    hashes = ring_of(connection.dialect).hashes(URL, url)
    gone = FeedRow.url_hash.in_(hashes), FeedRow.removed_at.is_not(None)
    connection.execute(delete(FeedRow).where(*gone))
    values = {"url": url, "url_hash": hashes[0], "next_at": now, "etag": "", "modified": ""}
    connection.execute(update(FeedRow).where(FeedRow.id == feed_id).values(**values))


def prune(connection: Connection, before: datetime) -> int:
    """Forget the links that were taken away before a moment, and what they said; how many."""
    return connection.execute(delete(FeedRow).where(FeedRow.removed_at < before)).rowcount


def claim(connection: Connection, now: datetime, limit: int = 4) -> list[Feed]:
    """Links to be read now, this worker's until the lease ends."""
    free = or_(FeedRow.lease_until.is_(None), FeedRow.lease_until < database_now())
    due = (
        select(FeedRow.id)
        .where(FeedRow.removed_at.is_(None), FeedRow.paused.is_(False), FeedRow.next_at <= now, free)
        .order_by(FeedRow.next_at, FeedRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(
        update(FeedRow)
        .where(FeedRow.id.in_(due.scalar_subquery()))
        .values(lease_until=database_now() + LEASE_SECONDS * 1000, polled_at=now)
        .returning(*_COLUMNS)
    ).all()
    return sorted((_feed(row) for row in rows), key=lambda feed: feed.id)


def hold(connection: Connection, feed: Feed) -> bool:
    """Make sure that a claimed link is still this worker's, until the commit; False when another has it, or it is gone."""
    mine = FeedRow.id == feed.id, FeedRow.lease_until == feed.lease, FeedRow.removed_at.is_(None)
    return connection.execute(update(FeedRow).where(*mine).values(lease_until=feed.lease)).rowcount == 1


def went_well(connection: Connection, feed: Feed, etag: str, modified: str, now: datetime) -> bool:
    """It was read; whether the owner was told before that it could not be."""
    values = {"etag": etag, "modified": modified, "good_at": now, "failures": 0, "error": "", "told": False}
    _settled(connection, feed, now + EVERY, values)
    return feed.told


def failed(connection: Connection, feed: Feed, error: str, now: datetime) -> bool:
    """It could not be read, and is tried later and later; whether the owner must hear of it now."""
    failures = feed.failures + 1
    tell = failures >= OUTAGE and not feed.told
    pause = min(EVERY * 2 ** max(0, failures - OUTAGE), LONGEST)
    values = {"failures": failures, "error": error[:80], "told": feed.told or tell}
    _settled(connection, feed, now + pause, values)
    return tell


def _settled(connection: Connection, feed: Feed, next_at: datetime, values: dict[str, object]) -> None:
    connection.execute(
        update(FeedRow).where(FeedRow.id == feed.id).values(next_at=next_at, lease_until=None, **values)
    )
