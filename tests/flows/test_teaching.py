"""Teaching through the door: what a taught answer may never beat, who is told, and that it happens once."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from store import answers, audit, gaps
from tests.flows.kit import GUEST, OTHER, STAFF, Inn

OWNER = STAFF
NIGHT = datetime(2026, 12, 1, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


async def teach(inn: Inn, question: str, words: str) -> None:
    """As after 问答 新 and a yes."""
    await inn.database.write(answers.teach, "", {"zh_CN": words}, [question], 1, inn.clock.now())


async def test_taught_answer_is_said_from_then_on(inn: Inn) -> None:
    await inn.employ(OWNER, "owner")
    await inn.talk("问答 新 有没有健身房=没有健身房。", "确认", who=OWNER)
    assert await inn.say("请问有健身房吗") == "没有健身房。"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("着火了怎么办", "119"),
        ("我要取消订单", "订单"),
        ("我要订房", "哪天"),
        ("转人工", "店里"),
        ("我的订单", "手机"),
    ],
)
async def test_taught_answer_never_beats_safety_tasks_or_a_person(inn: Inn, question: str, said: str) -> None:
    await teach(inn, question, "教的话。")
    answer = await inn.say(question)
    assert said in answer
    assert "教的话" not in answer


async def test_answer_to_the_open_question_counts_before_a_taught_one(inn: Inn) -> None:
    await teach(inn, "24号", "教的话。")
    await inn.say("有房吗")
    assert await inn.say("24号") == "住几晚？"


async def test_question_is_put_to_the_house_once_however_many_ask(inn: Inn) -> None:
    await inn.employ(OWNER, "owner")
    for who in (GUEST, OTHER, GUEST):
        await inn.say("有没有健身房", who)
    await inn.tick()
    assert [to for to, text in inn.post.sent if "没答上的问题" in text] == [OWNER]


async def test_question_at_night_waits_for_the_morning(inn: Inn) -> None:
    await inn.employ(OWNER, "owner")
    inn.clock.wind(NIGHT)
    await inn.say("有没有健身房")
    await inn.tick()
    assert inn.post.sent == []
    inn.clock.wind(NIGHT + timedelta(hours=9))
    await inn.tick()
    assert [to for to, text in inn.post.sent if "没答上的问题" in text] == [OWNER]


async def test_everybody_who_asked_is_told_once(inn: Inn) -> None:
    await inn.employ(OWNER, "owner")
    await inn.say("有没有健身房", GUEST)
    await inn.say("你们有健身房吗", OTHER)
    await inn.talk("答1 没有。", "确认", "确认", who=OWNER)
    await inn.tick()
    told = [to for to, text in inn.post.sent if text.startswith("您问过")]
    assert sorted(told) == sorted([GUEST, OTHER])


async def test_undo_before_it_was_sent_takes_the_words_back(inn: Inn) -> None:
    await inn.employ(OWNER, "owner")
    await inn.say("有没有健身房")
    said = await inn.talk("答1 没有。", "确认", "撤销", who=OWNER)
    await inn.tick()
    assert "还没有客人收到" in said[-1]
    assert not [text for _, text in inn.post.sent if text.startswith("您问过")]
    assert [gap.number for gap in await inn.database.read(gaps.unanswered)] == [1]
    assert await inn.database.read(answers.active) == []


async def test_phone_number_in_a_question_is_masked(inn: Inn) -> None:
    await inn.employ(OWNER, "owner")
    await inn.say("有没有健身房，我电话13800008000")
    waiting = await inn.database.read(gaps.unanswered)
    assert [gap.words for gap in waiting] == ["有没有健身房，我电话138****8000"]


async def test_sixth_thing_nobody_understands_in_a_day_is_not_put_to_the_house(inn: Inn) -> None:
    """One guest with many riddles does not fill the owner's list."""
    await inn.employ(OWNER, "owner")
    for riddle in ("天", "地", "玄", "黄", "宇", "宙", "洪"):
        await inn.talk(f"{riddle}咕咚咕噜咚呛是什么呀", "早餐几点")
    assert len(await inn.database.read(gaps.unanswered)) <= 5


async def test_staff_do_not_decide_what_guests_are_told(inn: Inn) -> None:
    await inn.employ(STAFF)
    await inn.say("有没有健身房")
    said = await inn.talk("答1 没有。", "问答 新 有粥吗=有", who=STAFF)
    assert all("店主" in one for one in said)
    assert await inn.database.read(answers.active) == []


async def test_reply_to_a_room_may_still_be_written_with_the_other_word(inn: Inn) -> None:
    await inn.employ(STAFF)
    assert "302" in await inn.say("答302 马上到", STAFF)


async def test_lesson_is_audited(inn: Inn) -> None:
    await inn.employ(OWNER, "owner")
    await inn.talk("问答 新 有没有健身房=没有。", "确认", who=OWNER)
    actions = await inn.database.read(
        lambda c: [row.action for row in c.execute(audit.AuditRow.__table__.select())]
    )
    assert "taught" in actions


@pytest.mark.parametrize("word", ["问答1 启用", "问答1 问法 健身房在哪层"])
async def test_question_settled_by_another_word_is_told_of_and_waits_again_when_that_is_taken_back(
    inn: Inn, word: str
) -> None:
    await inn.employ(OWNER, "owner")
    await inn.talk("问答 新 有没有健身房=没有。", "确认", "问答1 停用", who=OWNER)
    await inn.say("有没有健身房" if "启用" in word else "健身房在哪层")
    if "启用" not in word:
        await inn.database.write(answers.set_state, 1, "active", inn.clock.now())
    assert [gap.number for gap in await inn.database.read(gaps.unanswered)] == [1]
    assert "1位客人" in await inn.say(word, OWNER)
    assert await inn.database.read(gaps.unanswered) == []
    assert "还没有客人收到" in await inn.say("撤销", OWNER)
    assert [gap.number for gap in await inn.database.read(gaps.unanswered)] == [1]
