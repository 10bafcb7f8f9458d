"""Stays that are told of are no stays to come, other talk is no booking, and what is a danger is heard in any words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Hints, understand
from bot.understanding.types import Understood

NOW = datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def read(text: str) -> Understood:
    return understand(text, NOW, Hints())


def sure(text: str) -> set[str]:
    return {intent.label for intent in read(text).intents if intent.confidence >= 0.5}


@pytest.mark.parametrize(
    "text",
    [
        "我们上周住过你们家",
        "11月20号住的 发票还没收到",
        "上周五入住的，发票怎么开",
        "大前天在你们那住了一晚",
        "we stayed with you on Nov 20",
        "去年国庆在你们这住过",
        "前天退的房 押金还没到",
        "上週住過你們家",
    ],
)
def test_stay_that_is_over_is_no_stay_to_come(text: str) -> None:
    assert "check_in" not in read(text).slots
    assert sure(text).isdisjoint({"make_booking", "availability_query"})


def test_wish_after_a_story_counts_with_its_own_days() -> None:
    got = read("上周住过 这周五还想来住两晚")
    assert got.top() in {"make_booking", "availability_query"}
    assert (got.slots["check_in"], got.slots["check_out"]) == ("2026-12-04", "2026-12-06")


def test_day_of_a_coming_stay_is_not_moved_back() -> None:
    assert read("12月20号住的话多少钱").slots["check_in"] == "2026-12-20"


@pytest.mark.parametrize(
    "text", ["早上有没有粥喝", "有没有梅子酒", "比赛延期了吗", "淘宝订单取消不了", "昨天那场演唱会取消了"]
)
def test_talk_of_other_things_is_no_wish_about_rooms(text: str) -> None:
    assert sure(text).isdisjoint({"availability_query", "make_booking", "change_booking", "cancel_booking"})


@pytest.mark.parametrize(
    "text", ["有人一直在敲我的门 我害怕", "我闺女被开水烫了", "好像有人跟踪我回来的", "插座冒火花了"]
)
def test_danger_is_heard_in_any_words(text: str) -> None:
    assert read(text).top() == "emergency"


@pytest.mark.parametrize(
    ("text", "check_in"),
    [
        ("arriving Thursday 24 December 2026, 2 nights", "2026-12-24"),
        ("Sat, Dec 26 for two nights", "2026-12-26"),
        ("the weekend after next", "2026-12-19"),
        ("tomorrow week", "2026-12-09"),
        ("the day after tomorrow", "2026-12-03"),
        ("next Friday", "2026-12-11"),
    ],
)
def test_english_day_is_read_once_though_it_is_said_twice(text: str, check_in: str) -> None:
    assert read(text).slots["check_in"] == check_in
