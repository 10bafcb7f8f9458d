"""体检 asked for in chat: the examination is made after the commit, outside any transaction, and its answer put into the outbox.

One address has one a minute, each ends within half a lease, and the examiner keeps its answer short: nobody's WeChat is flooded.

Crash points: examining twice harms nobody; the answer and the end of the request are one transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from locales import N_, say
from store import outbox, sending
from store.database import Connection, Database
from store.sending import Claimed
from store.world import Clock

CHECK_UP = "check_up"  # the kind of the outbox rows that ask for one

Examine = Callable[[str], Awaitable[Sequence[str]]]
"""Examines everything; the texts of the short form, in a language."""

WITHIN = 30.0  # seconds: half of a lease, so that nobody else begins it too


def ask(connection: Connection, address_id: int, language: str, now: datetime) -> bool:
    """Have an examination made, and its outcome told to this address; False when one was asked for this minute."""
    key = f"{CHECK_UP}:{address_id}:{now:%Y%m%d%H%M}"
    if outbox.exists_key(connection, key):
        return False
    outbox.do(connection, key, CHECK_UP, {"address": address_id, "language": language}, now)
    return True


async def check_up(database: Database, examine: Examine | None, row: Claimed, clock: Clock) -> str:
    """Make the examination one row asks for; how that ended."""
    wanted = row.payload or {}
    language = str(wanted["language"])
    texts: Sequence[str] = ()
    try:
        async with asyncio.timeout(WITHIN):
            texts = await examine(language) if examine is not None else ()
    except TimeoutError:
        slow = N_(
            "WeChat answers so slowly just now that I could not look at everything. Try again in a while."
        )
        texts = (say(language, slow),)
    return await database.write(settle, row, int(wanted["address"]), texts, clock.now())


def settle(connection: Connection, row: Claimed, address_id: int, texts: Sequence[str], now: datetime) -> str:
    """Put the outcome out, once; without an examiner, as in a terminal, there is none."""
    if not texts:
        sending.settle(connection, row, "dropped", "no_examiner")
        return "dropped"
    for number, text in enumerate(texts):
        key = f"{row.key}:{number}"
        if not outbox.exists_key(connection, key):
            outbox.say(connection, key, "answer", address_id, text, now)
    sending.taken(connection, row, "sent", now)
    return "sent"
