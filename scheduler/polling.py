"""Reads the calendars of other channels when they are due: fetch, read in a thread, follow, tell the house. Any number may run.

Crash points: a link is leased, and nothing else is written before it was read; following a reading is done in short
transactions, each of which finds done what the one before did. What the house is told stands in the same transaction.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from locales import N_, clock, fallback, say
from scheduler import channel_words, reconciling
from scheduler.calendars import Reading, Unreadable, read
from store import feeds, house, staff
from store.database import Connection, Database
from store.feeds import Feed
from store.house import Present
from store.world import Chance, World

LARGEST = 2 * 1024 * 1024  # of a calendar
TOGETHER = 4
PIECES = 200  # transactions for one reading

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: a calendar, or that nothing is new (content None)."""

    content: bytes | None
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is nothing to read, as a short code such as "http_404"."""

    error: str


class Reader(Protocol):
    """Fetches a link; never raises for what the other side does."""

    async def fetch(self, url: str, etag: str, modified: str, limit: int) -> Fetched | Failed:
        """The calendar at `url`, at most `limit` bytes of it."""
        ...


@dataclass(slots=True)
class Polling:
    """Reads what is due."""

    database: Database
    world: World
    reader: Reader

    async def run(self) -> int:
        """Read every link that is due now; how many there were."""
        count = 0
        while True:
            due = await self.database.write(feeds.claim, self.world.clock.now(), TOGETHER)
            if not due:
                return count
            await asyncio.gather(*(self._one(feed) for feed in due))
            count += len(due)

    async def _one(self, feed: Feed) -> None:
        found = await self.reader.fetch(feed.url, feed.etag, feed.modified, LARGEST)
        present = await self.database.read(house.present)
        if present is None or not _known(feed, present):
            found = Failed("no_such_room")
        reading: Reading | None = None
        if isinstance(found, Fetched) and found.content is not None and present is not None:
            try:
                reading = await asyncio.to_thread(read, found.content, present.house.zone_info)
            except Unreadable as error:
                found = Failed(str(error))
        if isinstance(found, Failed):
            log.warning("calendar not read", feed=feed.id, error=found.error)
            await self.database.write(give_up, feed, found.error, self.world.clock.now())
            return
        for _ in range(PIECES):
            now = self.world.clock.now()
            if not await self.database.write(follow, feed, reading, found, now, self.world.chance):
                return


def _known(feed: Feed, present: Present) -> bool:
    """Whether the house still has the room or type."""
    return feed.target in (present.house.rooms() if feed.by_room else present.house.room_types)


def follow(
    connection: Connection, feed: Feed, reading: Reading | None, found: Fetched, now: datetime, chance: Chance
) -> bool:
    """Follow a piece of a reading (None: as before) and tell the house; whether there is more of it."""
    present = house.present(connection)
    if present is None or not _known(feed, present) or not feeds.hold(connection, feed):
        return False
    if reading is None:
        changes = reconciling.unchanged(connection, feed, present, now, chance)
    else:
        holder = say(fallback(""), N_("{channel} guest"), channel=feed.channel)
        changes = reconciling.reconcile(connection, feed, reading, present, holder, now, chance)
    channel_words.announce(connection, f"feed:{feed.id}:{_stamp(now)}", feed.channel, changes, present, now)
    if changes.more:
        return True
    if feeds.went_well(connection, feed, found.etag, found.modified, now):
        message = N_(
            "[{channel}] The calendar can be read again. What was booked there meanwhile is in the book."
        )
        _ring(connection, f"feed:{feed.id}:back:{_stamp(now)}", message, now, channel=feed.channel)
    return False


def give_up(connection: Connection, feed: Feed, error: str, now: datetime) -> None:
    """It could not be read: noted, and told the owner once when it lasts."""
    if not feeds.hold(connection, feed) or not feeds.failed(connection, feed, error, now):
        return
    present = house.present(connection)
    since = feed.good_at or now
    zone = present.house.zone_info if present is not None else None
    message = N_(
        "[{channel}] Its calendar can't be read ({reason}), last at {time}. What is booked there now I don't see: "
        "please look there yourself until I write that it is back. 渠道 shows how it stands."
    )
    for number, (address_id, language) in enumerate(staff.owners(connection)):
        local = since.astimezone(zone)
        text = say(
            language,
            message,
            channel=feed.channel,
            reason=channel_words.trouble(language, error),
            time=f"{local:%m-%d} {clock(language, local.time())}" if feed.good_at else "—",
        )
        channel_words.put(connection, f"feed:{feed.id}:out:{_stamp(now)}:{number}", address_id, text, now)


def _ring(connection: Connection, key: str, message: str, now: datetime, **values: str) -> None:
    for number, (address_id, language) in enumerate(staff.owners(connection)):
        channel_words.put(connection, f"{key}:{number}", address_id, say(language, message, **values), now)


def _stamp(now: datetime) -> str:
    return f"{now:%Y%m%d%H%M%S}"
