"""More beds and breakfasts as people ask for them (F021): a wish is counted, a question about the price is none."""

from __future__ import annotations

import pytest

from bot.understanding import Hints
from bot.understanding.extras import of_ages, read_extras
from bot.understanding.numbers import read_numbers
from bot.understanding.reading import Reading


def told(text: str, *, stays: bool = False) -> dict[str, object]:
    reading = Reading(text)
    read_extras(reading, text, stays=stays)
    return dict(reading.slots)


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("要加床", {"extra_beds": 1}),
        ("能不能加张床", {"extra_beds": 1}),
        ("加两张床", {"extra_beds": 2}),
        ("2张加床", {"extra_beds": 2}),
        ("不用加床了", {"extra_beds": 0}),
        ("加床不要了", {"extra_beds": 0}),
        ("加床多少钱", {}),
        ("加床要收费吗", {}),
        ("加床被子", {}),
        ("加个床垫", {}),
        ("早餐加两份", {"breakfasts": 2}),
        ("再要一份早餐", {"breakfasts": 1}),
        ("早餐不加了", {"breakfasts": 0}),
        ("加一份儿童早餐", {"child_breakfasts": 1}),
        ("早餐几点", {}),
        ("早点来加床被子", {}),
        ("two extra beds please", {"extra_beds": 2}),
        ("how much is an extra bed", {}),
        ("エキストラベッドを1台お願いします", {"extra_beds": 1}),
    ],
)
def test_wish_on_top_is_read(said: str, slots: dict[str, object]) -> None:
    assert told(said) == slots


def test_price_asked_with_days_is_of_the_whole_stay() -> None:
    assert told("住两晚加床多少钱", stays=True) == {"extra_beds": 1}


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("孩子8岁和3岁", {"child_age": 8, "child_ages": "8,3"}),
        ("两个孩子,一个6岁,一个八个月大", {"child_age": 6, "child_ages": "6,0"}),
        ("our kids are 8 and 3 years old", {"child_age": 8, "child_ages": "8,3"}),
        ("孩子8岁", {"child_age": 8}),
        ("我爸65岁我妈60岁,想加一张床", {}),
        ("孩子5岁,我妈60岁", {"child_age": 5}),
        ("孩子5岁我60岁", {"child_age": 5}),
        ("孩子5岁,狗3岁", {"child_age": 5}),
        ("狗8个月大", {}),
    ],
)
def test_only_the_ages_of_children_are_theirs(said: str, slots: dict[str, object]) -> None:
    """The parents of a guest once became children at a price (F021)."""
    reading = Reading(said)
    read_numbers(reading, Hints())
    assert dict(reading.slots) == slots


def test_ages_are_told_apart() -> None:
    assert of_ages("8,3") == (8, 3)
