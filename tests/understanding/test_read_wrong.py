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
