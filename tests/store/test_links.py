"""Links that do one thing once: their tokens are genuine or nothing, whichever key signed them, and one of two users wins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from store import links
from store.database import Database, open_database
from store.links import VALID, Link
from store.sealing import KeyRing
from tests.conftest import MORNING
from tests.store.kit import guest


@pytest.fixture
async def token(database: Database) -> str:
    """A link to take ticket 12."""
    return await database.write(links.make, "take", 12, MORNING)


async def found(database: Database, token: str) -> Link:
    link = await database.read(links.find, token)
    assert link is not None
    return link


async def test_token_finds_what_it_was_made_for(database: Database, token: str) -> None:
    link = await found(database, token)
    assert (link.action, link.subject, link.used_at) == ("take", 12, None)
    assert link.about == "ticket:12"
    assert link.expires_at == MORNING + VALID


async def test_link_is_used_once(database: Database, token: str) -> None:
    link = await found(database, token)
    person, _ = await database.write(guest)
    assert await database.write(links.use, link, person, MORNING)
    assert not await database.write(links.use, link, person, MORNING)
    assert (await found(database, token)).used_by == person


async def test_link_is_not_used_after_its_day(database: Database, token: str) -> None:
    link = await found(database, token)
    person, _ = await database.write(guest)
    assert not await database.write(links.use, link, person, MORNING + VALID)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda token: token[:-1],
        lambda token: token + "0",
        lambda token: token.upper(),
        lambda token: "2" + token[1:],
        lambda token: "zzzzzzzzzzzzz" + token[1:],
        lambda token: token.replace("-", ""),
        lambda _: "",
        lambda _: "1-" + "0" * 32,
    ],
)
async def test_token_that_was_touched_finds_nothing(database: Database, token: str, wrong: object) -> None:
    assert callable(wrong)
    assert await database.read(links.find, wrong(token)) is None


@pytest.mark.parametrize(
    "change", ["action = 'done'", "subject = 13", "expires_at = expires_at + 1", "id = 7"]
)
async def test_row_that_was_changed_makes_its_token_worthless(
    database: Database, token: str, change: str
) -> None:
    def altered(connection: Connection) -> None:
        connection.execute(text(f"UPDATE links SET {change}"))

    await database.write(altered)
    assert await database.read(links.find, token) is None


async def test_link_outlives_a_change_of_the_key(database_url: str, database: Database, token: str) -> None:
    async with open_database(database_url, KeyRing(b"n" * 32, b"k" * 32)) as rekeyed:
        assert (await found(rekeyed, token)).subject == 12
    async with open_database(database_url, KeyRing(b"n" * 32)) as later:
        assert await later.read(links.find, token) is None


async def test_links_that_ended_are_forgotten(database: Database, token: str) -> None:
    await database.write(links.make, "done", 12, MORNING + timedelta(days=2))
    assert await database.write(links.prune, MORNING + timedelta(days=2)) == 1
    assert await database.read(links.find, token) is None
