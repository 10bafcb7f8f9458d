"""Fetches what people sent, once the message is answered: WeChat keeps it for three days. What is fetched is passed on.

Crash points: until the file is written down nothing has happened, and fetching twice harms nobody; writing it down and
putting out what follows are one transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog

from scheduler import lost_files, ticket_files, ticket_telling
from scheduler.channel import File, Lack, Source, Unfetched
from store import media, sending
from store import tickets as store_tickets
from store.database import Connection, Database
from store.media import Kind
from store.sending import Claimed
from store.world import Clock

WECHAT_KEEPS = timedelta(days=3)
LONGEST_PAUSE = 600.0  # seconds
_KINDS: dict[Kind, str] = {"image": "image/", "voice": "audio/", "video": "video/"}

log = structlog.get_logger(__name__)


async def fetch(database: Database, source: Source | None, row: Claimed, clock: Clock) -> str:
    """Fetch the file of one row; how that ended."""
    wanted: Any = row.payload or {}
    found: File | Unfetched = Unfetched(Lack.ACCOUNT, "there is nowhere to fetch files from")
    if source is not None:
        found = await source.fetch(str(wanted["source"]), media.LARGEST)
    return await database.write(settle, row, int(wanted["media"]), found, clock.now())


def settle(
    connection: Connection, row: Claimed, media_id: int, found: File | Unfetched, now: datetime
) -> str:
    """Write down what was fetched, or that it never will be, and tell whom it concerns."""
    wanted = media.get(connection, media_id, hold=True)
    if wanted is None:
        sending.settle(connection, row, "dropped", "erased")
        return "dropped"
    if isinstance(found, File) and not found.mime.startswith(_KINDS[wanted.kind]):
        found = Unfetched(
            Lack.KIND, f"{len(found.data)} bytes of {found.mime or 'something'} are no {wanted.kind}"
        )
    if isinstance(found, File):
        if media.arrived(connection, media_id, found.mime, found.data):
            _pass_on(connection, media_id, now)
        sending.taken(connection, row, "sent", now)
        return "sent"
    if found.again and now < row.due_at + WECHAT_KEEPS:
        pause = min(max(found.retry_after, 5.0) * row.tries, LONGEST_PAUSE)
        sending.put_off(connection, row, pause, found.detail[:200])
        return "put_off"
    log.warning(
        "file not fetched", row=row.id, file=media_id, kind=wanted.kind, cause=found.lack, detail=found.detail
    )
    if media.lost(connection, media_id):
        lost_files.tell(connection, wanted, found.lack, now)
    sending.settle(connection, row, "dropped", found.detail[:200])
    return "dropped"


def _pass_on(connection: Connection, media_id: int, now: datetime) -> None:
    found = media.get(connection, media_id)
    assert found is not None
    if found.for_id is not None:
        ticket_files.give_to(connection, found, now)
    ticket = store_tickets.get(connection, found.ticket) if found.ticket is not None else None
    if ticket is not None:
        ticket_files.give(connection, ticket, ticket_telling.workers(connection, ticket), now, [found])
