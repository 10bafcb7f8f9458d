"""What looks like an answer and is none, and what was taken for more than it says: bugs found in review, each by its words."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.understanding import Hints, understand
from bot.understanding.commands import read_command
from bot.understanding.company import people_named
from bot.understanding.founding import two_hours
from bot.understanding.setting_words import Wanted, read_setting
from bot.understanding.slots import THIS
from tests.understanding.sets import HOUSE

NOW = datetime(2026, 11, 21, 15, tzinfo=HOUSE)


@pytest.mark.parametrize(
    "said",
    [
        "就我",
        "我一个人",
        "两个人",
        "我自己",
        "三位",
        "保密",
        "晚点说",
        "明天再说",
        "Just me",
        "two adults",
        "later please",
    ],
)
def test_answer_without_a_name_puts_nobody_on_the_list(said: str) -> None:
    assert people_named(said) == ()


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("我和我老公李雷，大概晚上七点到", ("李雷",)),
        ("我叫王芳", ("王芳",)),
        ("Anna Smith and Tom Smith", ("Anna Smith", "Tom Smith")),
    ],
)
def test_names_beside_other_words_are_kept(said: str, names: tuple[str, ...]) -> None:
    assert people_named(said) == names


@pytest.mark.parametrize(
    "said",
    [
        "收款302 300 微信 尾号8821",
        "收款B23 定金300 12月24日",
        "收款B23 300+200",
        "减免302 8折",
        "退款B23 50%",
        "收款B23 1.2万",
    ],
)
def test_sum_that_cannot_be_told_apart_is_no_sum(said: str) -> None:
    command = read_command(said)
    assert command is None or "sum" not in command.words


def test_number_of_things_is_not_the_sum() -> None:
    command = read_command("记账302 5瓶水 25")
    assert command is not None
    assert (command.words["before"], command.words["sum"]) == ("5瓶水", "25")


@pytest.mark.parametrize("said", ["B23改到302", "把王女士改到302", "入住时间改成1500", "早餐改到800"])
def test_move_or_setting_is_no_new_price(said: str) -> None:
    command = read_command(said)
    assert command is None or command.name != "reprice"


@pytest.mark.parametrize(
    ("said", "hours"),
    [("前台24小时，14点入住12点退房", "14:00-12:00"), ("入住随时，12点退房", ""), ("24小时", "00:00-00:00")],
)
def test_round_the_clock_is_no_hour_of_leaving(said: str, hours: str) -> None:
    assert two_hours(said) == hours


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("提前一周 首晚", 7),
        ("提前十五天 首晚", 15),
        ("三天前 50%", 3),
        ("提前24小时 50%", 1),
        ("当天18点前 首晚", 0),
    ],
)
def test_deadline_of_a_cancellation_is_read_or_asked_for(said: str, days: int) -> None:
    wanted = read_setting(f"取消费 {said}")
    assert isinstance(wanted, Wanted)
    assert dict(wanted.values)["cancellation.free_days"] == days


def test_deadline_nobody_can_read_sets_no_fee() -> None:
    assert not isinstance(read_setting("取消费 提前好久 首晚"), Wanted)


@pytest.mark.parametrize("said", ["好贵啊", "太贵了", "我问下", "庭院双床吧", "等会吧", "便宜点呢", "再说吧"])
def test_what_is_said_instead_of_a_name_is_none(said: str) -> None:
    """The bug: 好贵啊 became the name of the booking."""
    hints = Hints(asked="name", room_types={"court": ["庭院双床房", "庭院双床"]})
    assert "name" not in understand(said, NOW, hints).slots


@pytest.mark.parametrize(
    "said",
    [
        "301 302退了房",
        "301、302退了",
        "301 302都退了",
        "302 2人退了房",
        "302退302的卡",
        "收302 20条毛巾",
        "302收到3箱行李",
        "收302 12楼的垃圾",
        "302给了5分好评",
        "302给了5星",
        "302抹了2遍",
        "302减了2人",
    ],
)
def test_talk_about_rooms_and_things_is_no_word_about_money(said: str) -> None:
    command = read_command(said)
    assert command is None or command.name not in {"pay", "repay", "charge", "take_off"}


@pytest.mark.parametrize("said", ["302退了200", "B12退了100现金", "302 押金200收了", "302收了20块微信"])
def test_sum_beside_its_room_is_a_word_about_money(said: str) -> None:
    command = read_command(said)
    assert command is not None
    assert command.name in {"pay", "repay"}


@pytest.mark.parametrize("hour", ["16:30", "16:00"])
def test_price_of_an_hour_is_not_taken_from_the_clock(hour: str) -> None:
    wanted = read_setting(f"晚退 {hour} 每小时40")
    assert isinstance(wanted, Wanted)
    assert dict(wanted.values)["late_checkout.price"] == 40
    assert dict(wanted.values)["late_checkout.until"] == hour


def test_party_beside_children_is_no_age() -> None:
    slots = understand("带孩子两大一小，周六有房吗", NOW, Hints()).slots
    assert (slots["adults"], slots["children"], slots.get("child_age")) == (2, 1, None)


@pytest.mark.parametrize("said", ["how much in CNY per night", "price in cny please", "看一下周围有没有超市"])
def test_words_that_hold_a_day_name_none(said: str) -> None:
    assert understand(said, NOW, Hints()).dates == ()


def test_room_that_is_cleared_is_no_sum() -> None:
    assert "amount" not in understand("请来收302的餐具", NOW, Hints()).slots


def test_week_of_a_feast_is_asked_for_a_day() -> None:
    assert understand("any rooms the week of Christmas?", NOW, Hints()).doubts == ("vague_date",)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("三位", {"guests": 3}),
        ("3个人", {"guests": 3}),
        ("两个大人", {"adults": 2, "guests": 2}),
        ("两间", {"rooms": 2}),
        ("three people", {"guests": 3}),
        ("3人です", {"guests": 3}),
        ("三", {"nights": 3}),
        ("三晚", {"nights": 3}),
    ],
)
def test_people_and_rooms_are_no_nights(said: str, told: dict[str, int]) -> None:
    """F019: asked how many nights, 三位 tells who comes."""
    assert understand(said, NOW, Hints(asked="nights")).slots == told


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("十点能办入住吗", "10:00"),
        ("11点可以入住吗", "11:00"),
        ("10時にチェックインできますか", "10:00"),
        ("晚上十点还能办入住吗", "22:00"),
        ("六点能入住吗", "18:00"),
        ("十点到", "22:00"),
    ],
)
def test_asked_whether_a_room_can_be_had_at_ten_means_the_morning(said: str, at: str) -> None:
    assert understand(said, NOW, Hints(asked="arrival_time")).slots["arrival_time"] == at


@pytest.mark.parametrize("said", ["就它了", "好，就这间吧", "我要这间", "I'll take it", "これでお願いします"])
def test_what_is_talked_about_is_taken(said: str) -> None:
    assert understand(said, NOW, Hints()).slots == {"choice": THIS}


@pytest.mark.parametrize("said", ["好的", "这个", "要这个毛巾", "这个多少钱"])
def test_what_is_only_pointed_at_is_not_taken(said: str) -> None:
    assert "choice" not in understand(said, NOW, Hints()).slots


@pytest.mark.parametrize("said", ["好的我要", "我要", "我要了", "给我留着吧", "我要这间", "I'll take it"])
def test_what_takes_an_offer_is_a_yes_where_one_is_made(said: str) -> None:
    assert understand(said, NOW, Hints(asked="offer")).has("affirm")


@pytest.mark.parametrize("said", ["给我留着吧", "就住这间吧", "I'll take it", "还是留着吧"])
def test_what_takes_an_offer_gives_nothing_up(said: str) -> None:
    """“Shall I cancel it?” — 给我留着吧 once cancelled the booking."""
    assert understand(said, NOW, Hints(asked="loss")).has("deny")
    assert not understand(said, NOW, Hints(asked="loss")).has("affirm")
    assert not understand(said, NOW, Hints(asked="yes")).intents


@pytest.mark.parametrize("said", ["我要毛巾", "我要想想", "要不要押金", "我要取消"])
def test_what_only_begins_like_it_is_no_yes(said: str) -> None:
    assert not understand(said, NOW, Hints(asked="offer")).has("affirm")
