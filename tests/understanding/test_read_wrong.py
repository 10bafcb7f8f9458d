"""Sentences that were read wrong once, by people who tried."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import understand
from bot.understanding.commands import read_command
from bot.understanding.types import Hints

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("asked", ["name", "phone"])
def test_a_compound_surname_before_a_phone_is_a_name(asked: str) -> None:
    slots = understand("诸葛青岚 13877776666", NOW, Hints(asked=asked)).slots
    assert (slots["name"], slots["phone"]) == ("诸葛青岚", "13877776666")


@pytest.mark.parametrize("text", ["外卖投诉", "我要投诉外卖", "我被公司投诉了", "我要投诉快递小哥"])
def test_a_complaint_about_others_is_none_to_the_house(text: str) -> None:
    assert not understand(text, NOW, Hints()).has("complaint")


@pytest.mark.parametrize("text", ["我要投诉", "外卖送到前台没人管，我要投诉", "投诉你们前台"])
def test_a_complaint_about_the_house_is_one(text: str) -> None:
    assert understand(text, NOW, Hints()).has("complaint")


@pytest.mark.parametrize(
    ("text", "name"),
    [("在住", "today"), ("谁在住", "today"), ("国庆湖景改成988", "reprice"), ("客人王芳", "card")],
)
def test_what_the_house_writes_is_a_command(text: str, name: str) -> None:
    command = read_command(text)
    assert command is not None
    assert command.name == name


@pytest.mark.parametrize("text", ["总价改成1000", "改成三晚", "25号改成26", "房间改成302"])
def test_a_correction_is_no_new_price(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize(
    "text",
    ["can we visit the market first", "can we decide first?", "maybe first a coffee", "junk second hand"],
)
def test_a_word_that_begins_like_a_month_is_none(text: str) -> None:
    assert understand(text, NOW, Hints()).dates == ()


@pytest.mark.parametrize("text", ["a room from sat to sun", "sat till sun for two", "saturday until sunday"])
def test_saturday_to_sunday_is_one_night(text: str) -> None:
    slots = understand(text, NOW, Hints()).slots
    assert (slots["check_in"], slots["check_out"]) == ("2026-12-05", "2026-12-06")


@pytest.mark.parametrize(
    "text", ["没有小孩", "不带孩子", "两个大人没有小孩", "2 adults no kids", "大人3人、子供はいません"]
)
def test_no_child_is_none_and_no_child_lost(text: str) -> None:
    read = understand(text, NOW, Hints())
    assert read.slots["children"] == 0
    assert not read.has("emergency")


@pytest.mark.parametrize("text", ["有没有孩子的拖鞋", "找了半天没有孩子能玩的", "any no kids area"])
def test_a_question_about_things_of_children_tells_of_none(text: str) -> None:
    assert "children" not in understand(text, NOW, Hints()).slots


@pytest.mark.parametrize("text", ["改成26号退房", "改到26号走", "原来24号退房改成26号走"])
def test_a_departure_moved_is_no_arrival(text: str) -> None:
    slots = understand(text, NOW, Hints()).slots
    assert slots.get("check_in") is None
    assert slots["check_out"] == "2026-12-26"


@pytest.mark.parametrize("channel", ["booking", "booking.com"])
def test_a_channel_by_its_whole_name_is_known(channel: str) -> None:
    command = read_command(f"{channel}关了B23")
    assert command is not None
    assert command.words == {"channel": channel, "booking": "23"}


@pytest.mark.parametrize(
    "text", ["原来明天走，想再住一晚", "本来26号走，多住两晚", "原定26号退房，能再住一晚吗"]
)
def test_the_day_one_would_have_left_shortens_no_longer_stay(text: str) -> None:
    slots = understand(text, NOW, Hints()).slots
    assert slots["nights"] in (1, 2)
    assert slots.keys().isdisjoint({"check_in", "check_out"})


@pytest.mark.parametrize("text", ["明天七点打扫", "七点四十五到", "we come at six thirty"])
def test_an_hour_alone_wakes_nobody(text: str) -> None:
    assert not understand(text, NOW, Hints()).has("wake_up_call")


@pytest.mark.parametrize(
    "text",
    [
        "I'm from Columbus, is there a room",
        "遇到一点麻烦,帮我叫个车",
        "we're from St George's school",
        "五一2号院有房吗",
        "0203住客要毛巾",
        "We paid for the taxi 18.50",
    ],
)
def test_a_name_a_sum_or_a_little_tells_no_day_and_no_hour(text: str) -> None:
    slots = understand(text, NOW, Hints()).slots
    assert slots.keys().isdisjoint({"check_in", "date", "datetime", "arrival_time"})


@pytest.mark.parametrize("text", ["towels at 1105 please", "I am at 1105, no hot water"])
def test_a_room_of_four_figures_is_no_hour(text: str) -> None:
    slots = understand(text, NOW, Hints(room_numbers=frozenset({"1105"}))).slots
    assert slots.get("room_no") == "1105"
    assert "datetime" not in slots


def test_we_will_be_late_counts_no_guests() -> None:
    assert "guests" not in understand("We will be 10 late for check in", NOW, Hints()).slots
