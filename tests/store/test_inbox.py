"""Keys of messages: handled once, and a repetition undoes only the turn that brought it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from store import inbox
from store.database import Connection, Database
from store.errors import Conflict
from store.inbox import MessageRow, Seen
from tests.conftest import MORNING
from tests.store.kit import guest


def turn(connection: Connection, address: int, key: str, text: str) -> None:
    """What a turn writes: the words first, so that a repetition has something to undo."""
    inbox.note(connection, address, "text", "", text, MORNING)
    inbox.keep(connection, key, None, leads=True, now=MORNING)


async def said(database: Database) -> list[str]:
    return await database.read(lambda c: list(c.scalars(select(MessageRow.body).order_by(MessageRow.id))))


async def test_seen_tells_what_became_of_a_key(database: Database) -> None:
    assert await database.read(inbox.seen, "k") is None
    await database.write(lambda c: inbox.keep(c, "k", 7, leads=False, now=MORNING))
    assert await database.read(inbox.seen, "k") == Seen(7, False)


async def test_keep_repeated_key_undoes_only_its_own_turn(database: Database) -> None:
    _, address = await database.write(guest)
    await database.write(turn, address, "k1", "first")
    results = await asyncio.gather(
        *(database.write(turn, address, key, text) for key, text in (("k0", "a"), ("k1", "b"), ("k2", "c"))),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), Conflict, type(None)]
    assert sorted(await said(database)) == ["a", "c", "first"]


async def test_prune_forgets_the_old_within_its_limit(database: Database) -> None:
    _, address = await database.write(guest)

    def fill(connection: Connection, at: datetime) -> None:
        for number in range(3):
            inbox.keep(connection, f"{at}-{number}", None, leads=True, now=at)
            inbox.note(connection, address, "text", "", f"{number}", at)

    await database.write(fill, MORNING - timedelta(days=30))
    await database.write(fill, MORNING)
    assert await database.write(inbox.prune, MORNING, MORNING, 2) == 4
    assert await database.write(inbox.prune, MORNING, MORNING, 2) == 2
    assert await database.write(inbox.prune, MORNING, MORNING, 2) == 0
    assert await said(database) == ["0", "1", "2"]


async def test_keep_failing_turn_raises_its_own_error(database: Database) -> None:
    def broken(connection: Connection) -> None:
        inbox.keep(connection, "k", None, leads=True, now=MORNING)
        raise LookupError("a bug")

    with pytest.raises(LookupError):
        await database.write(broken)
    assert await database.read(inbox.seen, "k") is None
