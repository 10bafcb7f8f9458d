"""Fetches what people sent, once the message is answered: WeChat keeps it for three days. What is fetched is passed on.

Crash points: until the file is written down nothing has happened, and fetching twice harms nobody; writing it down and
putting out what follows are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from locales import N_, fallback, say
from scheduler import ticket_files, tickets
from scheduler.channel import File, Refusal, Refused, Source
from store import media, outbox, people, sending
from store import tickets as store_tickets
from store.database import Connection, Database
from store.media import Media
from store.sending import Claimed
from store.world import Clock

WECHAT_KEEPS = timedelta(days=3)
LONGEST_PAUSE = 600.0  # seconds
_LATER = frozenset({Refusal.BUSY, Refusal.QUOTA, Refusal.CONFIGURATION})

log = structlog.get_logger(__name__)


async def fetch(database: Database, source: Source | None, row: Claimed, clock: Clock) -> str:
    """Fetch the file of one row; how that ended."""
    wanted: Any = row.payload or {}
    found: File | Refused = Refused(Refusal.NOT_AUTHORISED, "there is nowhere to fetch files from")
    if source is not None:
        found = await source.fetch(str(wanted["source"]), media.LARGEST)
    return await database.write(settle, row, int(wanted["media"]), found, clock.now())


def settle(connection: Connection, row: Claimed, media_id: int, found: File | Refused, now: datetime) -> str:
    """Write down what was fetched, or that it never will be, and tell whom it concerns."""
    wanted = media.get(connection, media_id, hold=True)
    if wanted is None:
        sending.settle(connection, row, "dropped", "erased")
        return "dropped"
    if isinstance(found, File):
        if media.arrived(connection, media_id, found.mime, found.data):
            _pass_on(connection, media_id, now)
        sending.taken(connection, row, "sent", now)
        return "sent"
    if found.reason in _LATER and now < row.due_at + WECHAT_KEEPS:
        pause = min(max(found.retry_after, 5.0) * row.tries, LONGEST_PAUSE)
        sending.put_off(connection, row, pause, found.detail[:200])
        return "put_off"
    log.warning("file not fetched", row=row.id, reason=found.reason, detail=found.detail)
    if media.lost(connection, media_id):
        lost(connection, wanted, now)
    sending.settle(connection, row, "dropped", found.detail[:200])
    return "dropped"


def _pass_on(connection: Connection, media_id: int, now: datetime) -> None:
    found = media.get(connection, media_id)
    assert found is not None
    if found.for_id is not None:
        ticket_files.give_to(connection, found, now)
    ticket = store_tickets.get(connection, found.ticket) if found.ticket is not None else None
    if ticket is not None:
        ticket_files.give(connection, ticket, tickets.workers(connection, ticket), now, [found])


def lost(connection: Connection, gone: Media, now: datetime) -> None:
    """Tell those who wait for a file that it will not come; and the guest, who may send it again."""
    key = f"lost:{gone.id}"
    if gone.for_id is not None:
        reached = people.reached_at(connection, gone.for_id)
        if reached is not None:
            _tell(connection, key, reached, _again, now)
    ticket = store_tickets.get(connection, gone.ticket) if gone.ticket is not None else None
    if ticket is None:
        return
    if gone.proof:
        reached = people.reached_at(connection, gone.person_id)
        if reached is not None:
            _tell(connection, key, reached, _again, now)
        return
    hands = tickets.workers(connection, ticket)
    tickets.tell(connection, ticket, hands, key, ticket_files.went(ticket, gone.kind), now)
    tickets.tell_guest(connection, ticket, key, _again, now)


def _again(language: str) -> str:
    return say(language, N_("What you sent did not come through on my side; please send it once more."))


def _tell(
    connection: Connection, key: str, reached: tuple[int, str], text: Callable[[str], str], now: datetime
) -> None:
    address_id, language = reached
    if not outbox.exists_key(connection, key):
        outbox.say(connection, key, "notice", address_id, text(fallback(language)), now)
