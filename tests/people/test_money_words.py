"""How money is written down in a line, and what is none of these words."""

from __future__ import annotations

import pytest

from bot.understanding.commands import Command, read_command
from bot.understanding.money_commands import fen, kind_of, method


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("记账302 矿泉水 20", "charge", {"room": "302", "before": "矿泉水", "sum": "20"}),
        ("记账302矿泉水2瓶 20元", "charge", {"room": "302", "before": "矿泉水2瓶", "sum": "20"}),
        ("记账302 20 矿泉水", "charge", {"room": "302", "sum": "20", "after": "矿泉水"}),
        ("收款B23 定金 300 现金", "pay", {"booking": "23", "before": "定金", "sum": "300", "after": "现金"}),
        ("收款b23 ¥1,376", "pay", {"booking": "23", "sum": "1,376"}),
        ("退款B23", "repay", {"booking": "23"}),
        ("退款302 押金", "repay", {"room": "302", "before": "押金"}),
        ("减免302 50 热水慢", "take_off", {"room": "302", "sum": "50", "after": "热水慢"}),
        ("302 押金200收了", "pay", {"room": "302", "before": "押金", "sum": "200"}),
        ("302收了押金200", "pay", {"room": "302", "between": "押金", "sum": "200"}),
        ("B12押金收了200微信", "pay", {"booking": "12", "before": "押金", "sum": "200", "after": "微信"}),
        ("收了302押金200", "pay", {"room": "302", "before": "押金", "sum": "200"}),
        ("302退了押金200", "repay", {"room": "302", "between": "押金", "sum": "200"}),
        ("302矿泉水20记账", "charge", {"room": "302", "before": "矿泉水", "sum": "20"}),
        ("302减了50热水慢", "take_off", {"room": "302", "sum": "50", "after": "热水慢"}),
        ("账单302", "bill", {"room": "302"}),
        ("302账单", "bill", {"room": "302"}),
    ],
)
def test_word_about_money_is_read_with_its_parts(text: str, name: str, words: dict[str, str]) -> None:
    assert read_command(text) == Command(name, words)


@pytest.mark.parametrize(
    "text",
    [
        "退款多久到账",
        "收款码给我",
        "账单",
        "优惠多少",
        "记账302 矿泉水2瓶",
        "302押金200收了吗",
        "302没收押金200",
        "302收了3瓶水",
        "302收了20条毛巾",
        "301和302收了200",
    ],
)
def test_sentence_about_money_is_no_command(text: str) -> None:
    assert read_command(text) is None


def test_head_count_registered_at_the_desk_is_no_charge() -> None:
    """登记2人 once was ¥2 put on the bill."""
    command = read_command("101到了 登记2人")
    assert command is not None
    assert (command.name, command.words) == ("check_in", {"room": "101", "registered": "2"})


def test_sum_method_and_kind_are_read_from_the_words() -> None:
    assert (fen("20"), fen("25.5"), fen("1,376.05")) == (2_000, 2_550, 137_605)
    assert method("定金 微信") == ("微信", "定金")
    assert method("尾款，支付宝") == ("支付宝", "尾款")
    assert [kind_of(words) for words in ("矿泉水", "加床", "杯子打碎", "接机")] == [
        "minibar",
        "extra_bed",
        "damage",
        "other",
    ]
