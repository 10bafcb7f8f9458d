"""Holds people, rooms, things, names, codes and sums to the list beside it, and numbers to what they are not."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from bot.understanding import Hints, understand
from bot.understanding.clean import clean
from bot.understanding.stay import read_stay
from tests.understanding.sets import HOUSE, SATURDAY
from tests.understanding.test_expressions import FOLDER, rows

NOW = datetime.fromisoformat(SATURDAY).replace(tzinfo=HOUSE)
SENTENCES = rows(FOLDER / "slots.tsv")
STAYS = rows(FOLDER / "stays.tsv")


@pytest.mark.parametrize(("sentence", "wanted"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_sentence_fills_its_slots(sentence: str, wanted: str) -> None:
    slots = json.loads(wanted)
    got = understand(sentence, NOW, Hints()).slots
    assert {name: got.get(name) for name in slots} == slots


@pytest.mark.parametrize(("said_at", "sentence", "wanted"), STAYS, ids=[row[1] for row in STAYS])
def test_stay_is_read_at_the_moment_it_is_told(said_at: str, sentence: str, wanted: str) -> None:
    slots = json.loads(wanted)
    got = understand(sentence, datetime.fromisoformat(said_at).replace(tzinfo=HOUSE), Hints()).slots
    assert {name: got.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("林小满 13711112222", "林小满"),
        ("张国庆 13711112222", "张国庆"),
        ("刘中秋，13900001111", "刘中秋"),
        ("陈立夏 电话13900001111", "陈立夏"),
        ("我叫王小雪", "王小雪"),
        ("写我名字孙谷雨", "孙谷雨"),
        ("李国庆订的房", "李国庆"),
    ],
)
def test_guest_called_like_a_feast_names_no_day(said: str, name: str) -> None:
    """A list of rooms for December was booked for the 21st of May, as the guest was called 林小满."""
    got = understand(said, NOW, Hints())
    assert got.slots["name"] == name
    assert (got.dates, got.slots.keys() & {"date", "check_in"}) == ((), set())


@pytest.mark.parametrize("said", ["那国庆呢", "国庆 两晚", "想 元旦 来", "于国庆入住", "过小年来住"])
def test_feast_beside_no_name_is_a_day(said: str) -> None:
    assert understand(said, NOW, Hints()).dates


@pytest.mark.parametrize(
    "said",
    [
        "打120",
        "网上卖358",
        "昨天还是299今天420",
        "in 2019 we were there",
        "押金200",
        "满300减50",
        "520有活动吗",
        "限速120公里",
        "why is it 680",
    ],
)
def test_number_is_no_room_where_it_is_something_else(said: str) -> None:
    assert "room_no" not in understand(said, NOW, Hints()).slots


@pytest.mark.parametrize(
    "said", ["明天还有房吗", "周五订的房", "马上订的", "帮我订两张票", "查一下我的订单", "高铁订的几点"]
)
def test_word_is_no_name_though_it_begins_like_one(said: str) -> None:
    assert "name" not in understand(said, NOW, Hints()).slots


def test_room_of_another_house_is_not_read_where_the_rooms_are_known() -> None:
    hints = Hints(room_numbers=frozenset({"301", "302"}))
    assert understand("救命 302", NOW, hints).slots["room_no"] == "302"
    assert "room_no" not in understand("救命 308", NOW, hints).slots


def test_thing_is_kept_in_the_writers_characters() -> None:
    assert understand("想借吹風機", NOW, Hints()).slots["item"] == "吹風機"
    assert understand("想借吹风机", NOW, Hints()).slots["item"] == "吹风机"


KEPT = rows(FOLDER / "kept_days.tsv")


@pytest.mark.parametrize(("sentence", "arrival", "departure"), KEPT, ids=[row[0] for row in KEPT])
def test_day_that_is_named_for_something_else_too_still_counts(
    sentence: str, arrival: str, departure: str
) -> None:
    cleaned = clean(sentence, "")
    stay = read_stay(cleaned.plain, NOW.date(), "")
    assert (stay.check_in and str(stay.check_in), str(stay.check_out or "")) == (arrival, departure)
