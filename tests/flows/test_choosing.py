"""A tap means the choice it was shown for, or nothing at all; what leads to a push is offered to be typed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.flows import FLOWS
from bot.flows.flow import YES, Flow
from bot.wechat.taps import linked
from tests.flows.kit import GUEST, Inn

LIST = "24号住两晚两个人有房吗"
_ID = re.compile(r"msgmenuid=(x\.[^\"]+)")


def ids(text: str) -> list[str]:
    """What can be tapped in a text, in order."""
    return _ID.findall(text)


async def tap(inn: Inn, menu_id: str, says: str = "嗯嗯") -> str:
    """Tap a link; what it says is no word for the choice."""
    answer = await inn.door.handle(replace(inn.inbound(says), tapped=True, choice=menu_id))
    return answer.text or ""


@pytest.fixture
def tappable(inn: Inn) -> Inn:
    inn.door.link = linked
    return inn


async def test_tap_is_understood_where_its_words_are_not(tappable: Inn) -> None:
    second = ids(await tappable.say(LIST))[1]
    await tap(tappable, second)
    assert (await tappable.place()).flow == "booking"
    assert (await tappable.slots())["room_type"] == "court"


async def test_tap_counts_after_something_else_was_said_to_the_guest(tappable: Inn) -> None:
    """A bare digit would not: the link names its question, the digit does not."""
    first = ids(await tappable.say(LIST))[0]
    await tappable.is_spoken_to()
    await tap(tappable, first)
    assert (await tappable.place()).flow == "booking"


async def test_tap_on_an_old_list_does_nothing(tappable: Inn) -> None:
    old = ids(await tappable.say(LIST))[0]
    await tappable.say("改成25号")
    before = await tappable.place()
    said = await tap(tappable, old)
    assert "没有动" in said
    assert (await tappable.slots()) == dict((before.state or {})["slots"])
    assert await tappable.bookings() == []


async def test_tap_on_a_list_of_long_ago_does_nothing(tappable: Inn) -> None:
    old = ids(await tappable.say(LIST))[0]
    tappable.clock.wind(tappable.clock.now() + timedelta(hours=3))
    assert "没有动" in await tap(tappable, old)
    assert (await tappable.place()).flow != "booking"


async def test_tap_in_the_middle_of_another_task_asks_its_question_again(tappable: Inn) -> None:
    old = ids(await tappable.say(LIST))[0]
    question = await tappable.say("我的订单")
    assert (await tap(tappable, old)).endswith(question)


async def test_repeated_list_can_still_be_tapped(tappable: Inn) -> None:
    first = ids(await tappable.say(LIST))[0]
    assert first in ids(await tappable.say("你刚说什么"))


async def test_digits_alone_are_shown_where_the_channel_has_no_links(inn: Inn) -> None:
    said = await inn.say(LIST)
    assert "<a" not in said
    assert "\n1 湖景" in said.replace("  ", "")


async def test_tap_of_another_menu_is_read_by_its_words(tappable: Inn) -> None:
    assert "12:00" in await tap(tappable, "10001", says="几点退房")


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_yes_that_leads_to_a_push_is_typed(flow: Flow[Any]) -> None:
    """A tap opens one minute: the house's answer to a booking would not arrive."""
    last_words = [question for question in flow.questions if question.slot == YES]
    if flow.name in ("booking", "changing", "cancelling", "service", "arriving"):
        assert all(question.reads_back or question.typed for question in last_words if not question.free)


async def test_room_of_a_ticket_is_offered_to_be_typed(tappable: Inn) -> None:
    """F038: “done” is pushed later."""
    await tappable.say("早餐几点")
    await tappable.book("D1", 1, 2)
    await tappable.book("D2", 1, 2)
    said = await tappable.say("要两条毛巾")
    assert "\n1 " in said
    assert ids(said) == []


async def test_tapped_answer_opens_one_minute(tappable: Inn) -> None:
    first = ids(await tappable.say(LIST))[0]
    tappable.clock.wind(tappable.clock.now() + timedelta(hours=49))
    await tap(tappable, first)
    place = await tappable.place(GUEST)
    assert (place.window_left, place.window_until - tappable.clock.now()) == (3, timedelta(minutes=1))
