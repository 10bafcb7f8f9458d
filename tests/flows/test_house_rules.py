"""Rules for prices in a conversation: a stay that is too short is told how long it must be, and goes on from there."""

from __future__ import annotations

from tests.flows.kit import Inn


async def test_short_stay_is_told_how_many_nights_there_are_at_least(inn: Inn) -> None:
    await inn.change_house("pricing.min_nights", 2)
    said = await inn.say("24号住一晚，两个人，订一间湖景")
    assert "2晚起订" in said
    assert (await inn.place()).step == "nights"
    assert "姓名" in await inn.say("那住两晚")


async def test_short_stay_that_is_only_asked_about_is_told_too(inn: Inn) -> None:
    await inn.change_house("pricing.min_nights", 2)
    assert "2晚起订" in await inn.say("24号有房吗，住一晚")
    assert "看中哪间" in await inn.say("住两晚呢")


async def test_cheaper_long_stay_says_so(inn: Inn) -> None:
    await inn.change_house("pricing.long_stay", [{"nights": 3, "percent": 10}])
    said = await inn.say("14号有房吗，住三晚")
    assert "每晚¥421" in said
    assert "已优惠10%" in said


async def test_nearest_days_are_never_too_few_nights_for_the_rules(inn: Inn) -> None:
    await inn.say("早餐几点")
    busy = {"name": "圣诞", "first_night": "2026-12-25", "last_night": "2027-01-03", "min_nights": 2}
    await inn.change_house("pricing.seasons", [busy])
    for room in ("A", "B", "C", "D"):
        await inn.book(room, 24, 1)
    said = await inn.say("24号湖景有房吗，住一晚")
    assert "湖景大床房满了" in said
    days = [line[: len("· 12月22日")] for line in said.splitlines() if line.startswith("· ")]
    assert days == ["· 12月22日", "· 12月23日"]


async def test_change_to_too_few_nights_is_told_how_many_there_are_at_least(inn: Inn) -> None:
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)
    await inn.change_house("pricing.min_nights", 2)
    said = await inn.say("想改订单，改成26号住一晚")
    assert "2晚起订" in said
    assert (await inn.place()).step == "what"
    said = await inn.say("那住两晚")
    assert "12月26日（周六）入住，2晚" in said
    assert await inn.todos() == []


async def test_people_of_a_stay_that_was_sold_short_may_still_be_changed(inn: Inn) -> None:
    await inn.say("早餐几点")
    await inn.book("A", 24, 1)
    await inn.change_house("pricing.min_nights", 2)
    assert "要按这样跟店里申请吗" in await inn.say("想改订单，改成三个人")
