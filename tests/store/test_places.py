"""Where conversations stand: one of two turns wins, and a window never holds more than WeChat gives."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from store import places
from store.database import Database
from store.places import TAPPED, TYPED, Place
from tests.conftest import MORNING
from tests.store.kit import MAY, guest


async def place(database: Database) -> Place:
    standing = await database.read(places.standing, MAY)
    assert standing is not None
    return standing.place


async def test_move_brings_every_field_back(database: Database) -> None:
    _, address = await database.write(guest)
    there = Place(
        version=1,
        flow="availability",
        flow_version=3,
        step="ask_days",
        state={"到": "2026-12-24", "guests": 2, "list": [1, None, "é"]},
        expires_at=MORNING + timedelta(hours=1),
        misses=2,
        question_last=True,
        window_until=MORNING + timedelta(hours=48),
        window_left=5,
        mail=True,
        muted_until=datetime(2026, 12, 2, tzinfo=UTC),
    )
    assert await database.write(places.move, address, 0, there) is True
    assert await place(database) == there


async def test_move_two_turns_at_once_one_wins(database: Database) -> None:
    _, address = await database.write(guest)
    moved = await asyncio.gather(
        *(
            database.write(places.move, address, 0, Place(version=1, flow=flow))
            for flow in ("first", "second")
        )
    )
    assert sorted(moved) == [False, True]
    assert (await place(database)).flow == ("first", "second")[moved.index(True)]


async def test_spend_bumps_the_version_and_ends_bare_digits(database: Database) -> None:
    _, address = await database.write(guest)
    opened = replace(Place(question_last=True), version=1).opened(MORNING, TYPED)
    await database.write(places.move, address, 0, opened)
    assert await database.write(places.spend, address, MORNING) is True
    after = await place(database)
    assert (after.version, after.window_left, after.question_last) == (2, 4, False)


async def test_spend_keeps_one_back(database: Database) -> None:
    _, address = await database.write(guest)
    await database.write(places.move, address, 0, Place().opened(MORNING, TYPED))
    spent = [await database.write(places.spend, address, MORNING) for _ in range(6)]
    assert spent == [True] * 4 + [False] * 2
    assert await database.write(places.spend, address, MORNING, 0) is True


async def test_spend_after_the_window_closed_is_refused(database: Database) -> None:
    _, address = await database.write(guest)
    await database.write(places.move, address, 0, Place().opened(MORNING, TYPED))
    assert await database.write(places.spend, address, MORNING + timedelta(hours=48)) is False
    await database.write(places.close_window, address)
    assert await database.write(places.spend, address, MORNING) is False


@pytest.mark.parametrize(
    ("left", "minutes", "opening", "expected"),
    [
        (0, 0, TYPED, (5, 48 * 60)),
        (5, 48 * 60, TAPPED, (5, 48 * 60)),  # the larger counts, for messages and for time
        (2, 48 * 60, TAPPED, (3, 48 * 60)),
        (3, 1, TYPED, (5, 48 * 60)),
        (5, -1, TAPPED, (3, 1)),  # what is closed counts no more
        (4, 30, None, (4, 30)),
    ],
)
def test_opened_takes_the_larger_and_never_the_sum(
    left: int, minutes: int, opening: tuple[int, timedelta] | None, expected: tuple[int, int]
) -> None:
    before = Place(window_left=left, window_until=MORNING + timedelta(minutes=minutes))
    after = before.opened(MORNING, opening)
    assert (after.window_left, (after.window_until - MORNING) // timedelta(minutes=1)) == expected


async def test_follow_with_ends_bare_digits(database: Database) -> None:
    _, address = await database.write(guest)
    await database.write(places.move, address, 0, Place(version=1, question_last=True))
    await database.write(places.follow_with, address)
    after = await place(database)
    assert (after.version, after.question_last) == (2, False)
