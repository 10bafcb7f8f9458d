"""One bed and everybody who sells it at once: exactly one wins whatever the order, and no sale of a channel is lost (F021)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine

from bot.simulator.year.fate import Dice
from store.database import open_database
from store.tables import give_ring
from tests.channels import racing
from tests.store.kit import RING

SEEDS = 1_000


@pytest.fixture
def furnished(sqlite_url: str) -> Iterator[Connection]:
    """One connection to the house; nothing of it is committed."""
    engine = create_engine(sqlite_url)
    give_ring(engine.dialect, RING)
    with engine.connect() as connection:
        racing.furnish(connection)
        yield connection
        connection.rollback()
    engine.dispose()


def test_exactly_one_wins_in_a_thousand_interleavings(furnished: Connection) -> None:
    """Three of guests, owner, desk, calendar and website, step by step: who and in which order is every seed's own."""
    stay, wrong, winners = racing.nights_of(0), [], set()
    for seed in range(SEEDS):
        dice, nested = Dice(f"race {seed}"), furnished.begin_nested()
        chosen = sorted(range(len(racing.CONTENDERS)), key=lambda _: dice.number())[:3]
        among = [racing.CONTENDERS[number] for number in chosen]
        waiting = [one(furnished, stay) for one in among]
        while waiting:
            acting = dice.one(waiting)
            if next(acting, StopIteration) is StopIteration:
                waiting.remove(acting)
        found = racing.outcome(furnished, stay)
        winners |= {"closed" if found[0][:1] == [None] else "booked"}
        if not racing.one_won(found, sum(one in racing.SALES for one in among)):
            wrong.append((seed, found))
        nested.rollback()
    assert wrong == []
    assert winners == {"closed", "booked"}


async def test_exactly_one_wins_between_two_programs_on_either_database(
    sqlite_url: str, postgres_url: str
) -> None:
    """Two processes with all their transactions at once, dozens of races on SQLite and on PostgreSQL."""
    urls = (sqlite_url, postgres_url)
    for url in urls:
        async with open_database(url, RING) as database:
            await database.write(racing.furnish)
    command = (sys.executable, "-m", "tests.channels.racing")
    programs = [await asyncio.create_subprocess_exec(*command, which, *urls) for which in ("odd", "even")]
    assert [await program.wait() for program in programs] == [0, 0]
    for url in urls:
        async with open_database(url, RING) as database:
            found = [
                await database.read(racing.outcome, racing.nights_of(number))
                for number in range(racing.ROUNDS)
            ]
            assert [one for one in found if not racing.one_won(one)] == []
