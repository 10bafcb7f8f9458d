"""Which questions count as the same: the threshold parts pairs a person would join from pairs that differ in one word."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Hints, understand
from bot.understanding.clean import clean
from bot.understanding.taught import ALIKE, learn, like, nearest

NOW = datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
SAME = (
    ("早餐几点", "早饭什么时候开始"),
    ("有没有吹风机", "请问有电吹风吗"),
    ("有没有游泳池", "你们家有泳池吗"),
    ("可以带狗吗", "能不能带狗狗"),
    ("有没有粥", "有粥吗"),
    ("有洗衣机吗", "洗衣机有没有"),
    ("从机场过来多少钱", "机场到你们那里多少钱"),
    ("有没有儿童餐椅", "宝宝餐椅有没有"),
    ("房间里能不能抽烟", "房间可以抽烟吗"),
    ("可以做饭吗", "能自己做饭吗"),
    ("附近有没有超市", "附近有超市吗"),
    ("do you have a hairdryer", "Is there a hair dryer?"),
    ("晚上几点关门", "你们几点关门"),
)
DIFFERENT = (
    ("早餐几点", "早餐多少钱"),
    ("早餐几点", "早餐在哪里吃"),
    ("早餐几点", "晚餐几点"),
    ("可以带狗吗", "可以带猫吗"),
    ("有没有洗衣机", "有没有烘干机"),
    ("附近有超市吗", "附近有医院吗"),
    ("附近哪里可以租电动车", "附近哪里可以租汉服"),
    ("从机场过来多少钱", "从机场过来要多久"),
    ("房间里能不能抽烟", "房间里能不能做饭"),
    ("有没有婴儿床", "有没有婴儿车"),
    ("do you have a gym", "do you have a pool"),
    ("附近有什么好吃的", "附近有什么好玩的"),
    ("可以延迟退房吗", "可以提前入住吗"),
    ("猫会不会进房间", "虫子会不会进房间"),
    ("洗衣机有吗", "洗衣机坏了"),
)


def likeness(one: str, other: str) -> float:
    return nearest(learn([(1, one)]), clean(other, "").plain)[1]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_in_other_words_is_alike(one: str, other: str) -> None:
    assert min(likeness(one, other), likeness(other, one)) >= ALIKE


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_question_about_something_else_is_not_alike(one: str, other: str) -> None:
    assert max(likeness(one, other), likeness(other, one)) < ALIKE


def test_nearest_answer_wins_among_several() -> None:
    known = learn([(3, "有没有婴儿床"), (5, "有没有婴儿车"), (5, "可以借婴儿车吗")])
    assert nearest(known, "能借婴儿车吗")[0] == 5


def test_like_gives_the_place_of_the_same_question_or_none() -> None:
    assert like("请问有电吹风吗", ["有没有熨斗", "有没有吹风机"]) == 1
    assert like("请问有电吹风吗", ["有没有熨斗"]) is None


def test_reading_carries_the_answer_and_its_likeness() -> None:
    hints = Hints(answers=learn([(7, "有没有洗衣机")]))
    read = understand("你们有洗衣机吗", NOW, hints)
    assert (read.answer, read.likeness, read.asks) == (7, 1.0, True)


def test_answer_to_the_open_question_is_no_taught_question() -> None:
    """An owner who taught what 王芳 means does not take a guest's name away."""
    hints = Hints(answers=learn([(7, "13800008000")]), asked="phone")
    assert understand("13800008000", NOW, hints).answer == 0


def test_story_with_a_question_in_it_is_left_to_people() -> None:
    hints = Hints(answers=learn([(7, "有没有洗衣机")]))
    assert (
        understand("我们一家人昨天从昆明开车过来，路上堵了很久。" * 5 + "有没有洗衣机", NOW, hints).answer
        == 0
    )


@pytest.mark.parametrize("said", ["荞麦枕头有没", "大床房有没，两个人", "停车有没有地方"])
def test_what_ends_in_youmei_is_a_question(said: str) -> None:
    """The bug: 荞麦枕头有没, sent after “did you sleep well?”, was put right as a bad night."""
    assert understand(said, NOW, Hints()).asks
