"""What a text gives besides days: people, codes, phones, names, answers; and what no text may do."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import Hints, Understood, understand
from bot.understanding.types import SlotValue
from tests.understanding.sets import HOUSE, sentences

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=HOUSE)
HOUSE_WORDS = Hints(
    room_types={"lake": ["湖景大床", "湖景"], "yard": ["庭院双床"]},
    room_numbers=frozenset({"201", "302"}),
    taught={"有没有星空": "facility_info"},
)


def read(text: str, asked: str = "") -> Understood:
    return understand(text, NOW, Hints(asked=asked))


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("两大一小", {"adults": 2, "children": 1, "guests": 3}),
        ("三个人", {"guests": 3}),
        ("一家三口", {"guests": 3}),
        ("we are 4 with a baby", {"guests": 4, "children": 1}),
        ("大人2名、子供1名", {"adults": 2, "children": 1, "guests": 3}),
        ("要三间房", {"rooms": 3}),
        ("电话138-0000-8000", {"phone": "13800008000"}),
        ("+86 138 0000 8000", {"phone": "13800008000"}),
        ("+886 912 345 678", {"phone": "+886912345678"}),
        ("+44 20 7946 0958", {"phone": "+442079460958"}),
        ("我叫王芳", {"name": "王芳"}),
        ("免贵姓王", {"name": "王"}),
        ("王女士 13800008000", {"name": "王女士", "phone": "13800008000"}),
        ("陳小姐", {"name": "陳小姐"}),
        ("绑定K7M3Q", {"order_no": "K7M3Q"}),
        ("K7M3Q", {"order_no": "K7M3Q"}),
        ("B23", {"order_no": "B23"}),
        ("云L·12345", {"plate": "云L12345"}),
        ("小朋友3岁半", {"child_age": 3}),
        ("预算500以内", {"amount": 500}),
        ("给你们打4分", {"score": 4}),
        ("携程上订的", {"order_source": "携程"}),
        ("浴巾两条", {"item": "浴巾", "qty": 2}),
        ("送三双拖鞋和两瓶水", {"item": "拖鞋", "qty": 3, "items": "拖鞋×3、水×2"}),
    ],
)
def test_text_gives_its_slots(text: str, slots: dict[str, SlotValue]) -> None:
    got = read(text).slots
    assert {name: got.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("guests", "2", 2),
        ("guests", "两位", 2),
        ("nights", "2", 2),
        ("nights", "两晚", 2),
        ("nights", "两天", 2),
        ("score", "5", 5),
        ("choice", "1", 1),
        ("choice", "第二个", 2),
        ("name", "王芳", "王芳"),
        ("name", "John Smith", "John Smith"),
        ("arrival_time", "六点", "18:00"),
        ("arrival_time", "15", "15:00"),
        ("check_in", "16号", "2026-12-16"),
        ("check_out", "25号", "2026-11-25"),
        ("phone", "8888 1234", "88881234"),
        ("title", "大理小二科技有限公司", "大理小二科技有限公司"),
    ],
)
def test_bare_answer_fills_the_slot_asked_for(asked: str, text: str, value: SlotValue) -> None:
    assert read(text, asked).slots.get(asked) == value


@pytest.mark.parametrize("text", ["算了", "有房吗", "不知道", "转人工", "你好"])
def test_bare_name_is_not_read_from_words_that_mean_something(text: str) -> None:
    assert "name" not in read(text, "name").slots


def test_room_type_is_the_code_of_the_longest_name_said() -> None:
    assert understand("湖景大床还有吗", NOW, HOUSE_WORDS).slots["room_type"] == "lake"


def test_known_room_number_is_read_without_a_word_for_room() -> None:
    assert understand("302 送两条毛巾", NOW, HOUSE_WORDS).slots["room_no"] == "302"


def test_taught_phrase_wins() -> None:
    assert understand("有没有星空呀", NOW, HOUSE_WORDS).top() == "facility_info"


def test_emoticon_codes_are_kept_out_of_matching() -> None:
    assert read("/:8-)早餐几点[微笑]").top() == "breakfast"


@pytest.mark.parametrize(("text", "label"), [("👍", "thanks"), ("👌", "affirm"), ("[OK]", "affirm")])
def test_picture_alone_is_a_short_word(text: str, label: str) -> None:
    assert read(text).top() == label


@pytest.mark.parametrize(
    "text",
    [
        "厨房着火了快来",
        "先别管早餐了，有人晕倒了",
        "我要投诉！煤气泄漏",
        "电梯里被困住了",
        "call the police",
        "there is smoke in the corridor",
        "火事です",
    ],
)
def test_emergency_comes_first_whatever_else_is_said(text: str) -> None:
    assert read(text).top() == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "今天股票跌惨了",
        "你喜欢周杰伦吗",
        "帮我写一首诗",
        "刷单兼职日结加微信",
        "what do you think about the election",
        "我失恋了",
        "1+1等于几",
        "孔雀东南飞下一句",
    ],
)
def test_talk_beside_the_point_books_cancels_and_complains_of_nothing(text: str) -> None:
    got = {intent.label for intent in read(text).intents if intent.confidence >= 0.5}
    assert not got & {"make_booking", "availability_query", "cancel_booking", "change_booking", "complaint"}


@pytest.mark.parametrize("text", ["我不是要投诉", "先不取消", "不用叫醒了", "不需要发票"])
def test_denied_wish_is_no_wish(text: str) -> None:
    got = read(text).intents
    assert not {intent.label for intent in got} & {"complaint", "cancel_booking", "invoice"}


def test_same_text_reads_the_same_twice() -> None:
    assert all(sentence.read() == sentence.read() for sentence in sentences("tune")[:40])


@given(
    st.text(max_size=200),
    st.sampled_from(["", "check_in", "nights", "name", "guests", "choice", "phone", "arrival_time", "title"]),
)
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str, asked: str) -> None:
    read(text, asked)


_FIRST, _LAST = datetime(2024, 1, 1), datetime(2035, 12, 31)  # noqa: DTZ001 - the zone is put on in the test
FRAGMENTS = [
    "明天",
    "下周五",
    "12.24",
    "到",
    "-",
    "住",
    "三晚",
    "24号",
    "初五",
    "年三十",
    "今晚",
    "去年",
    "2月30号",
    "31号",
    "走",
    "入住",
    "next friday",
    "前一天",
    "，",
    "20",
    "月底",
    "周末",
    "改到",
    "不是",
]


@given(
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=7),
    st.datetimes(_FIRST, _LAST),
)
@settings(max_examples=300, deadline=None)
def test_departure_is_after_arrival_whatever_is_said(fragments: list[str], now: datetime) -> None:
    slots = understand("".join(fragments), now.replace(tzinfo=HOUSE), Hints()).slots
    if "check_in" in slots and "check_out" in slots:
        assert date.fromisoformat(str(slots["check_in"])) < date.fromisoformat(str(slots["check_out"]))
