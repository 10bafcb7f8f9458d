"""How the words about colleagues, the desk and guests are written, and what a slip is taken for."""

from __future__ import annotations

import pytest

from bot.handlers.handover import masked
from bot.understanding.commands import Command, read_command
from bot.understanding.house_commands import EXAMPLES, nearest
from bot.understanding.ticket_commands import delays
from store.rights import MAY_COMMAND, OWN_TICKETS


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("加员工 小周 保洁", "add_staff", {"name": "小周", "department": "保洁"}),
        ("加员工小周（前台）", "add_staff", {"name": "小周", "department": "前台"}),
        ("加员工 小周", "add_staff", {"name": "小周"}),
        ("移除小周", "remove_staff", {"name": "小周"}),
        ("移除 G5", "remove_staff", {"person": "5"}),
        ("入职 7k3mqx", "join_staff", {"code": "7k3mqx"}),
        ("值班", "duty", {"on": "值班"}),
        ("交班", "duty", {}),
        ("入住302", "check_in", {"room": "302"}),
        ("３０２到了", "check_in", {"room": "302"}),
        ("办入住302 登记2人", "check_in", {"room": "302", "registered": "2"}),
        ("登记302 2人", "check_in", {"room": "302", "registered": "2"}),
        ("入住B23", "check_in", {"booking": "23"}),
        ("302走了", "check_out", {"room": "302"}),
        ("退房B2", "check_out", {"booking": "2"}),
        ("打扫完了302", "ready", {"room": "302"}),
        ("302脏", "dirty", {"room": "302"}),
        ("客人 王女士", "card", {"about": "王女士"}),
        ("客人B23", "card", {"booking": "23"}),
        ("是302", "identify", {"room": "302"}),
        ("g12=b23", "identify", {"person": "12", "booking": "23"}),
        ("交还302", "give_back", {"room": "302"}),
        ("302好了", "ticket_done", {"n": "302"}),
    ],
)
def test_word_of_the_house_is_read_with_its_parts(text: str, name: str, words: dict[str, str]) -> None:
    assert read_command(text) == Command(name, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("回302 马上到！", {"room": "302", "text": "马上到！"}),
        ("回302马上到", {"room": "302", "text": "马上到"}),
        ("回Ｇ12：您好，在的", {"person": "12", "text": "您好，在的"}),
        ("回B7 两件事\n一、早餐", {"booking": "7", "text": "两件事\n一、早餐"}),
    ],
)
def test_reply_keeps_the_words_as_they_were_typed(text: str, words: dict[str, str]) -> None:
    assert read_command(text) == Command("reply", words)


@pytest.mark.parametrize(
    "text", ["回头再说", "回来了", "我到店了吗", "今天有房吗", "退房几点", "登记要身份证吗"]
)
def test_sentence_of_a_guest_is_no_word_of_the_house(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize(
    ("name", "example"), [(name, one) for name, all_ in EXAMPLES.items() for one in all_]
)
def test_example_reads_as_its_command(name: str, example: str) -> None:
    read = read_command(example)
    assert read is not None
    assert read.name == name


def test_every_command_of_staff_and_owner_has_an_example() -> None:
    assert (MAY_COMMAND["staff"] | MAY_COMMAND["owner"]) - OWN_TICKETS - EXAMPLES.keys() == set()


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("入主205", "入住205"),
        ("到殿", "到店"),
        ("下搬", "下班"),
        ("确认B", "确认B23"),
        ("打扫好205了", "打扫完了205"),
    ],
)
def test_slip_is_nearest_to_what_was_meant_with_its_own_number(slip: str, meant: str) -> None:
    example, likeness = nearest(slip, MAY_COMMAND["staff"])
    assert example == meant
    assert likeness >= 0.5


def test_nearest_offers_nothing_that_the_role_has_not() -> None:
    assert nearest("加员工 小李", MAY_COMMAND["staff"])[0] not in EXAMPLES["add_staff"]


def test_phone_in_what_was_said_before_is_masked() -> None:
    assert masked("打我13800008000，302房，12月24日") == "打我138****8000，302房，12月24日"


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("102 2位登记", "check_in", {"counted": "102", "room": "102", "registered": "2"}),
        ("102 两位", "check_in", {"counted": "102", "room": "102", "registered": "两"}),
        ("102登记了两位", "check_in", {"room": "102", "registered": "两"}),
        ("到了501", "check_in", {"room": "501"}),
        ("王芳到了", "check_in", {"name": "王芳"}),
        ("201退了", "check_out", {"room": "201"}),
        ("退201", "check_out", {"room": "201"}),
        ("李先生退房了", "check_out", {"name": "李先生"}),
        ("李姨打扫完102了", "ready", {"room": "102"}),
        ("李姨把102打扫完了", "ready", {"room": "102"}),
        ("201美团关好了", "closed", {"room": "201", "channel": "美团"}),
        ("美团B23关好了", "closed", {"booking": "23", "channel": "美团"}),
        ("换房303 401", "move_booking", {"from": "303", "room": "401"}),
        ("303换房401", "move_booking", {"from": "303", "room": "401"}),
    ],
)
def test_word_of_the_desk_is_read_as_staff_write_it_in_a_hurry(
    text: str, name: str, words: dict[str, str]
) -> None:
    assert read_command(text) == Command(name, words)


@pytest.mark.parametrize(
    "text", ["我们到了", "快递到了", "还没打扫完102", "102打扫完了吗", "102门开了", "车走了"]
)
def test_sentence_about_something_else_is_no_word_of_the_desk(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize(
    ("text", "puts_off"), [("等配件", True), ("没有浴盆", True), ("两位", False), ("要两条浴巾", False)]
)
def test_only_a_reason_after_a_room_puts_its_ticket_off(text: str, puts_off: bool) -> None:
    assert delays(text) == puts_off


@pytest.mark.parametrize(("slip", "shown"), [("取消330", "取消12"), ("入主301", "入住301")])
def test_example_keeps_its_number_where_the_one_said_cannot_stand(slip: str, shown: str) -> None:
    assert nearest(slip, ["check_in", "ticket_cancel", "cancel_booking"])[0] == shown


@pytest.mark.parametrize(
    ("text", "name"),
    [("今天没登记的有谁", "uncounted"), ("谁没绑定", "unbound"), ("谁该走没走", "over")],
)
def test_line_of_the_day_is_asked_for_alone(text: str, name: str) -> None:
    read = read_command(text)
    assert read is not None
    assert (read.name, set(read.words)) == ("today", {name})
