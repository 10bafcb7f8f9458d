"""What a slip of the finger or of the input method is read as, and what is left alone."""

from __future__ import annotations

import pytest

from bot.understanding.clean import clean


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("空掉不制冷", "空调不制冷"),
        ("我要退方", "我要退房"),
        ("有方吗", "有房吗"),
        ("多少线一晚", "多少钱一晚"),
        ("在送两瓶水", "再送两瓶水"),
        ("我主301", "我住301"),
        ("you fang ma", "有房吗"),
        ("wifi mima", "wifi密码"),
        ("room avalable tmrw", "room available tomorrow"),
        ("cancle my bookng plz", "cancel my booking please"),
        ("有房吗 多少钱", "有房吗,多少钱"),
    ],
)
def test_slip_is_put_right(typed: str, read: str) -> None:
    assert clean(typed, "").plain == read


@pytest.mark.parametrize(
    "typed",
    [
        "有方便的时间",
        "送几瓶水",
        "找点吃的",
        "我在店里",
        "克服一下",
        "might be right",
        "checking in",
        "you song",
        "12月 24日",
    ],
)
def test_word_of_its_own_is_left_alone(typed: str) -> None:
    assert clean(typed, "").plain.replace(" ", "") == typed.replace(" ", "")
