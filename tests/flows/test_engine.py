"""What the engine keeps, restores and expects, one rule at a time; and the ways of talking that once went wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.flows import FLOWS, availability, booking, named
from bot.flows.flow import Ask, Done, Flow, Option, Question, Result
from bot.flows.hearing import expecting, talked_about
from bot.flows.slots import filled, restored, stored
from store.places import Place
from tests.flows.kit import OTHER, STAFF, Inn


@dataclass(frozen=True, slots=True)
class Tea:
    """A pot of tea, as somebody may order it."""

    kind: str | None = None
    pots: int | None = None
    on: date | None = None
    hot: bool | None = None


def proceed(turn: Any, tea: Tea) -> Result[Tea]:
    return Done("") if tea.pots else Ask("pots", tea)


TEA = Flow(
    name="tea",
    version=3,
    title="tea",
    state=Tea,
    intents=(),
    begin=lambda turn: Tea(),
    proceed=proceed,
    questions=(
        Question("pots", "pots", "How many pots?", "How many?", formerly=("cups",)),
        Question("kind", "kind", "Which?", "Which?", options=lambda turn, tea: (Option("green", "Green"),)),
    ),
    upgrades={1: lambda slots: {**slots, "pots": slots.get("cups", 0)}},
)


def place(step: str = "pots", **slots: Any) -> Place:
    return Place(flow="tea", flow_version=3, step=step, state={"slots": slots}, question_last=True)


# --- slots ---


def test_slots_are_the_same_after_they_were_kept() -> None:
    tea = Tea("green", 2, date(2026, 12, 24), True)
    assert restored(TEA, place(**stored(tea))) == tea


def test_slots_not_told_are_not_kept() -> None:
    assert stored(Tea(pots=2)) == {"pots": 2}


def test_what_a_sentence_tells_fills_by_name_and_leaves_the_rest() -> None:
    assert filled(Tea(kind="green"), {"pots": 2, "on": "2026-12-24", "room": "302"}) == Tea(
        "green", 2, date(2026, 12, 24)
    )


def test_slots_of_an_older_version_are_brought_up() -> None:
    assert restored(TEA, replace(place(cups=3), flow_version=1)) == Tea(pots=3)


@pytest.mark.parametrize(
    "slots", [{"pots": "many"}, {"on": "soon"}, {"hot": 1}, {"kind": 7}, {"gone": True}, {"pots": True}]
)
def test_slots_that_fit_no_more_are_asked_for_anew(slots: dict[str, Any]) -> None:
    assert restored(TEA, place(**slots)) == Tea()


def test_step_is_found_by_its_former_name() -> None:
    question = TEA.question("cups")
    assert question is not None
    assert question.step == "pots"


# --- what is expected next ---


def test_open_question_tells_what_a_sentence_is_likely_about() -> None:
    assert expecting(TEA, place(), "two pots of it") == "pots"


def test_bare_number_answers_the_question_last_asked() -> None:
    assert expecting(TEA, place(), "2") == "pots"
    assert expecting(TEA, place("kind"), "2") == "choice"


def test_bare_number_after_something_else_answers_nothing() -> None:
    assert expecting(TEA, replace(place(), question_last=False), " 2 ") == ""


def test_nothing_is_expected_at_a_step_that_is_gone() -> None:
    assert expecting(TEA, place("gone"), "two") == ""
    assert expecting(None, place(), "two") == ""


def test_day_talked_about_is_the_one_of_arrival() -> None:
    assert talked_about(place(check_in="2026-12-24")) == date(2026, 12, 24)
    assert talked_about(place()) is None
    assert talked_about(place(check_in="soon")) is None


# --- declared well ---


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_question_not_understood_is_put_in_other_words(flow: Flow[Any]) -> None:
    assert [q.step for q in flow.questions if q.ask == q.again] == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_flow_remembers_nothing_at_its_beginning(flow: Flow[Any]) -> None:
    assert stored(flow.state()) == {}


def test_flow_is_found_by_name() -> None:
    assert named("booking") is booking.FLOW
    assert named("availability") is availability.FLOW
    assert named("gone") is None


# --- named after what went wrong ---


async def test_yes_cancel_may_mean_either_and_is_asked(inn: Inn) -> None:
    """“是的，取消” once gave the cancelling up, and the guest believed the booking gone."""
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)
    await inn.say("取消订单")
    assert await inn.say("是的，取消") == "要取消就回「取消订单」，不取消就回「不用了」。"
    assert (await inn.place()).step == "confirm"
    assert (await inn.say("取消订单")).startswith("已经跟店里说了")


async def test_cancelling_given_up_says_that_nothing_is_cancelled(inn: Inn) -> None:
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)
    await inn.say("取消订单")
    assert "没有取消" in await inn.say("算了")
    assert await inn.bookings() == [("B1", "confirmed")]


async def test_other_booking_named_at_the_last_moment_is_read_back(inn: Inn) -> None:
    """“取消第二个” at the question about the first must not be a yes to it."""
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)
    await inn.book("B", 28, 1)
    await inn.talk("取消订单", "1")
    assert "B2" in await inn.say("取消第二个")
    assert await inn.todos() == []


async def test_task_named_again_loses_nothing(inn: Inn) -> None:
    """“我要订房” in the middle of it once began from nothing."""
    await inn.talk("我想订房", "24号", "住两晚")
    assert await inn.say("我要订房") == "一共几位？比如「2大1小」。"
    assert (await inn.slots())["check_in"] == "2026-12-24"


async def test_own_phone_number_calls_nobody(inn: Inn) -> None:
    """“我电话138…” holds the word for calling somebody."""
    await inn.say("想订个双床房")
    await inn.say("我电话13800008000")
    assert await inn.todos() == []
    assert (await inn.slots())["phone"] == "13800008000"


async def test_same_answer_twice_is_no_misunderstanding(inn: Inn) -> None:
    await inn.talk("有房吗", "24号")
    said = await inn.say("24号")  # heard, and not asked in the very same words
    assert said == "好的，12月24日（周四）入住。\n一共住几个晚上？回个数字就行，比如「2」。"
    assert (await inn.place()).misses == 0


async def test_no_to_a_question_that_wants_more_offers_a_way_out(inn: Inn) -> None:
    await inn.say("有房吗")
    said = await inn.say("不用")
    assert "「算了」" in said
    assert said.endswith("您哪天入住？")


async def test_yes_to_the_list_of_rooms_is_a_wish_to_book(inn: Inn) -> None:
    """“好” after a list once got “好的。”, and the guest waited for a room nobody had kept."""
    await inn.say("24号住一晚，两个人，有房吗")
    assert (await inn.say("好")).startswith("想住哪间")


async def test_task_of_a_flow_that_is_gone_waits_for_nobody(inn: Inn) -> None:
    await inn.say("有房吗")
    task = {"flow": "gone", "version": 1, "step": "gone", "slots": {}}
    await inn.set_place(state={"slots": {}, "waiting": [task]})
    assert await inn.say("算了") == "好的，先不弄了。有事随时叫我。"
    assert (await inn.place()).flow == ""


async def test_booking_begun_after_a_list_of_an_older_version_keeps_what_fits(inn: Inn) -> None:
    """Slots that a newer version no longer knew once made every turn of that guest fail."""
    await inn.say("24号住两晚，两个人，有房吗")
    slots = {**await inn.slots(), "gone": 1, "guests": "two"}
    await inn.set_place(state={"slots": slots})
    assert await inn.say("我要订房") == "几位入住？"


async def test_old_yes_is_read_back_with_the_price_of_today(inn: Inn) -> None:
    """A yes that came two days later once booked at the price of two days before."""
    await inn.say("订湖景大床，24号住一晚，两个人，王芳 13800008000")
    await inn.change_house("room_types.lake.price.weekday", 500)
    inn.clock.wind(inn.clock.now() + timedelta(days=2))
    assert "共¥500" in await inn.say("好")
    assert await inn.bookings() == []
    await inn.say("好")
    assert await inn.bookings() == [("B1", "held")]


async def test_yes_to_a_room_that_is_gone_books_no_other(inn: Inn) -> None:
    """The number of another room once booked that one unread, at the price of the one that was gone."""
    await inn.say("订一间观星阁楼，24号住一晚，两个人，王芳 13800008000")
    await inn.talk("订一间观星阁楼，24号住一晚，两个人，李雷 13900009000", "好", who=OTHER)
    assert "1 湖景大床房，共¥468" in await inn.say("好")
    assert "共¥468" in await inn.say("1")
    assert await inn.bookings() == [("B1", "held")]


async def test_lapsed_booking_is_made_again_by_a_word(inn: Inn) -> None:
    await inn.talk("订湖景大床，24号住一晚，两个人，王芳 13800008000", "好")
    inn.clock.wind(inn.clock.now() + timedelta(minutes=31))
    await inn.tick()
    assert "湖景大床房×1，2人" in await inn.say("再订一次")
    await inn.say("好")
    assert await inn.bookings() == [("B1", "cancelled"), ("B2", "held")]


async def test_booking_decided_in_time_leaves_no_warning_on_the_list(inn: Inn) -> None:
    """“确认或拒绝” once stood on the list of to-dos for ever."""
    await inn.employ()
    await inn.talk("订湖景大床，24号住一晚，两个人，王芳 13800008000", "好")
    inn.clock.wind(inn.clock.now() + timedelta(minutes=21))
    await inn.tick()
    assert await inn.todos() == ["close_elsewhere", "lapsing"]
    await inn.say("确认B1", STAFF)
    assert await inn.todos() == ["close_elsewhere"]


async def test_room_given_up_is_opened_elsewhere_only_if_it_was_closed_there(inn: Inn) -> None:
    await inn.employ()
    await inn.talk("订湖景大床，24号住一晚，两个人，王芳 13800008000", "好", "取消订单", "好")
    assert await inn.todos() == []
    await inn.talk("订湖景大床，24号住一晚，两个人", "好")
    await inn.say("已关B2", STAFF)
    await inn.talk("取消订单", "好")
    assert await inn.todos() == ["open_elsewhere"]
    await inn.say("已关B2", STAFF)
    assert await inn.todos() == []


async def test_change_of_people_alone_asks_nothing_of_other_channels(inn: Inn) -> None:
    await inn.employ()
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)
    await inn.talk("改成三个人，改一下订单", "好")
    await inn.say("同意B1", STAFF)
    assert await inn.todos() == []


async def test_booking_lapsed_long_ago_is_not_made_again(inn: Inn) -> None:
    await inn.talk("订湖景大床，24号住一晚，两个人，王芳 13800008000", "好")
    inn.clock.wind(inn.clock.now() + timedelta(minutes=31))
    await inn.tick()
    inn.clock.wind(inn.clock.now() + timedelta(days=3))
    assert await inn.say("我想订房") == "您哪天入住？"


async def test_house_that_confirms_at_once_says_so(inn: Inn) -> None:
    await inn.employ()
    await inn.change_house("instant_confirmation", True)
    said = await inn.talk("订湖景大床，24号住一晚，两个人，王芳 13800008000", "好")
    assert said[1].startswith("订好了")
    assert await inn.bookings() == [("B1", "confirmed")]
    await inn.tick()
    assert [text.splitlines()[0] for to, text in inn.post.sent if to == STAFF] == ["【新单】B1 微信直订"]


async def test_two_tasks_wait_at_most(inn: Inn) -> None:
    """The oldest is let go: nobody is led through a list of what they began."""
    await inn.say("早餐几点")
    await inn.book("A", 24, 2)
    await inn.book("B", 28, 1)
    await inn.talk("有房吗", "我要取消订单", "我想改一下订单", "叫服务")
    waiting = [task["flow"] for task in ((await inn.place()).state or {})["waiting"]]
    assert waiting == ["cancelling", "changing"]


async def test_words_of_one_guest_never_move_another(inn: Inn) -> None:
    await inn.say("有房吗")
    await inn.say("我想订房", OTHER)
    await inn.say("24号", OTHER)
    assert (await inn.place()).flow == "availability"
    assert await inn.slots() == {}
