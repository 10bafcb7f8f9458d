"""The house's words about stays from other channels: one that is missing there, one that found no room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from bot.context import Server
from scheduler import reconciling
from scheduler.calendars import Entry, Reading
from store import exports, feed_stays, feeds, house, rooms
from tests.flows.kit import STAFF, Inn


@pytest.fixture
async def owned(inn: Inn) -> Inn:
    await inn.employ(STAFF, "owner")
    await inn.database.write(
        feeds.add, "Airbnb", "302", True, "https://airbnb.invalid/a.ics", inn.clock.now()
    )
    return inn


async def says(inn: Inn, *entries: tuple[str, int, int], after: timedelta = timedelta(minutes=15)) -> None:
    """Airbnb's calendar says this, some time later."""
    inn.clock.wind(inn.clock.now() + after)
    found = tuple(
        Entry(uid, date(2026, 12, first), date(2026, 12, last), "stay") for uid, first, last in entries
    )

    def follow(connection: Connection) -> None:
        present = house.present(connection)
        (feed,) = feeds.listed(connection)
        assert present is not None
        reconciling.reconcile(
            connection, feed, Reading(found), present, "Airbnb客人", inn.clock.now(), inn.world.chance
        )

    await inn.database.write(follow)


async def missing(inn: Inn) -> None:
    """B1, near, is missing for hours, and the owner is asked."""
    await says(inn, ("a", 4, 6), ("b", 20, 22), ("c", 24, 26))
    for _ in range(8):
        await says(inn, ("b", 20, 22), ("c", 24, 26), after=timedelta(hours=1))
    assert "gone_elsewhere" in await inn.todos()


async def test_owner_frees_a_stay_that_its_channel_cancelled(owned: Inn) -> None:
    await missing(owned)
    assert await owned.say("同意B1", STAFF) == "B1取消了，房已放出来。"
    assert (await owned.bookings())[0] == ("B1", "cancelled")
    assert "gone_elsewhere" not in await owned.todos()


async def test_owner_keeps_a_stay_and_is_not_asked_again(owned: Inn) -> None:
    await missing(owned)
    assert await owned.say("不行B1 还在", STAFF) == "好的，B1照旧留着。"
    for _ in range(8):
        await says(owned, ("b", 20, 22), ("c", 24, 26), after=timedelta(hours=1))
    assert (await owned.bookings())[0] == ("B1", "confirmed")
    assert "gone_elsewhere" not in await owned.todos()


async def test_stay_that_collided_gets_another_room_by_the_owners_word(owned: Inn) -> None:
    """F021: kept as unplaced, a room proposed, given after a yes, taken back in one word."""
    await owned.say("在吗")
    for number in range(4):
        await owned.book(f"D{number}", 24, 2)
    await says(owned, ("a", 24, 26))
    assert (await owned.bookings())[-1] == ("B5", "unplaced")
    said = await owned.talk("换房B5 101", "好", who=STAFF)
    assert said == [
        "B5 Airbnb客人，12月24日（周四）至12月26日（周六）：安排101庭院双床房。换了房型的话，请到那边跟客人说一声。\n"
        "就这么办吗？回「好」或「不用」。",
        "换好了，B5 Airbnb客人住101。换错了，十分钟内发「撤销」。",
    ]
    assert (await owned.bookings())[-1] == ("B5", "confirmed")
    await owned.say("撤销", STAFF)
    assert (await owned.bookings())[-1] == ("B5", "unplaced")
    assert "unplaced" in await owned.todos()


async def test_room_that_is_taken_is_not_given(owned: Inn) -> None:
    await owned.say("在吗")
    for number in range(4):
        await owned.book(f"D{number}", 24, 2)
    await says(owned, ("a", 24, 26))
    assert "什么都没动" in await owned.say("换房B5 301", STAFF)


LINK = "https://www.airbnb.com/calendar/ical/123456789012345678.ics?s=0a1b2c3d4e"


async def test_link_is_kept_as_it_was_written(owned: Inn) -> None:
    """A listing's number has eighteen digits, as an identity card has: it is no guest's document and stays whole."""
    await owned.talk(f"渠道 爱彼迎 301 {LINK}", "好", who=STAFF)
    feed = (await owned.database.read(feeds.listed))[-1]
    assert (feed.channel, feed.target, feed.by_room, feed.url) == ("爱彼迎", "301", True, LINK)


async def test_addresses_of_ours_are_given_once_the_server_can_be_reached(owned: Inn) -> None:
    await owned.change_house("channels.site", {"name": "官网"})
    owned.door = replace(owned.door, server=Server(public_url="https://inn.example"))
    ours = await owned.say("渠道 对外 Airbnb 湖景大床房", STAFF)
    token = await owned.database.write(exports.token, "Airbnb", "lake", False)
    assert ours.splitlines()[-1] == f"https://inn.example/ical/{token}.ics"
    door = await owned.say("渠道 接口 官网", STAFF)
    assert "https://inn.example/channel/site" in door
    assert await owned.database.read(feeds.webhook_secret, "site") in door


async def test_room_its_guests_are_moved_out_of_is_to_be_cleaned(owned: Inn) -> None:
    await owned.say("在吗")
    await owned.book("A", 1, 3)
    await owned.talk("入住301", "换房B1 302", "好", who=STAFF)
    assert await owned.database.read(rooms.dirty) == {"301"}
    await owned.say("撤销", STAFF)
    assert await owned.database.read(rooms.dirty) == frozenset()


async def test_calendar_taken_away_by_mistake_goes_on_with_the_stays_it_knew(owned: Inn) -> None:
    """Undone, it is the same link again: its stays are no new bookings, and nobody is rung about them."""
    await says(owned, ("a", 14, 16), ("b", 20, 22))
    before = await owned.bookings()
    await owned.talk("渠道 删除1", "好", who=STAFF)
    assert await owned.database.read(feeds.listed) == []
    assert await owned.database.write(feeds.claim, owned.clock.now() + timedelta(hours=1)) == []
    assert await owned.say("撤销", STAFF) == "撤销了，它现在是1号，接着读。"
    await says(owned, ("a", 14, 17), ("b", 20, 22))
    assert await owned.bookings() == before
    assert await owned.database.read(rooms.rooms_of, 1) == ["302"]


async def test_calendar_taken_away_is_forgotten_once_it_can_not_be_taken_back(owned: Inn) -> None:
    await says(owned, ("a", 14, 16))
    await owned.talk("渠道 删除1", "好", who=STAFF)
    now = owned.clock.now()
    assert await owned.database.write(feeds.prune, now - timedelta(minutes=10)) == 0
    assert await owned.database.write(feeds.prune, now + timedelta(minutes=1)) == 1
    assert await owned.database.read(feed_stays.of, 1) == []
    assert not await owned.database.write(feeds.restore, 1, now)


async def test_paused_link_added_again_is_read(owned: Inn) -> None:
    """The bug: it stayed paused, though the owner was told that it is read from now on."""
    await owned.talk("渠道 暂停1", "渠道 删除1", "好", who=STAFF)
    link, now = "https://airbnb.invalid/a.ics", owned.clock.now()
    assert await owned.database.write(feeds.add, "Airbnb", "302", True, link, now) == 1
    (feed,) = await owned.database.write(feeds.claim, now)
    assert not feed.paused


async def test_link_added_again_goes_on_where_it_was_unless_it_is_another_room_now(owned: Inn) -> None:
    await owned.talk("渠道 删除1", "好", who=STAFF)
    link, now = "https://airbnb.invalid/a.ics", owned.clock.now()
    assert await owned.database.write(feeds.add, "Airbnb", "302", True, link, now) == 1
    assert await owned.database.write(feeds.add, "Airbnb", "301", True, link, now) is None
    await owned.talk("渠道 删除1", "好", who=STAFF)
    again = await owned.database.write(feeds.add, "Airbnb", "301", True, link, now)
    assert again is not None
    (feed,) = await owned.database.read(feeds.listed)
    assert (feed.id, feed.target) == (again, "301")
