"""The owner's rules over prices, as they are said in one line (F021)."""

from __future__ import annotations

import pytest

from bot.understanding.commands import read_command
from bot.understanding.price_rules import Rule, read_rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("最少住 国庆 2晚", Rule("least", 2, 0, "国庆")),
        ("国庆最少住两晚", Rule("least", 2, 0, "国庆")),
        ("节假日至少住2晚", Rule("least", 2, 0, "节假日")),
        ("最少住2晚起订", Rule("least", 2)),
        ("连住5晚打9折", Rule("long", 5, 10)),
        ("连住7天以上都打95折。", Rule("long", 7, 5)),
        ("连住5晚不打折", Rule("long", 5)),
        ("湖景 連住5晚打9折", Rule("long", 5, 10, "湖景")),
        ("提前30天订打95折", Rule("early", 30, 5)),
        ("早鸟三十天9.5折", Rule("early", 30, 5)),
        ("价格规则", Rule("listed")),
        ("最少住", Rule("listed")),
        ("欢迎语 最好住两晚", None),
        ("入住 15点", None),
    ],
)
def test_rule_is_read_with_its_number_and_its_share(text: str, rule: Rule | None) -> None:
    assert read_rule(text) == rule


@pytest.mark.parametrize("text", ["连住5晚打9折吗", "我们最少住2晚行吗", "提前30天订有优惠吗"])
def test_question_about_a_discount_is_no_command(text: str) -> None:
    assert read_command(text) is None
