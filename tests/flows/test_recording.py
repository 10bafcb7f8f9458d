"""Recording a booking from elsewhere: once, with a place in the book even when no room is free, and taken back whole."""

from __future__ import annotations

import pytest

from store import booking_marks, bookings
from tests.flows.kit import STAFF, Inn

NOTICE = "录单 美团 订单号31245678，王女士 12.24两晚 湖景 2大1小 688"


@pytest.fixture
async def owned(inn: Inn) -> Inn:
    await inn.employ(STAFF, "owner")
    return inn


async def test_notice_becomes_a_booking_of_its_channel(owned: Inn) -> None:
    await owned.talk(NOTICE, "确认", who=STAFF)
    booking_id = await owned.database.read(booking_marks.id_of, "美团", "31245678")
    assert booking_id is not None
    booking = await owned.database.read(bookings.get, booking_id)
    assert booking is not None
    assert (booking.holder, booking.adults, booking.children, booking.total) == ("王女士", 2, 1, 68800)
    assert (booking.state, booking.arrival.day, booking.departure.day) == ("confirmed", 24, 26)


async def test_nothing_is_written_before_the_yes(owned: Inn) -> None:
    await owned.talk(NOTICE, "不", who=STAFF)
    assert await owned.bookings() == []


async def test_same_notice_twice_is_one_booking(owned: Inn) -> None:
    said = await owned.talk(NOTICE, "确认", NOTICE, who=STAFF)
    assert "已经有了" in said[-1]
    assert await owned.bookings() == [("B1", "confirmed")]


async def test_notice_without_a_number_is_known_again(owned: Inn) -> None:
    line = "录单 携程 赵敏 12.24两晚 庭院双床 596"
    said = await owned.talk(line, "确认", line, who=STAFF)
    assert "已经有了" in said[-1]


async def test_undone_notice_may_be_recorded_anew(owned: Inn) -> None:
    await owned.talk(NOTICE, "确认", "撤销", NOTICE, "确认", who=STAFF)
    assert await owned.bookings() == [("B1", "cancelled"), ("B2", "confirmed")]


async def test_booking_without_a_room_is_kept_and_told(owned: Inn) -> None:
    for number in range(9):
        line = f"录单 美团 订单号9000000{number}，王女士 12.24两晚 湖景 688"
        said = await owned.talk(line, "确认", who=STAFF)
        if "没有空房" in said[-1]:
            break
    states = [state for _, state in await owned.bookings()]
    assert states[-1] == "unplaced"
    assert "unplaced" in await owned.todos()


async def test_same_name_on_the_same_day_is_noticed(owned: Inn) -> None:
    await owned.talk(NOTICE, "确认", who=STAFF)
    assert "同一单" in await owned.say("录单 携程 王女士 12.24两晚 庭院双床", STAFF)


async def test_guest_who_writes_the_word_records_nothing(inn: Inn) -> None:
    await inn.employ(STAFF)
    assert "录单" not in await inn.say(NOTICE)
    assert await inn.bookings() == []


async def test_booking_taken_out_after_its_room_was_closed_elsewhere_is_to_be_opened_there(
    owned: Inn,
) -> None:
    said = await owned.talk(NOTICE, "确认", "已关B1", "撤销", "撤销", who=STAFF)
    assert said[-2].startswith("「已关B1」撤不回来了")
    assert "已开B1" in said[-1]
    assert await owned.todos() == ["open_elsewhere"]


async def test_booking_taken_out_before_anybody_closed_it_elsewhere_leaves_nothing_to_do(owned: Inn) -> None:
    await owned.talk(NOTICE, "确认", "撤销", who=STAFF)
    assert await owned.todos() == []
