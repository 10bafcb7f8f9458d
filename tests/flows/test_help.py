"""帮助 leads whoever has read nothing to every command of their role (F115)."""

from __future__ import annotations

import pytest

from bot.handlers.helping import MEANS
from bot.understanding.commands import read_command
from bot.understanding.half_said import HALVES, half_said
from bot.understanding.help_words import SUBJECTS, subject_of
from bot.understanding.house_commands import EXAMPLES
from store.rights import MAY_COMMAND
from tests.flows.kit import GUEST, Inn

WECHAT_BYTES = 2000
ROLES = ("staff", "owner")
SHOWN = {command for _, commands in SUBJECTS.values() for command in commands}


@pytest.mark.parametrize("role", ROLES)
def test_every_command_of_a_role_stands_under_a_subject(role: str) -> None:
    assert MAY_COMMAND[role] - SHOWN == set()
    assert MAY_COMMAND[role] - MEANS.keys() == set()


def test_no_command_stands_under_two_subjects() -> None:
    listed = [command for _, commands in SUBJECTS.values() for command in commands]
    assert sorted(listed) == sorted(set(listed))


@pytest.mark.parametrize("command", sorted(SHOWN))
def test_every_way_that_help_shows_is_read_as_its_command(command: str) -> None:
    read = [read_command(example) for example in EXAMPLES[command]]
    assert [one.name if one else None for one in read] == [command] * len(read)


@pytest.mark.parametrize(
    ("about", "subject"),
    [
        ("房价", "rooms"),
        ("改价", "rooms"),
        ("怎么改价", "rooms"),
        ("关房", "rooms"),
        ("加员工", "crew"),
        ("加员", "crew"),
        ("推送", "pushes"),
        ("入住", "desk"),
        ("「积分」", "points"),
        ("邀请", "guests"),
        ("天气", ""),
        ("", ""),
    ],
)
def test_word_leads_to_its_subject(about: str, subject: str) -> None:
    assert subject_of(about) == subject


@pytest.mark.parametrize("role", ROLES)
async def test_help_leads_to_every_command_in_messages_wechat_can_carry(inn: Inn, role: str) -> None:
    await inn.employ(GUEST, role)  # type: ignore[arg-type]
    overview = await inn.say("帮助")
    assert len(overview.encode()) < WECHAT_BYTES
    seen = ""
    for names, commands in SUBJECTS.values():
        if not MAY_COMMAND[role].isdisjoint(commands):
            assert f"【{names[0]}】" in overview
            said = await inn.say(f"帮助 {names[0]}")
            assert len(said.encode()) < WECHAT_BYTES
            seen += said
    for command in MAY_COMMAND[role]:
        assert EXAMPLES[command][0] in seen, command
    for command in MAY_COMMAND["owner"] - MAY_COMMAND[role]:
        assert f"\n{EXAMPLES[command][0]}：" not in seen, command


async def test_guest_learns_nothing_of_these_words(inn: Inn) -> None:
    said = await inn.say("帮助 房价")
    assert "改价" not in said


# One way to say each half, in the order of HALVES.
SAID = (
    "办理入住", "办退房", "打扫完", "脏了", "没来", "查客人", "回复", "回 B23", "确认", "拒绝", "同意", "不同意", "已开",
    "绑定码", "文案", "换房 B23", "转单", "转给12号", "问", "问 12号", "等配件", "照片", "答复3号", "回意见 5", "录点评",
    "核销 K7M3Q", "账单", "记账", "收款", "退款", "减免", "撤销兑换",
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "name", "missing"), [(said, *half[1:]) for said, half in zip(SAID, HALVES, strict=True)]
)
def test_half_of_a_word_is_no_command_yet(said: str, name: str, missing: str) -> None:
    assert read_command(said) is None
    assert half_said(said) == (name, missing)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("入住", "哪间房？比如「入住302」。"),
        ("打扫完了", "哪间房？比如「302可住」。"),
        ("确认", "哪一单？单号发「订单」能看到，比如「确认B23」。"),
        ("转12", "后面还缺几个字，比如「转12小李」。"),
        ("回302", "后面还缺几个字，比如「回302 马上到」。"),
        ("客人", "哪位客人？房号、姓名、手机尾号都行，比如「客人302」。"),
    ],
)
async def test_half_of_a_word_is_asked_for_the_rest(inn: Inn, said: str, answer: str) -> None:
    await inn.employ(GUEST)
    assert await inn.say(said) == answer


@pytest.mark.parametrize("said", ["入住", "确认", "拒", "302", "8000", "12.24"])
async def test_guest_who_says_half_a_word_of_the_house_is_a_guest(inn: Inn, said: str) -> None:
    answer = await inn.say(said)
    assert answer
    assert "比如「" not in answer


async def test_bare_day_answers_the_open_question_before_it_asks_for_the_day(inn: Inn) -> None:
    await inn.employ(GUEST, "owner")
    await inn.say("我想订房")
    await inn.say("12.24")
    assert (await inn.slots())["check_in"] == "2026-12-24"
