"""What the clock does about members: settled once whoever ticks, told once, and never to whoever wants no messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from scheduler import paying
from scheduler.provider import Notice
from store import bookings, house, members, optouts, payments, points, stays
from store.bookings import BookingRow
from store.database import open_database
from store.house_file import demo_house
from store.outbox import OutboxRow
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.flows.kit import RING, Inn, open_inn
from tests.template import migrated

PERSON = 1  # the first who ever wrote


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return migrated(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def inn(url: str) -> AsyncIterator[Inn]:
    """A guest whose five nights are about to be over."""
    async with open_database(url, RING) as database:
        await database.write(house.load, demo_house(), MORNING)
    opened = await open_inn(url)
    await opened.say("早餐几点")
    await opened.book("A", 1, 5)
    opened.clock.wind(MORNING + timedelta(days=6))
    yield opened
    await opened.close()


def told(connection: Connection) -> list[tuple[str, str, str]]:
    """(kind, status, reason) of what was put out for members."""
    rows = connection.execute(
        select(OutboxRow.kind, OutboxRow.status, OutboxRow.reason)
        .where(OutboxRow.kind.in_(("level_up", "points_expiring")))
        .order_by(OutboxRow.id)
    )
    return [(row.kind, row.status, row.reason) for row in rows]


async def test_three_ticks_at_once_settle_a_stay_once_and_tell_it_once(inn: Inn) -> None:
    await asyncio.gather(*(inn.tick() for _ in range(3)))
    await inn.tick()
    assert [line.delta for line in await inn.database.read(points.lines, PERSON)] == [1036]
    found = await inn.database.read(members.member, PERSON)
    assert found is not None
    assert found.level == "silver"
    assert [kind for kind, _, _ in await inn.database.read(told)] == ["level_up"]


async def test_who_wants_no_messages_is_not_told(inn: Inn) -> None:
    await inn.database.write(optouts.stop, PERSON, MORNING)
    await inn.tick()
    assert await inn.database.read(told) == [("level_up", "dropped", "opted_out")]


async def test_points_that_were_spent_before_the_word_goes_are_not_warned_of(inn: Inn) -> None:
    """Decided again at the moment of sending: a row that waited for the morning may have become idle."""
    await inn.tick()
    (lot,) = await inn.database.read(points.lots, PERSON)
    night = MORNING.replace(year=2028, month=12, day=1, hour=15)  # 23:00 in the house
    inn.clock.wind(night)
    await inn.tick()
    assert [(kind, status) for kind, status, _ in await inn.database.read(told)][1:] == [
        ("points_expiring", "due")
    ]
    spending = points.Entry(PERSON, -lot.left, "redeem", "redeem:all")
    await inn.database.write(points.post, spending, night)
    inn.clock.wind(night + timedelta(hours=12))
    await inn.tick()
    assert (await inn.database.read(told))[1:] == [("points_expiring", "dropped", "not_wanted")]


async def test_points_expire_by_the_clock_alone(inn: Inn) -> None:
    await inn.tick()
    inn.clock.wind(MORNING.replace(year=2029, month=1, day=1))
    await inn.tick()
    assert await inn.database.read(points.balance, PERSON) == 0
    assert [line.reason for line in await inn.database.read(points.lines, PERSON)] == ["expire", "earn"]


async def test_house_that_switched_it_off_takes_nothing_away(inn: Inn) -> None:
    await inn.tick()
    await inn.change_house("membership.enabled", False)
    inn.clock.wind(MORNING.replace(year=2029, month=1, day=1))
    await inn.tick()
    assert await inn.database.read(points.balance, PERSON) == 1036
    assert "没有积分" in await inn.say("积分")


async def test_who_left_early_and_pays_online_afterwards_has_the_points_of_what_was_paid(inn: Inn) -> None:
    """F049, F066: told of twice, it earns once."""

    def leave_then_pay(connection: Connection) -> list[str]:
        connection.execute(update(BookingRow).values(state="in_house"))
        booking = bookings.known(connection, 1)
        stays.check_out(connection, booking, PERSON, MORNING)
        stays.left_early(connection, booking.id, 2)
        asked = payments.ask(connection, booking, 1, 103600, "simulated", MORNING, SeededChance())
        notice = Notice(asked.number, asked.fen, "ref", paid=True)
        return [paying.received(connection, notice, MORNING) for _ in range(2)]

    assert await inn.database.write(leave_then_pay) == ["paid", "known"]
    assert [line.delta for line in await inn.database.read(points.lines, PERSON)] == [1036]
