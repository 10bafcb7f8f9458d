"""Who travels together, how old, and what they like (F033, F037): read from one answer, nobody guessed."""

from __future__ import annotations

import pytest

from bot.understanding.company import ages_told, ages_told_beside, listed, people_named, starred
from bot.understanding.preferences import preferences_told


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("王芳、李雷、王一一", ("王芳", "李雷", "王一一")),
        ("王芳和李雷", ("王芳", "李雷")),
        ("王和平与李雷", ("王和平", "李雷")),
        ("我是王芳，老公李雷，儿子李小雷", ("王芳", "李雷", "李小雷")),
        ("王芳、李雷和女儿王一一(6岁)", ("王芳", "李雷", "王一一")),
        ("欧阳娜娜 王芳", ("欧阳娜娜", "王芳")),
        ("王芳，怕吵", ("王芳",)),
        ("Tom Smith and Ann Smith", ("Tom Smith", "Ann Smith")),
        ("张三，身份证******************", ("张三",)),
        ("王芳、王芳", ("王芳",)),
    ],
)
def test_names_are_read_however_they_are_joined(said: str, names: tuple[str, ...]) -> None:
    assert people_named(said) == names


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("我和李雷", ("王芳", "李雷")),
        ("我，李雷，还有女儿李一一6岁", ("王芳", "李雷", "李一一")),
        ("李雷跟我", ("王芳", "李雷")),
        ("我同李雷", ("王芳", "李雷")),
        ("就我一个", ("王芳",)),
        ("就我一個人", ("王芳",)),
        ("只有我自己吧", ("王芳",)),
        ("一个人", ("王芳",)),
        ("和我一起的是李雷", ("王芳", "李雷")),
        ("me and Tom Smith", ("王芳", "Tom Smith")),
        ("Tom Smith and I", ("王芳", "Tom Smith")),
        ("just me", ("王芳",)),
        ("私と佐藤太郎です", ("王芳", "佐藤太郎")),
        ("私だけです", ("王芳",)),
        ("我老公李雷", ("李雷",)),
        ("我是王芳，老公李雷", ("王芳", "李雷")),
        ("我不知道", ()),
        ("两个人", ()),
        ("please call me", ()),
    ],
)
def test_whoever_writes_counts_in_under_their_own_name(said: str, names: tuple[str, ...]) -> None:
    """The bug: 我和李雷 was a list of one, and 就我一个 no name at all."""
    assert people_named(said, "王芳") == names


def test_me_is_nobody_where_the_name_is_unknown() -> None:
    assert (people_named("我和李雷"), people_named("就我一个")) == (("李雷",), ())


def test_ages_beside_names_need_their_word() -> None:
    assert ages_told_beside("王一一 6岁、李二二 9歳") == (6, 9)
    assert ages_told_beside("王一一 6") == () == ages_told_beside(None)


@pytest.mark.parametrize(
    "said", ["", "没有", "都到齐了", "登记", "为什么要登记？", "不告诉你", "13800008000", "6岁"]
)
def test_what_names_nobody_gives_no_name(said: str) -> None:
    assert people_named(said) == ()


@pytest.mark.parametrize(
    ("said", "ages"),
    [
        ("6岁和9岁", (6, 9)),
        ("6", (6,)),
        ("6和9", (6, 9)),
        ("十二岁", (12,)),
        ("一个6岁，一个八个月", (6, 0)),
        ("9 years old", (9,)),
        ("都成年了", ()),
        ("住302，13800008000", ()),
    ],
)
def test_ages_are_whole_years_and_babies_are_none(said: str, ages: tuple[int, ...]) -> None:
    assert ages_told(said) == ages


def test_list_in_one_breath_is_what_follows_the_word() -> None:
    assert listed("登记：王芳、李雷") == "王芳、李雷"
    assert listed("我要登记") == ""


def test_starred_number_is_noticed() -> None:
    assert starred("身份证******************")
    assert not starred("5*好评")


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("要荞麦枕，孩子不吃辣", ("pillow", "diet")),
        ("花生过敏，有点怕吵", ("diet", "quiet")),
        ("带一只小狗", ("pet",)),
        ("a feather pillow, vegetarian", ("pillow", "diet")),
        ("下午三点到", ()),
    ],
)
def test_preferences_are_told_by_kind(said: str, kinds: tuple[str, ...]) -> None:
    assert tuple(kind for kind, _ in preferences_told(said)) == kinds
