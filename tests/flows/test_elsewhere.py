"""What the other channels must be told when stock changes here: nothing is asked twice, nothing that was asked gets lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from store import bookings, exports, feeds, holds, house, todos
from store.holds import Decision
from tests.conftest import MORNING
from tests.flows.kit import GUEST, STAFF, Inn


@pytest.fixture
async def owned(inn: Inn) -> Inn:
    await inn.employ(STAFF, "owner")
    await inn.say("在吗", GUEST)
    return inn


async def waiting(inn: Inn) -> list[tuple[str, str]]:
    """(kind, text) of what waits, oldest first."""
    found = await inn.database.read(todos.unfinished)
    return [(kind, detail.get("text", "")) for _, kind, _, detail in found]


async def moved(inn: Inn, first: int) -> None:
    """The guest of B1 asks for other days, two nights from this day of December on, and the house agrees."""
    await inn.talk("改期", f"12月{first}号", "好", who=GUEST)
    await inn.say("同意B1", STAFF)


async def test_second_change_keeps_what_is_still_closed_elsewhere(owned: Inn) -> None:
    """F023: the room was closed for the 24th; changed to the 26th, then to the 28th, the 24th is what must be opened."""
    await owned.book("D1", 24, 2)
    await moved(owned, 26)
    await moved(owned, 28)
    assert await waiting(owned) == [("close_elsewhere", "12.24-12.26 湖景大床房 → 12.28-12.30 湖景大床房")]


async def test_change_back_to_what_the_channels_have_leaves_nothing_to_do(owned: Inn) -> None:
    await owned.book("D1", 24, 2)
    await moved(owned, 26)
    await moved(owned, 24)
    assert await waiting(owned) == []


async def test_booking_cancelled_after_a_change_is_to_be_opened_where_it_was_closed(owned: Inn) -> None:
    booking_id = await owned.book("D1", 24, 2)
    await moved(owned, 26)

    def cancel(connection: Connection) -> Decision:
        booking = bookings.get(connection, booking_id)
        assert booking is not None
        return holds.cancel(connection, booking, "guest", owned.clock.now())

    assert await owned.database.write(cancel) is Decision.DONE
    assert await waiting(owned) == [("open_elsewhere", "12.24-12.26 湖景大床房")]


async def test_closing_taken_back_leaves_what_other_closings_asked_for(owned: Inn) -> None:
    """F021: two closings of one room; taking the second back ticks off its own to-do only."""
    await owned.talk("关房302 12.24-25", "好", "关房302 12.28-29", "好", "撤销", who=STAFF)
    assert [kind for kind, _ in await waiting(owned)] == ["close_elsewhere"]
    assert "24日" in (await waiting(owned))[0][1]


async def test_room_nobody_closed_elsewhere_is_asked_after_until_somebody_says_so(owned: Inn) -> None:
    """House file with channels no calendar reaches: chased at ten and at six, by name, once each."""
    await owned.change_house("channels.meituan", {"name": "美团", "by_hand": True})
    await owned.talk("关房302 12.24-25", "好", who=STAFF)
    for hours in (1, 8, 10, 24):
        owned.clock.wind(MORNING + timedelta(hours=hours))
        await owned.tick()
        await owned.tick()
    asked = [text for _, text in owned.post.sent if "美团" in text]
    assert asked == ["【还没弄好】美团：302。那边关好（或打开）了吗？弄好回「已关302」，详情看「待办」。"] * 2
    await owned.say("已关302", STAFF)
    owned.clock.wind(MORNING + timedelta(hours=48))
    await owned.tick()
    assert [text for _, text in owned.post.sent if "美团" in text] == asked


# --- a house that names its channels ---


@pytest.fixture
async def named(owned: Inn) -> Inn:
    """美团 and 携程 by hand; Airbnb by its calendar of room 302, which it does not read from us yet."""
    await owned.change_house("channels.meituan", {"name": "美团", "by_hand": True})
    await owned.change_house("channels.ctrip", {"name": "携程", "by_hand": True})
    await owned.database.write(feeds.add, "Airbnb", "302", True, "https://a.invalid/a", owned.clock.now())
    return owned


async def on_channels(inn: Inn) -> list[tuple[str, str]]:
    """(kind, channel) of what waits, oldest first."""
    found = await inn.database.read(todos.unfinished)
    return [(kind, detail.get("channel", "")) for _, kind, _, detail in found]


async def sold_in_chat(inn: Inn) -> None:
    await inn.talk("订湖景大床，24号住两晚，两个人，王芳 13800008000", "好", who=GUEST)


async def read_by_airbnb(inn: Inn) -> None:
    """Airbnb asks for our calendar of 302."""

    def ask(connection: Connection) -> None:
        export = exports.find(connection, exports.token(connection, "Airbnb", "302", True))
        assert export is not None
        exports.told(connection, export, [], inn.clock.now())

    await inn.database.write(ask)


async def test_room_sold_here_is_to_be_closed_on_each_channel_that_does_not_read_ours(named: Inn) -> None:
    """F023: one row a channel, named in the notice; what is asked on several is one line of 待办."""
    await sold_in_chat(named)
    assert await on_channels(named) == [("close_elsewhere", one) for one in ("携程", "美团", "Airbnb")]
    await named.tick()
    (notice,) = [text for _, text in named.post.sent if "新单" in text]
    assert "请在携程、美团、Airbnb关掉12月24日（周四）至12月25日（周五）的湖景大床房1间" in notice
    assert await named.say("待办", STAFF) == "待办1：在携程、美团、Airbnb关房，关好回「已关」 B1"


async def test_channel_that_reads_our_calendar_closes_by_itself_for_as_long_as_it_does(named: Inn) -> None:
    await read_by_airbnb(named)
    await sold_in_chat(named)
    assert await on_channels(named) == [("close_elsewhere", one) for one in ("携程", "美团")]
    named.clock.wind(named.clock.now() + timedelta(days=3))
    await named.talk("关房302 12.28", "好", who=STAFF)
    assert (await on_channels(named))[2:] == [("close_elsewhere", one) for one in ("携程", "美团", "Airbnb")]


async def test_channels_are_answered_one_by_one_or_all_at_once(named: Inn) -> None:
    await sold_in_chat(named)
    assert await named.say("已关B1 途家", STAFF) == "B1在那边没有要弄的，还没弄的是携程、美团、Airbnb。"
    assert await named.say("已关B1 携程", STAFF) == "记下了，B1在携程弄好了，还差美团、Airbnb。"
    assert await on_channels(named) == [("close_elsewhere", one) for one in ("美团", "Airbnb")]
    assert await named.say("已关B1", STAFF) == "记下了，B1其他平台已弄好。"
    assert await on_channels(named) == []


async def test_booking_given_up_is_opened_only_where_it_was_closed(named: Inn) -> None:
    """And taken again, it waits to be closed where nobody had, and where it was opened meanwhile."""
    await sold_in_chat(named)
    await named.talk("确认B1", "已关B1 携程", "取消B1 水管爆了", "好", who=STAFF)
    assert await on_channels(named) == [("open_elsewhere", "携程")]
    await named.say("撤销", STAFF)
    assert sorted(await on_channels(named)) == [("close_elsewhere", one) for one in ("Airbnb", "美团")]


async def test_cancellation_taken_back_after_a_change_asks_to_close_what_it_is_now(named: Inn) -> None:
    """The bug: the to-do that was woken goes by the day of arrival, and after a change there was none under it."""
    await sold_in_chat(named)
    await named.talk("确认B1", "已关B1 携程", who=STAFF)
    await moved(named, 28)
    await named.talk("已关B1 美团", "取消B1 水管爆了", "好", who=STAFF)
    await named.say("撤销", STAFF)
    assert await what_waits(named) == [
        ("close_elsewhere", "Airbnb", ""),
        ("close_elsewhere", "携程", "12.24-12.26 湖景大床房 → 12.28-12.30 湖景大床房"),
    ]


async def what_waits(inn: Inn) -> list[tuple[str, str, str]]:
    """(kind, channel, text) of what waits, by channel."""
    found = await inn.database.read(todos.unfinished)
    about = [(kind, detail.get("channel"), detail.get("text", "")) for _, kind, _, detail in found]
    return sorted((kind, channel, text) for kind, channel, text in about if channel)


async def test_imported_booking_whose_cancellation_is_taken_back_is_closed_again(named: Inn) -> None:
    """The bug: what was imported never had a to-do that could wait again, though its nights were opened meanwhile."""
    booking_id = await named.book("D1", 24, 2)
    await named.talk(f"取消B{booking_id} 水管爆了", "好", f"已关B{booking_id}", who=STAFF)
    assert await on_channels(named) == []
    await named.talk("撤销", "撤销", who=STAFF)  # 已关 stands, what came before it does not
    found = await on_channels(named)
    assert sorted(found) == [("close_elsewhere", one) for one in ("Airbnb", "携程", "美团")]


async def test_channel_that_sold_the_room_is_not_told(named: Inn) -> None:
    await named.talk("录单 美团 王女士 12.24两晚 湖景大床", "好", who=STAFF)
    assert await on_channels(named) == [("close_elsewhere", one) for one in ("携程", "Airbnb")]


async def test_channels_still_to_do_are_named_with_their_rooms_when_asked_after(named: Inn) -> None:
    await sold_in_chat(named)
    await named.talk("确认B1", "已关B1 携程", "关房305 12.28", "好", who=STAFF)
    named.clock.wind(MORNING + timedelta(hours=8))
    await named.tick()
    (asked,) = [text for _, text in named.post.sent if "还没弄好" in text]
    assert asked == (
        "【还没弄好】\n美团、Airbnb：B1\n携程、美团：305\n那边关好（或打开）了吗？弄好回「已关B1」，详情看「待办」。"
    )


async def test_house_that_names_no_channel_has_one_to_do_for_all(owned: Inn) -> None:
    await owned.talk("关房302 12.24-25", "好", who=STAFF)
    assert await owned.say("已关302 携程", STAFF) == "302在各平台是一起记的，都弄好了再回「已关302」。"
    assert await on_channels(owned) == [("close_elsewhere", "")]


async def test_channels_are_named_in_chat_known_ones_by_their_code_and_taken_back_whole(owned: Inn) -> None:
    await owned.say("渠道 手动 美团、Trip.com、山里民宿网", STAFF)
    present = await owned.database.read(house.present)
    assert present is not None
    assert {code: one.name for code, one in present.house.channels.items()} == {
        "meituan": "美团",
        "tripcom": "Trip.com",
        "channel_1": "山里民宿网",
    }
    await owned.say("关房302 12.24-25", STAFF)
    assert "Trip.com" in await owned.say("好", STAFF)
    await owned.talk("撤销", "撤销", who=STAFF)
    present = await owned.database.read(house.present)
    assert present is not None
    assert present.house.channels == {}


async def test_channel_no_longer_told_by_hand_is_asked_about_no_more(named: Inn) -> None:
    await named.say("渠道 不用手动 携程", STAFF)
    await named.talk("关房302 12.24-25", "好", who=STAFF)
    assert await on_channels(named) == [("close_elsewhere", one) for one in ("美团", "Airbnb")]
