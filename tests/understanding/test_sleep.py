"""What people answer to “did you sleep well?”; words that say more than that are left to the house."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.understanding import Hints, understand
from bot.understanding.sleep import slept
from bot.understanding.wishes import bids
from tests.understanding.sets import HOUSE


@pytest.mark.parametrize(
    "said",
    [
        "睡得很香，没被吵到",
        "很好 不吵",
        "挺好的，没什么问题",
        "没事，挺好的",
        "没有不好",
        "挺安静的",
        "昨天太累了，睡得很香",
        "not bad",
        "great, no problems",
        "i slept well, no noise",
    ],
)
def test_content_answer_that_denies_a_fault_is_content(said: str) -> None:
    assert slept(said) == "well"


@pytest.mark.parametrize(
    "said", ["睡得很好，有点冷", "挺好的，热水不热", "没有热水", "没被子", "暖气不热", "slept well but cold", "床太硬"]
)  # fmt: skip
def test_fault_beside_contentment_is_left_to_the_house(said: str) -> None:
    assert slept(said) is None


@pytest.mark.parametrize("said", ["没有", "no", "不好"])
def test_bare_no_is_a_bad_night(said: str) -> None:
    assert slept(said) == "badly"


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        *((well, "well") for well in ("睡得很好", "挺好的", "还不错，谢谢", "一觉到天亮", "i slept well", "great")),
        *((badly, "badly") for badly in ("没睡好", "不太好", "一般", "凑合吧", "not so well", "we didn't sleep well")),
        *((words, None) for words in ("没怎么睡好，隔壁太吵", "有点冷", "热水不热", "not so well, the dog barked")),
    ],
)  # fmt: skip
def test_answer_to_how_they_slept(said: str, heard: str | None) -> None:
    assert slept(said) == heard


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        ("送两条浴巾", True),
        ("麻烦打扫一下房间", True),
        ("空调好像不太制冷,能帮忙看看吗", True),
        ("马桶堵咯", True),
        ("could we have two more towels, please?", True),
        ("the air conditioning is not working", True),
        ("枕头太高了", False),
        ("空调嗡嗡的,一夜没怎么睡", False),
        ("隔壁太吵了", False),
        ("the bed was too hard", False),
    ],
)
def test_wish_is_told_from_what_was_only_wrong(said: str, wants: bool) -> None:
    assert bids(said) is wants


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("明天上午才走，能拖到两点不，火车四点的", True),
        ("七点半喊我起床哈 明早", True),
        ("隔壁吵到两点", False),
        ("床太软，早上还有人敲门", False),
    ],
)
def test_wish_of_its_own_is_heard_where_a_night_was_asked_about(said: str, wish: bool) -> None:
    """The bug: a guest who asked to leave later, right after “did you sleep well?”, was put right as having slept badly."""
    now = datetime(2026, 11, 23, 9, 30, tzinfo=HOUSE)
    got = understand(said, now, Hints(asked="slept"))
    assert (got.has("late_checkout") or got.has("wake_up_call")) == wish
