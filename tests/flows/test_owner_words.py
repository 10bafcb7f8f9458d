"""What an owner writes for guests stays as it was typed, and what cannot be kept is said, never bent."""

from __future__ import annotations

import pytest

from tests.flows.kit import GUEST, STAFF, Inn


async def test_setting_with_a_link_and_a_time_is_kept_as_typed(inn: Inn) -> None:
    await inn.employ(GUEST, "owner")
    typed = "您好, 地图 https://x.cn/a?b=1 15:00入住！\n（到了说一声）"
    shown = await inn.say(f"设置 欢迎语 {typed}")
    assert typed in shown
    await inn.say("好")
    assert typed in await inn.say("设置")


@pytest.mark.parametrize("said", ["设置 电话 ０８７２－２６７００００。", "店铺设置　电话：0872-2670000"])
async def test_setting_that_is_no_text_for_guests_is_read_in_any_width(inn: Inn, said: str) -> None:
    await inn.employ(GUEST, "owner")
    assert "→ 0872-2670000\n" in await inn.say(said)


@pytest.mark.parametrize("said", ["设置 欢迎语 ", "问候 中秋 文案 ", "问候 加 店庆 5-20 "])
async def test_text_for_guests_longer_than_fits_is_refused_and_not_cut(inn: Inn, said: str) -> None:
    await inn.employ(GUEST, "owner")
    assert await inn.say(said + "月" * 700) == "短一点，最多600个字。"
    assert "就这么办吗" in await inn.say(said + "月" * 600)


@pytest.mark.parametrize("score", ["4.5", "4.85", "5.1"])
async def test_review_with_half_a_score_is_not_rounded(inn: Inn, score: str) -> None:
    await inn.employ(GUEST, "owner")
    answer = f"只能记1到5的整数分，取最接近的，比如「录评价 携程 {score[0]}」。"
    assert await inn.say(f"录评价 携程 {score} 位置好") == answer
    assert "携程" not in await inn.say("评价")
    assert "4分" in await inn.say("录评价 携程 4.0 位置好")


async def test_rule_of_another_owner_laid_before_the_yes_is_not_lost(inn: Inn) -> None:
    await inn.employ(GUEST, "owner")
    await inn.employ(STAFF, "owner")
    await inn.say("设置 提前30天订打95折")
    await inn.talk("设置 提前60天订打9折", "好", who=STAFF)
    assert "后来又改过" in await inn.say("好")
    assert "60天" in await inn.say("价格规则")
    await inn.talk("设置 提前30天订打95折", "好")
    rules = await inn.say("价格规则")
    assert "60天" in rules
    assert "30天以上" in rules


async def test_notice_of_a_booking_in_another_year_says_the_year(inn: Inn) -> None:
    await inn.employ(STAFF)
    await inn.talk("订一间湖景大床房，2027年12月5日住一晚，两个人，王芳 13800008000", "可以")
    await inn.tick()
    (notice,) = [text for who, text in inn.post.sent if who == STAFF]
    assert "2027年12月5日（周日）→2027年12月6日（周一）" in notice
    assert "关掉2027年12月5日（周日）的" in notice


async def test_text_for_guests_that_names_a_shortest_stay_is_no_rule(inn: Inn) -> None:
    await inn.employ(GUEST, "owner")
    assert "欢迎语" in await inn.say("设置 欢迎语 最少住2晚")
    await inn.say("好")
    assert "最少住2晚" in await inn.say("设置")


async def test_late_check_out_into_the_night_is_refused_with_the_latest_hour(inn: Inn) -> None:
    await inn.employ(GUEST, "owner")
    assert "最晚到20:00" in await inn.say("设置 晚退 23点 每小时40")
    assert "就这么办吗" in await inn.say("设置 晚退 20点 每小时40")
