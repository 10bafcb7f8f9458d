"""Danger in any wording is heard first (F031), and neither dreams nor films nor what is long over sound like it."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from pathlib import Path

import pytest

from bot.understanding import Hints, understand
from tests.understanding.sets import HOUSE

NOW = datetime(2026, 11, 21, 15, tzinfo=HOUSE)
LINES = (Path(__file__).parent / "expressions" / "danger.tsv").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "屋里有股怪味闻着头晕，像是液化气",
        "炭火盆烤着，我俩都头晕恶心",
        "我女儿在院子里找不到了怎么办",
        "有人在我门口拿着棍子",
        "泡温泉的朋友沉下去了",
        "孩子吃了花生全身起疙瘩喘不过来",
        "电梯不动了我们四个人在里面",
        "水开了把孩子手烫起泡了",
        "我爸摔下楼梯站不起来了",
        "阳台栏杆断了有人掉下去了",
        "男朋友动手打我，我躲在厕所",
        "插座冒火星了",
        "我不想活了",
        "老公心脏不舒服脸都紫了",
        "my wife cant breath",
        "he took a whole bottle of pills",
        "I want to end my life",
        "her throat is swelling, allergic reaction",
        "our kid is missing",
        "there's smoke everywhere in the corridor",
    ],
)
def test_danger_comes_first_in_any_wording(text: str) -> None:
    assert understand(text, NOW, Hints()).top() == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "昨晚做梦梦见着火了",
        "那部电影里有人跳楼",
        "万一着火往哪跑",
        "室友身份证丢了能住吗",
        "浴室的灯泡烧了",
        "别敲门，我们在睡觉",
        "可以在院子里生火烧烤吗",
        "被子太厚热死了",
        "孩子的小熊找不到了",
        "想死你们家的饵丝了",
        "等会我问下我老公",
        "我老公说可以，陈静 13622223333",
        "孩子才4岁",
        "my son is 4",
        "预算120左右有吗",
        "门口那辆车挡着我了出不去",
    ],
)
def test_words_of_danger_without_danger_are_no_emergency(text: str) -> None:
    assert not understand(text, NOW, Hints()).has("emergency")


@pytest.mark.parametrize("kind", ["danger", "talk"])
def test_every_danger_of_the_list_is_heard_and_no_talk_is_taken_for_one(kind: str) -> None:
    said = [text for which, text in (line.split("\t") for line in LINES[1:]) if which == kind]
    heard = [text for text in said if understand(text, NOW, Hints()).has("emergency")]
    assert (said if kind == "danger" else []) == heard


def test_danger_beside_a_manner_of_speaking_is_heard() -> None:
    assert not understand("这价格吓得我心脏病都要犯了，笑死", NOW, Hints()).has("emergency")
    assert understand("笑死我了，不过我老公真的晕倒了", NOW, Hints()).top() == "emergency"


def test_who_comes_and_which_room_in_a_few_words_ring_no_alarm() -> None:
    """The bug: with more dangers learned, 就亲子那个 and 宝宝睡了 rang the alarm; 68 of these 2,100 did."""
    leads = ("", "就", "要", "选", "来", "订", "那就", "还是", "我要", "就要")
    named = ("亲子", "湖景", "大床", "阁楼", "标间", "楼下", "老人", "孩子", "宝宝", "小孩", "老婆", "爸妈")
    ends = ("", "那个", "那间", "的", "吧", "房", "就行", "那个吧", "先来", "也来", "到了", "睡了", "吃什么")
    said = sorted(map("".join, product(leads, named, ends)))
    rang = [text for text in said if understand(text, NOW, Hints()).has("emergency")]
    assert len(rang) <= len(said) // 200, rang
