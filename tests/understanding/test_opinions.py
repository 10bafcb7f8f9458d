"""What people say when they are asked how it was: a digit, words, a picture; what is grave; what says nothing yet."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import Hints, understand
from bot.understanding.opinions import (
    AskedFor,
    Rated,
    grade_of,
    leaves_out,
    names_only,
    praises,
    read_question,
    read_rating,
    told_in_words,
)
from tests.understanding.sets import HOUSE

NOW = datetime(2026, 12, 26, 15, 0, tzinfo=HOUSE)


@pytest.mark.parametrize(
    ("text", "rated"),
    [
        ("5", Rated(5)),
        ("５", Rated(5)),
        ("5分", Rated(5)),
        ("4星吧", Rated(4)),
        ("我打4分", Rated(4)),
        ("五", Rated(5)),
        ("five", Rated(5)),
        ("4/5", Rated(4)),
        ("满分", Rated(5)),
        ("👍", Rated(5)),
        ("[强]", Rated(5)),
        ("3 热水慢", Rated(3, "热水慢")),
        ("3热水慢", Rated(3, "热水慢")),
        ("3，热水慢，早餐一般", Rated(3, "热水慢，早餐一般")),
        ("2不太好 隔音差", Rated(2, "隔音差")),
        ("5 great stay", Rated(5, "great stay")),
        ("挺好的", Rated(5, "挺好的")),
        ("不错", Rated(4, "不错")),
        ("挺好的，就是热水慢", Rated(4, "挺好的，就是热水慢")),
        ("一般", Rated(3, "一般")),
        ("不是很好", Rated(2, "不是很好")),
        ("很失望", Rated(1, "很失望")),
        ("not bad", Rated(4, "not bad")),
        ("it was terrible", Rated(1, "it was terrible")),
    ],
)
def test_answer_is_read_in_every_way_it_is_given(text: str, rated: Rated) -> None:
    assert read_rating(text) == rated


@pytest.mark.parametrize(
    "text", ["3个人", "1晚上没睡好", "3点退房", "two nights please", "有房吗", "哈哈", "12", "0"]
)
def test_number_of_something_else_is_no_score(text: str) -> None:
    assert read_rating(text).score is None


@given(st.text(max_size=80))
def test_score_is_one_to_five_or_none_whatever_is_written(text: str) -> None:
    assert read_rating(text).score in (None, 1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("3 热水慢", {"rating": 3, "words": "热水慢"}),
        ("热水慢", {"words": "热水慢"}),
        ("5，另外几点退房", {"rating": 5}),
        ("能开发票吗", {}),
        ("可以的话帮我开张发票", {}),
    ],
)
def test_question_beside_the_score_is_no_word_about_the_stay(text: str, slots: dict[str, object]) -> None:
    got = understand(text, NOW, Hints(asked="rating", language="zh_CN")).slots
    assert {name: got[name] for name in ("rating", "words") if name in got} == slots


def test_score_is_heard_only_where_it_is_asked_for() -> None:
    assert "rating" not in understand("5", NOW, Hints()).slots


@pytest.mark.parametrize(
    "text", ["意见", "投诉", "我要投诉", "提个意见", "我想提点建议", "I want to complain", "feedback"]
)
def test_naming_the_subject_says_nothing_yet(text: str) -> None:
    assert names_only(text)


@pytest.mark.parametrize(
    "text", ["房间太脏了，我要投诉", "我要投诉隔壁", "建议多放衣架", "the room is dirty"]
)
def test_what_says_something_is_taken_as_said(text: str) -> None:
    assert not names_only(text)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("床上有臭虫", "grave"),
        ("再不处理我打12315", "grave"),
        ("there are bed bugs", "grave"),
        ("建议多放几个衣架", "light"),
        ("早餐凉了", "plain"),
    ],
)
def test_grade_tells_how_soon_somebody_must_answer(text: str, grade: str) -> None:
    assert grade_of(text, wishes=True) == grade


@pytest.mark.parametrize(
    "text",
    [
        "没什么不满意的",
        "没有任何不好",
        "没有什么不好的地方",
        "都很好，没失望",
        "一点也没让我失望",
        "没有让人失望",
        "挑不出不好的地方",
        "没什么差的",
        "nothing bad",
        "nothing was bad",
        "it wasn't bad",
        "not too bad",
        "didn't disappoint",
    ],
)
def test_praise_by_double_negation_is_praise(text: str) -> None:
    assert praises(text)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("没热水，不好", 2),
        ("没有热水 不满意", 2),
        ("没人管，太差了", 1),
        ("没想象中好", 2),
        ("没什么不好，就是隔壁太差了", 1),
        ("nothing worked, bad service", 2),
        ("not good, bad smell", 2),
        ("没有比这更差的", None),
    ],
)
def test_negation_of_something_else_is_no_praise(text: str, score: int | None) -> None:
    assert told_in_words(text) == score


def test_praise_with_a_but_is_no_praise() -> None:
    assert praises("老板娘人特别好")
    assert not praises("老板娘人特别好，就是隔音差")
    assert not praises("挺好的，建议多放衣架")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("早餐合口味吗？合/一般/不合", AskedFor("早餐合口味吗？", "choice", ("合", "一般", "不合"))),
        ("早餐合口味吗? 合、不合", AskedFor("早餐合口味吗?", "choice", ("合", "不合"))),
        ("房间干净吗？打分", AskedFor("房间干净吗？", "score")),
        ("房间干净吗？（1到5分）", AskedFor("房间干净吗？", "score")),
        ("还想要点什么？", AskedFor("还想要点什么？")),
        ("说说您的建议", AskedFor("说说您的建议")),
        ("", AskedFor("")),
    ],
)
def test_question_of_the_owners_is_read_with_its_answers(text: str, asked: AskedFor) -> None:
    assert read_question(text) == asked


def test_answer_that_is_none_is_left_out() -> None:
    assert leaves_out("跳过")
    assert leaves_out("不想说了。")
    assert not leaves_out("过道太暗")
