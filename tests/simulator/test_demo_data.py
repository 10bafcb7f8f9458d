"""The demo's house: full of life on any day, the same for a day and a seed, and as sound as one that grew."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.simulator.demo_data import COMING, HERE, PHONES, REGULARS, STAFF, move_in
from bot.simulator.terminal import HOUSE_ZONE
from store import answers, bookings, gaps, members, opinions, places, staff, stays, tickets
from store.bookings import Booking, BookingRow
from store.database import Database, open_database
from store.house import house_day, load
from store.house_file import House
from store.people import Address
from store.points import MemberRow, PointsRow
from store.room_nights import Occupancy
from store.rooms import RoomNight, Span
from tests.store.conftest import database, house, inn, sqlite_template, sqlite_url
from tests.store.kit import RING

__all__ = ["database", "house", "inn", "sqlite_template", "sqlite_url"]

ACCOUNT = "gh_demo"
DAYS = (
    "2026-12-22 10:00",
    "2026-11-27 18:30",  # a Friday evening
    "2027-02-05 08:05",  # the eve of the Spring Festival
    "2027-04-20 21:20",  # the eve of the house's own festival
    "2027-07-04 02:00",  # before the house's day ends
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """As the demo itself: on SQLite. One test below tries the other."""
    return sqlite_url


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOUSE_ZONE)


async def moved_in(inn: Database, moment: datetime) -> None:
    await inn.write(move_in, ACCOUNT, moment)


def _everything(connection: Connection) -> list[Any]:
    rows = connection.execute(select(BookingRow).order_by(BookingRow.id))
    nights = connection.execute(select(RoomNight.room, RoomNight.night, RoomNight.booking_id))
    return [
        [(row.source, row.holder, row.phone, row.claim, row.arrival, row.total, row.state) for row in rows],
        sorted(map(tuple, nights), key=str),
    ]


def _person(connection: Connection, openid: str) -> int:
    found = places.standing(connection, Address("wechat", ACCOUNT, openid))
    assert found is not None
    return found.person_id


def _shares(connection: Connection, who: str, moment: datetime, house: House) -> list[Booking]:
    found = bookings.shares(connection, _person(connection, PHONES[who]), house_day(house, moment))
    return [share.booking for share in found if (share.part, share.level) == ("holder", "confirmed")]


@pytest.mark.parametrize("text", DAYS)
async def test_house_is_full_of_life_and_sound_on_any_day(inn: Database, house: House, text: str) -> None:
    moment = at(text)
    await moved_in(inn, moment)
    today = house_day(house, moment)

    def look(connection: Connection) -> None:
        rows = connection.execute(select(BookingRow)).all()
        states = Counter(row.state for row in rows)
        assert states["unplaced"] == 0
        assert states["cancelled"] == 3
        assert len({row.source for row in rows}) == 5
        assert min(row.arrival for row in rows) <= today - timedelta(days=40)
        assert max(row.arrival for row in rows) >= today + timedelta(days=40)
        assert all(row.departure >= today for row in rows if row.state in ("confirmed", "in_house"))
        assert all(row.created_at <= moment for row in rows)
        assert len(bookings.arriving(connection, today)) >= 3
        assert len(stays.in_house(connection, today)) >= 3
        after = Span(today + timedelta(days=2), today + timedelta(days=3))
        free = Occupancy(connection, after.arrival, after.departure)
        assert all(free.free(code, after) > 0 for code in ("lake", "court", "family"))
        assert [ticket.state for ticket in tickets.live(connection)].count("open") == 1
        assert [ticket.state for ticket in tickets.live(connection)].count("accepted") == 1
        assert [one.kind for one in opinions.live(connection)] == ["complaint"]
        assert (len(answers.active(connection)), len(gaps.unanswered(connection))) == (4, 2)
        assert len(staff.members(connection)) == len(STAFF)
        balances = connection.scalar(select(func.sum(MemberRow.balance)))
        assert balances == connection.scalar(select(func.sum(PointsRow.delta)))

    await inn.read(look)


async def test_phones_of_the_demo_are_in_different_stages_of_a_stay(inn: Database, house: House) -> None:
    moment = at(DAYS[0])
    await moved_in(inn, moment)
    today = house_day(house, moment)

    def look(connection: Connection) -> None:
        (coming,) = _shares(connection, COMING, moment, house)
        assert (coming.arrival, coming.state, coming.holder) == (
            today + timedelta(days=1),
            "confirmed",
            "王芳",
        )
        (here,) = _shares(connection, HERE, moment, house)
        assert (here.state, here.arrival) == ("in_house", today - timedelta(days=1))
        assert places.standing(connection, Address("wechat", ACCOUNT, PHONES["客人"])) is None

    await inn.read(look)


async def test_regulars_have_points_and_levels_from_their_stays(inn: Database, house: House) -> None:
    await moved_in(inn, at(DAYS[0]))

    def levels(connection: Connection) -> dict[str, str]:
        found = {one.name: members.member(connection, _person(connection, one.openid)) for one in REGULARS}
        assert all(member is not None and member.balance > 0 for member in found.values())
        return {name: member.level for name, member in found.items() if member is not None}

    found = await inn.read(levels)
    assert (found["何建国"], found["陈雨桐"], found["王芳"]) == ("gold", "gold", "silver")


async def test_same_day_and_seed_give_the_same_house(
    sqlite_template: Path, tmp_path: Path, house: House
) -> None:
    found = []
    for number, seed in enumerate((1, 1, 2)):
        path = tmp_path / f"{number}.db"
        shutil.copy(sqlite_template, path)
        async with open_database(f"sqlite:///{path}", RING) as one:
            await one.write(load, house, at(DAYS[0]))
            await one.write(move_in, ACCOUNT, at(DAYS[0]), seed)
            found.append(await one.read(_everything))
    assert found[0] == found[1]
    assert found[1] != found[2]


async def test_house_can_move_into_postgresql(postgres_url: str, house: House) -> None:
    async with open_database(postgres_url, RING) as one:
        await one.write(load, house, at(DAYS[0]))
        await one.write(move_in, ACCOUNT, at(DAYS[0]))
        assert len((await one.read(_everything))[0]) > 150


async def test_kept_demo_is_not_furnished_twice(inn: Database) -> None:
    await moved_in(inn, at(DAYS[0]))
    first = await inn.read(_everything)
    await moved_in(inn, at(DAYS[0]) + timedelta(days=1))
    assert await inn.read(_everything) == first


async def test_nobody_claims_by_accident_what_a_regular_holds(inn: Database) -> None:
    """Every name with a phone of their own is one person's."""
    await moved_in(inn, at(DAYS[0]))

    def named(connection: Connection) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in connection.execute(select(BookingRow).where(BookingRow.phone_hash.is_not(None))):
            found.setdefault(row.phone, set()).add(row.holder)
        return found

    assert all(len(holders) == 1 for holders in (await inn.read(named)).values())
