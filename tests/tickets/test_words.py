"""What sentences and short words are read as: wishes with things and counts, and who may say which word about a ticket."""

from __future__ import annotations

import pytest

from bot.understanding.commands import read_command
from bot.understanding.wishes import (
    UNDISTURBED,
    ThingSaid,
    WishSaid,
    is_chase,
    is_undone,
    read_wishes,
    urgent_kind,
)
from store.rights import OWN_TICKETS, TICKETS, may_command

AMENITY = ("service_amenity",)


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        (
            "宝宝要洗澡，麻烦送两条浴巾和一个婴儿浴盆，快一点",
            AMENITY,
            [WishSaid("amenity", (ThingSaid("浴巾", 2, "条"), ThingSaid("婴儿浴盆", 1, "个")))],
        ),
        ("再来一瓶水", AMENITY, [WishSaid("amenity", (ThingSaid("水", 1, "瓶"),), more=True)]),
        (
            "送两条毛巾，另外空调坏了",
            ("service_amenity", "service_maintenance"),
            [WishSaid("amenity", (ThingSaid("毛巾", 2, "条"),)), WishSaid("maintenance", topic="空调")],
        ),
        ("没热水了，洗到一半", ("service_maintenance",), [WishSaid("hot_water")]),
        ("今天不用打扫", ("service_housekeeping",), [WishSaid("housekeeping", topic=UNDISTURBED)]),
        ("行李先存一下", ("luggage",), [WishSaid("luggage")]),
        ("叫服务", AMENITY, []),
        ("不用送了", ("service_housekeeping",), []),
        ("几点退房", ("checkout_info",), []),
    ],
)
def test_sentence_holds_these_wishes(text: str, labels: tuple[str, ...], expected: list[WishSaid]) -> None:
    assert list(read_wishes(text, labels, "zh_CN")) == expected


def test_english_sentence_holds_its_things() -> None:
    assert read_wishes("Could you bring two towels?", AMENITY, "en") == (
        WishSaid("amenity", (ThingSaid("towels", 2),)),
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("没热水了", "hot_water"),
        ("洗澡水一直是冷的", "hot_water"),
        ("房间停电了", "power"),
        ("卫生间漏水", "leak"),
        ("门打不开，我在外面", "door"),
        ("房卡丢了", "door"),
        ("隔壁太吵了睡不着", "noise"),
        ("楼上一直在吵", "noise"),
        ("locked out of my room", "door"),
        ("空调很吵", ""),
        ("会不会吵", ""),
        ("我怕吵", ""),
        ("遥控器没电了", ""),
        ("送瓶水", ""),
    ],
)
def test_what_cannot_wait_is_known_by_its_words(text: str, kind: str) -> None:
    assert urgent_kind(text, "en" if text.isascii() else "zh_CN") == kind


def test_pressing_is_more_than_asking() -> None:
    assert [is_chase(text) for text in ("怎么还没来", "催一下", "都半小时了", "进度", "到哪了")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert (is_undone("还是没修好"), is_undone("进度")) == (True, False)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("接12", "ticket_take", {"n": "12"}),
        ("12 接", "ticket_take", {"n": "12"}),
        ("接", "ticket_take", {"bare": "接"}),
        ("收到", "ticket_take", {}),
        ("我去", "ticket_take", {}),
        ("好了 12", "ticket_done", {"n": "12"}),
        ("12好了", "ticket_done", {"n": "12"}),
        ("302好了", "ticket_done", {"n": "302"}),
        ("搞定", "ticket_done", {}),
        ("浴巾送到了，谢谢", "ticket_done", {}),
        ("12 等配件", "ticket_later", {"n": "12", "reason": "等配件"}),
        ("12等配件", "ticket_later", {"n": "12", "reason": "等配件"}),
        ("12，没有浴盆", "ticket_later", {"n": "12", "reason": "没有浴盆"}),
        ("做不了12 没料", "ticket_later", {"sure": "做不了", "n": "12", "reason": "没料"}),
        ("转12小李", "ticket_hand", {"n": "12", "name": "小李"}),
        ("转 12 给 小李", "ticket_hand", {"n": "12", "name": "小李"}),
        ("问12 要几条？", "ticket_ask", {"n": "12", "question": "要几条?"}),
        ("工单", "tickets", {}),
        ("没好", "ticket_undone", {}),
        ("12还没好", "ticket_undone", {"n": "12"}),
        ("取消12", "ticket_cancel", {"n": "12"}),
        ("取消浴巾", "ticket_cancel", {"thing": "浴巾"}),
    ],
)
def test_word_about_a_ticket_is_read_as_a_whole(text: str, name: str, words: dict[str, str]) -> None:
    found = read_command(text)
    assert found is not None
    assert (found.name, found.words) == (name, words)


@pytest.mark.parametrize(
    "text", ["12点到", "12.24", "取消订单", "明天好了再说吧", "我去机场", "2大1小", "接机吗"]
)
def test_other_words_are_no_word_about_a_ticket(text: str) -> None:
    found = read_command(text)
    assert found is None or not found.name.startswith("ticket")


def test_guest_may_say_only_what_is_about_their_own() -> None:
    assert {name for name in TICKETS if may_command("guest", name)} == OWN_TICKETS
    assert all(may_command(role, name) for role in ("staff", "owner") for name in TICKETS)
