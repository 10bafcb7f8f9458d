"""What holds of days however they are said: they read back, ranges run forwards, other numbers are none, no text takes long."""

# ruff: noqa: E501 - word lists are read row by row

from __future__ import annotations

from datetime import date, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import Hints, understand
from tests.understanding.sets import HOUSE, SATURDAY

NOW = datetime.fromisoformat(SATURDAY).replace(tzinfo=HOUSE)
WEEKDAYS = "一二三四五六日"
DIGITS = "零一二三四五六七八九"


def chinese(count: int) -> str:
    tens, ones = divmod(count, 10)
    return (
        ("" if tens < 2 else DIGITS[tens])
        + ("十" if tens else "")
        + (DIGITS[ones] if ones or not tens else "")
    )


def forms(day: date) -> list[str]:
    """The ways a day is written that name it wholly, whatever today is."""
    month, english = day.month, day.strftime("%B")
    weekday = WEEKDAYS[day.weekday()]
    return [
        f"{month}月{day.day}号",
        f"{month}月{day.day}日",
        f"{chinese(month)}月{chinese(day.day)}号",
        f"{month}/{day.day}",
        f"{month}月{day.day}日(周{weekday})",
        f"星期{weekday}{month}月{day.day}号",
        f"{month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）に",
        f"{english} {day.day}",
        f"{day.day} {english}",
        f"the {day.day}{ending(day.day)} of {english}",
        f"{day:%a}, {english[:3]} {day.day}",
        f"{day.year}年{month}月{day.day}日",
        f"{day.year}-{day:%m-%d}",
        f"{day.year}.{month}.{day.day}",
        f"{day:%d %B %Y}",
    ]


def ending(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


@settings(max_examples=60, deadline=None)
@given(ahead=st.integers(1, 360), form=st.integers(0, 14))
def test_day_written_in_any_form_reads_back(ahead: int, form: int) -> None:
    day = NOW.date() + timedelta(days=ahead)
    said = forms(day)[form]
    got = understand(said, NOW, Hints())
    assert [(one.kind, one.start) for one in got.dates] == [("date", day)], said
    assert not got.doubts


@settings(max_examples=40, deadline=None)
@given(
    ahead=st.integers(1, 300),
    days=st.integers(1, 20),
    one=st.integers(0, 8),
    sign=st.sampled_from(["到", "-", "~", "至"]),
)
def test_range_of_two_days_reads_back(ahead: int, days: int, one: int, sign: str) -> None:
    first = NOW.date() + timedelta(days=ahead)
    last = first + timedelta(days=days)
    form = (0, 1, 2, 0, 1, 2, 11, 0, 2)[one]
    said = f"{forms(first)[form]}{sign}{forms(last)[form]}"
    got = understand(said, NOW, Hints())
    assert [(range_.start, range_.end) for range_ in got.dates] == [(first, last)], said


WORDS = st.sampled_from(
    ["今天", "下周五", "12月24号", "月底", "下个月", "到", "-", "两晚", "春节", "20", "号", "周末", "前一天", "三天后", "next Friday", "to", "Dec 24", "上周", "来週", "から", "、", "，", "三月", "五月"]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=7))
def test_no_range_ends_before_it_starts(words: list[str]) -> None:
    for said in understand("".join(words), NOW, Hints()).dates:
        assert said.kind != "range" or (said.start and said.end and said.start <= said.end)
        assert said.kind != "duration" or (said.days or said.nights or 0) > 0


@pytest.mark.parametrize(
    "template",
    ["{0}块钱一晚", "预算{0}元", "¥{0}", "孩子{0}岁", "我电话138{0:04d}{0:04d}", "room {0}", "{0}号楼", "一共{0}个人", "my son is {0} years old", "{0}km away", "身高1.{0}米", "{0}%的电", "{0}分钟前"],
)  # fmt: skip
def test_number_of_something_else_is_no_day(template: str) -> None:
    for count in (3, 8, 12, 21, 30):
        assert understand(template.format(count), NOW, Hints()).dates == ()


HOSTILE = ["1" * 600, "一" * 600, "1-" * 300, "12月" * 200, "下" * 600, "二十" * 300, "1/" * 300, "the " * 150, "a week from " * 50, "下周一到" * 150, "第" * 300 + "天" * 300,
           "1、" * 300, "mon " * 150, "next month to " * 43, "王" * 600, "A" * 600, "A b " * 150, "■" * 600, " " * 600, "今年3月到" * 120, "of the " * 86, "三天两晚" * 150, "1 2 " * 150]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:8] for text in HOSTILE])
def test_no_text_takes_long(text: str) -> None:
    understand("明天有房吗", NOW, Hints())  # patterns are compiled when first used
    began = process_time()
    understand(text, NOW, Hints())
    assert process_time() - began < 1.5
