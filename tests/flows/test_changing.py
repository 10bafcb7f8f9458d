"""Changing a booking before arrival (F023): what is told last counts, and what comes on top is neither lost nor paid twice."""

from __future__ import annotations

from sqlalchemy import Connection, update

from store import extras
from store.bookings import PartyRow
from store.extras import Extra
from store.house_file.extras import ExtraKind
from tests.flows.kit import Inn

FEN: dict[ExtraKind, int] = {"child": 5_000, "extra_bed": 10_000}


async def booked(inn: Inn, nights: int = 2, children: int = 0, has: tuple[ExtraKind, ...] = ()) -> int:
    """From the 24th on there is a booking of ¥1036 that has these on top, in a house where a child costs ¥50."""
    await inn.say("你好")
    await inn.change_house("extras.child.price", 50)
    await inn.change_house("extras.child.free_under", 3)
    number = await inn.book("A", 24, nights, children=children)
    sold = [Extra(kind, 1, FEN[kind]) for kind in has]
    await inn.database.write(extras.keep, number, sold)
    return number


def becomes(said: str) -> str:
    """The line of what the booking becomes."""
    lines = said.splitlines()
    return lines[lines.index("改成：") + 1]


async def test_child_that_does_not_come_is_paid_no_more(inn: Inn) -> None:
    await booked(inn, children=1, has=("child",))
    said = becomes(await inn.say("想改订单，改成两个大人0个小孩"))
    assert "小" not in said
    assert "¥936" in said


async def test_people_told_anew_without_a_child_pay_for_none(inn: Inn) -> None:
    await booked(inn, children=1, has=("child",))
    said = becomes(await inn.say("想改订单，改成三个人"))
    assert "小朋友" not in said
    assert "¥936" in said


async def test_child_that_gets_a_bed_pays_for_the_bed_alone(inn: Inn) -> None:
    await booked(inn, children=1, has=("child",))
    said = becomes(await inn.say("想改订单，加一张床"))
    assert "加床1张：¥100一晚" in said
    assert "小朋友" not in said
    assert "¥1136" in said


async def test_child_whose_bed_is_given_up_pays_as_a_child(inn: Inn) -> None:
    await booked(inn, children=1, has=("extra_bed",))
    said = becomes(await inn.say("想改订单，不加床了"))
    assert "加床" not in said
    assert "¥936" in said


async def test_age_of_a_child_in_a_bed_adds_nothing(inn: Inn) -> None:
    await booked(inn, children=1, has=("extra_bed",))
    said = await inn.talk("想改订单，25号到", "孩子8岁")
    assert "加床1张：¥100一晚" in becomes(said[-1])
    assert "小朋友" not in said[-1]


async def test_bed_for_grown_people_leaves_small_children_free(inn: Inn) -> None:
    await booked(inn, children=1)
    said = becomes(await inn.say("想改订单，加一张床"))
    assert "小朋友" not in said
    assert "¥1236" in said


async def test_day_to_leave_told_last_counts_alone(inn: Inn) -> None:
    await booked(inn)
    said = await inn.talk("想改订单，少住一晚", "12月27日离店")
    assert "12月27日（周日）离店" in becomes(said[-1])
    said = await inn.talk("改成住四晚", "12月27日离店")
    assert "12月27日（周日）离店" in becomes(said[-1])


async def test_nights_told_last_count_alone(inn: Inn) -> None:
    await booked(inn, nights=3)
    said = await inn.talk("想改订单，少住一晚", "改成住三晚，25号到")
    assert "12月28日（周一）离店" in becomes(said[-1])


async def test_day_to_leave_after_a_night_more_counts_alone(inn: Inn) -> None:
    await booked(inn)
    said = await inn.talk("想改订单，加住一晚", "12月28日离店")
    assert "12月28日（周一）离店" in becomes(said[-1])


async def test_no_night_left_is_said_and_other_days_go_on_from_there(inn: Inn) -> None:
    await booked(inn, nights=3)
    said = await inn.say("想改订单，少住三晚")
    assert "一晚也不剩" in said
    assert "取消" in said
    assert "2晚" in becomes(await inn.say("那少住一晚"))


async def test_larger_rooms_are_named_without_sums_to_who_only_told_details(inn: Inn) -> None:
    number = await booked(inn)
    sees = await inn.say("想改订单，改成四个人")
    assert "1 亲子套房，共¥" in sees

    def only_told(connection: Connection) -> None:
        mine = update(PartyRow).where(PartyRow.booking_id == number)
        connection.execute(mine.values(level="claimed"))

    await inn.database.write(only_told)
    said = await inn.talk("不用了", "想改订单，改成四个人")
    assert "1 亲子套房" in said[-1]
    assert "¥" not in said[-1]
