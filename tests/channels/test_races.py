"""One bed and everybody who sells it at once: exactly one wins whatever the order, and no sale of a channel is lost (F021)."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine

from bot.simulator.year.fate import Dice
from store.database import open_database
from store.rooms import Span
from store.tables import give_ring
from tests.channels import racing
from tests.store.kit import RING

INTERLEAVINGS = 1_000
Order = tuple[int, ...]  # who takes the next step, again and again; everybody takes two


@dataclass(slots=True)
class Found:
    """What the interleavings ended in."""

    count: int = 0
    wrong: list[object] = field(default_factory=list)
    winners: set[str] = field(default_factory=set)


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
    """Three of guests, owner, desk, calendar and website, step by step, in a thousand different orders drawn by a seed."""
    orders, found = drawn(INTERLEAVINGS), Found()
    follow(furnished, racing.nights_of(0), orders, (), {}, found)
    assert (len(set(orders)), found.count) == (INTERLEAVINGS, INTERLEAVINGS)
    assert found.wrong == []
    assert found.winners == {"closed", "booked"}


def drawn(count: int) -> list[Order]:
    """So many different orders, those that begin alike beside each other."""
    dice, found = Dice("race"), set[Order]()
    while len(found) < count:
        three = sorted(range(len(racing.CONTENDERS)), key=lambda _: dice.number())[:3]
        found.add(tuple(sorted(three * 2, key=lambda _: dice.number())))
    return sorted(found)


def follow(
    connection: Connection,
    stay: Span,
    orders: list[Order],
    done: Order,
    seen: Mapping[int, Any],
    found: Found,
) -> None:
    """Every order that begins with `done`: what they share happens once, and each goes on from a savepoint."""
    if len(done) == len(orders[0]):
        found.count += 1
        outcome = racing.outcome(connection, stay)
        found.winners |= {"closed" if outcome[0][:1] == [None] else "booked"}
        if not racing.one_won(outcome, sum(one in racing.SALES for one in set(done))):
            found.wrong.append((done, outcome))
        return
    for who, alike in groupby(orders, key=lambda order: order[len(done)]):
        step = racing.CONTENDERS[who][done.count(who)]
        with connection.begin_nested() as nested:
            saw = step(connection, stay, seen.get(who))
            follow(connection, stay, list(alike), (*done, who), {**seen, who: saw}, found)
            nested.rollback()


async def test_exactly_one_wins_between_two_programs_on_either_database(
    sqlite_url: str, postgres_url: str
) -> None:
    """Two processes with all their transactions at once, dozens of races on SQLite and on PostgreSQL."""
    urls = (sqlite_url, postgres_url)
    for url in urls:
        async with open_database(url, RING) as database:
            await database.write(racing.furnish)
    command = (sys.executable, "-m", "tests.channels.racing", *urls)
    other = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert other.stdin is not None
    assert other.stdout is not None
    assert await other.stdout.readline() == b"ready\n"
    other.stdin.write(b"go\n")
    await racing.races(False, urls)
    assert await other.wait() == 0
    for url in urls:
        async with open_database(url, RING) as database:
            found = [
                await database.read(racing.outcome, racing.nights_of(number))
                for number in range(racing.ROUNDS)
            ]
            assert [one for one in found if not racing.one_won(one)] == []
