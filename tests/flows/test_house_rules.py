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
