"""Choices become links around the words that are there: one a number, two for yes and no, none that does not fit."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.flows.choosing import Tap, read
from bot.simulator.seen import text_shown
from bot.wechat.taps import linked
from bot.wechat.texts import LIMIT

ID = "x.availability..1.0123abcd"
AT = datetime(2026, 12, 1, tzinfo=UTC)


def test_numbered_line_becomes_a_link_that_says_its_number() -> None:
    written = linked("看中哪间？\n1 湖景\n2 庭院", [Tap(1, "1", ID)])
    assert written == (
        f'看中哪间？\n<a href="weixin://bizmsgmenu?msgmenucontent=1&msgmenuid={ID}">1 湖景</a>\n2 庭院'
    )


def test_newest_list_is_linked_where_two_have_the_number() -> None:
    written = linked("1 毛巾\n\n1 湖景", [Tap(1, "1", ID)])
    assert written.startswith("1 毛巾\n\n<a ")


def test_yes_and_no_stand_below() -> None:
    shown = text_shown(AT, "passive", linked("接着来吗？", [Tap(0, "好的", ID), Tap(0, "不用了", ID)]))
    assert shown.text == "接着来吗？\n好的　　不用了"
    assert [(link.label, link.says, link.menu_id) for link in shown.links] == [
        ("好的", "好的", ID),
        ("不用了", "不用了", ID),
    ]


def test_number_that_no_line_has_is_left_out() -> None:
    assert linked("1 湖景", [Tap(2, "2", ID)]) == "1 湖景"


def test_what_grows_too_long_keeps_its_digits() -> None:
    text = "好" * ((LIMIT - 20) // 3) + "\n1 湖景"
    assert linked(text, [Tap(1, "1", ID)]) == text


@given(st.text(max_size=60), st.text(max_size=20))
def test_no_words_of_the_house_break_a_link(label: str, says: str) -> None:
    line = f"1 {label}".split("\n")[0]
    shown = text_shown(AT, "passive", linked(line, [Tap(1, says, ID)]))
    assert [link.menu_id for link in shown.links] == [ID]
    assert shown.text == line.replace("<", "＜").replace(">", "＞")


def test_id_of_another_menu_is_no_choice_of_ours() -> None:
    assert read("10001") is None
    assert read("x.availability..1.0123abcd; drop") is None
    assert read("") is None
