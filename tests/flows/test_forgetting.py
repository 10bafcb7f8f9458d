"""Being forgotten: after it no table tells who somebody was, on either database; what a stay needs goes with its end (F121)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from bot.inbound import Inbound
from store import erasures, house, personal, schema
from store.bookings import BookingRow, PartyRow
from store.database import open_database
from store.erasures import GRACE, ErasureRow
from store.house_file import demo_house
from store.people import AddressRow, Person
from tests.conftest import MORNING
from tests.flows.kit import GUEST, OTHER, RING, STAFF, Inn, address_of, open_inn
from tests.template import migrated

NAME, PHONE, WORDS = "诸葛青岚", "13877776666", "我奶奶不能爬楼"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return migrated(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def inn(url: str) -> AsyncIterator[Inn]:
    async with open_database(url, RING) as database:
        await database.write(house.load, demo_house(), MORNING)
    opened = await open_inn(url)
    yield opened
    await opened.close()


async def told(inn: Inn) -> None:
    """Somebody says who they are, books, asks for things and complains; the house writes about them."""
    await inn.employ()
    await inn.talk(
        f"订一间观星阁楼，3号住一晚，两个人，我叫{NAME}，{PHONE}",
        "好",
        f"501送两条浴巾，{WORDS}",
        f"投诉，{WORDS}",
    )
    await inn.say("确认B1", STAFF)
    await inn.say(f"客人 {NAME}", STAFF)
    await inn.talk("回B1 房间给您换到一楼", "交还", who=STAFF)
    await inn.tick()


async def after_the_stay(inn: Inn) -> None:
    inn.clock.wind(MORNING + timedelta(days=9))
    await inn.tick()
    await inn.tick()


def cells(connection: Connection) -> list[tuple[str, str, str]]:
    """Every value of every table as its owner reads it: (table, column, value)."""
    found = []
    for table in schema.metadata.sorted_tables:
        for row in connection.execute(select(table)):
            found += [(table.name, name, str(value)) for name, value in row._mapping.items()]
    return found


async def tells(inn: Inn) -> list[tuple[str, str, str]]:
    """What still tells who the guest was or what they said."""
    marks = (NAME, PHONE[-8:], WORDS, GUEST)
    everything = await inn.database.read(cells)
    keys = "key", "source_ref"  # WeChat's are digests; those of the tests name whose message it is
    return [cell for cell in everything if cell[1] not in keys and any(mark in cell[2] for mark in marks)]


async def test_forgotten_guest_stands_in_no_table(inn: Inn) -> None:
    await told(inn)
    await after_the_stay(inn)
    assert await tells(inn)  # so that the test would notice
    said = await inn.talk("删除我的信息", "好")
    assert "忘掉" in said[-1]
    left = await tells(inn)
    assert left == [], left


async def test_stay_to_come_keeps_what_it_needs_until_it_is_over(inn: Inn) -> None:
    await told(inn)
    said = await inn.talk("删除我的信息", "好")
    assert "自动删" in said[-1]
    assert "B1" in await inn.say("我的订单")
    assert not [cell for cell in await tells(inn) if cell[0] == "messages" and WORDS in cell[2]]
    await after_the_stay(inn)
    left = await tells(inn)
    assert left == [], left


async def test_who_was_forgotten_and_writes_again_is_somebody_new(inn: Inn) -> None:
    await inn.talk("在吗", "删除我的信息", "好")
    before = await inn.database.read(lambda connection: connection.scalar(select(func.max(Person.id))))
    assert await inn.say("在吗")
    after = await inn.database.read(lambda connection: connection.scalar(select(func.max(Person.id))))
    assert (before, after) == (1, 2)


async def test_nobody_else_is_touched(inn: Inn) -> None:
    await inn.book("other", 24, 2, OTHER) if await inn.say("我要两条浴巾，住302", OTHER) else None
    before = await inn.say("我的订单", OTHER)
    await told(inn)
    await inn.talk("删除我的信息", "好")
    await after_the_stay(inn)
    assert await inn.say("我的订单", OTHER) == before


async def test_unfollowing_forgets_after_the_grace_and_coming_back_keeps(inn: Inn) -> None:
    for who in (GUEST, OTHER):
        await inn.say("在吗", who)
        await event(inn, "unsubscribe", who)
    inn.clock.wind(MORNING + GRACE - timedelta(hours=1))
    await event(inn, "subscribe", OTHER)
    inn.clock.wind(MORNING + GRACE + timedelta(hours=1))
    await inn.tick()
    await inn.tick()
    left = await inn.database.read(
        lambda connection: connection.scalars(
            select(AddressRow.external_id).order_by(AddressRow.external_id)
        ).all()
    )
    assert left == ["erased:1", OTHER]


@pytest.mark.parametrize("name", ["user_authorization_revoke", "user_authorization_cancellation"])
@pytest.mark.parametrize("left_before", [False, True])
async def test_revoked_permission_forgets_at_once_whether_or_not_they_left_before(
    inn: Inn, name: str, left_before: bool
) -> None:
    await inn.say("在吗")
    if left_before:
        await event(inn, "unsubscribe", GUEST)
    await event(inn, name, GUEST)
    await event(inn, "subscribe", GUEST)  # a wish to be forgotten stands
    inn.clock.wind(MORNING + timedelta(minutes=5))
    await inn.tick()
    assert not await inn.database.read(
        lambda connection: connection.scalars(
            select(AddressRow.id).where(AddressRow.external_id == GUEST)
        ).all()
    )
    wanted = await inn.database.read(lambda connection: connection.scalars(select(ErasureRow.wanted)).all())
    assert wanted == ["revoked"]


async def event(inn: Inn, name: str, who: str) -> None:
    inn.said += 1
    key, moment = f"{who}:{inn.said}", inn.clock.now()
    await inn.door.handle(Inbound(key, address_of(who), "event", moment, "", event=name))


async def test_whoever_works_here_is_not_forgotten(inn: Inn) -> None:
    await inn.employ()
    said = await inn.talk("我的数据", "2", who=STAFF)
    assert "离职" in said[-1]


async def test_forgetting_twice_is_forgetting_once(inn: Inn) -> None:
    await told(inn)
    await after_the_stay(inn)
    today = MORNING.date() + timedelta(days=9)
    for _ in range(2):
        await inn.database.write(erasures.forget, 2, inn.clock.now(), today)
    rows = await inn.database.read(lambda connection: connection.execute(select(ErasureRow)).all())
    assert {row.done_at is not None for row in rows} == {True}
    left = await tells(inn)
    assert left == [], left


async def test_who_only_claims_a_booking_neither_reads_nor_forgets_it(inn: Inn) -> None:
    await inn.talk("在吗")
    await inn.book("1", 3, 1)
    await inn.say("在吗", OTHER)
    await inn.database.write(_claim, 1, OTHER)
    other = await inn.database.read(_person_at, OTHER)
    shown = {part.title: part.rows for part in await inn.database.read(personal.export, other)}
    assert [set(row) for row in shown["bookings"]] == [{"id", "state", "arrival", "departure"}]
    said = "\n".join(await inn.talk("我的数据", "1", who=OTHER))
    assert "王芳" not in said
    assert "1036" not in said
    before = await inn.database.read(_booking)
    inn.clock.wind(MORNING + timedelta(days=9))
    await inn.talk("删除我的信息", "好", who=OTHER)
    assert await inn.database.read(_booking) == before


def _claim(connection: Connection, booking_id: int, who: str) -> None:
    connection.execute(
        insert(PartyRow).values(
            booking_id=booking_id, person_id=_person_at(connection, who), part="holder", level="claimed",
            since=MORNING,
        )
    )  # fmt: skip


def _person_at(connection: Connection, who: str) -> int:
    found = connection.scalar(select(AddressRow.person_id).where(AddressRow.external_id == who))
    assert found is not None
    return found


def _booking(connection: Connection) -> list[object]:
    return list(connection.execute(select(BookingRow.holder, BookingRow.phone, BookingRow.total)).one())


def test_every_table_says_what_becomes_of_it() -> None:
    assert personal.unruled() == [], "add a rule to RULES, or the reason to IMPERSONAL, in store/personal.py"
