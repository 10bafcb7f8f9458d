"""Who may say what, and what goes first: a command of the house from the wrong mouth is anybody's words, and is written down."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator.account import Account
from store.world import World
from tests.template import migrated
from tests.webhook.kit import Street, street

FOR_STAFF = ("到店", "明天", "待办", "邀请B1", "G1是B1", "推送", "帮助")


@pytest.fixture
async def shop(tmp_path: Path, world: World) -> AsyncIterator[Street]:
    async with street(Account(), migrated(tmp_path), world) as opened:
        yield opened


@pytest.mark.parametrize("command", FOR_STAFF)
async def test_command_of_a_guest_is_taken_as_words_and_audited(shop: Street, command: str) -> None:
    back = await shop.push(shop.message(command))
    assert "B1" not in back.text
    assert "G1" not in back.text
    assert await shop.count("audit", "action = 'refused'") == 1


async def test_command_of_staff_goes_before_the_open_question(shop: Street) -> None:
    """Whoever works here and asks for a room all the same is still obeyed; the question stays open."""
    staff = await shop.employ("staff")
    assert (await staff.say("有房吗")).text == "您哪天入住？"
    assert (await staff.say("到店")).text.startswith("12月1日（周二）到店0单")
    assert (await staff.say("24号")).text == "住几晚？"


async def test_bare_digit_after_something_else_was_said_answers_no_question(shop: Street) -> None:
    """A digit counts only when the open question was the last thing this person got."""
    staff = await shop.employ("staff")
    await staff.say("24号有房吗")
    await staff.say("到店")
    assert "12月26日" not in (await staff.say("2")).text


async def test_emergency_goes_before_a_command(shop: Street) -> None:
    staff = await shop.employ("staff")
    assert (await staff.say("着火了")).text.startswith("先保证安全")


async def test_event_that_means_nothing_leaves_the_question_open(shop: Street) -> None:
    guest = shop.platform.phone("o_guest")
    await guest.follow()
    await guest.say("24号有房吗")
    assert (await guest.report_location(25.6, 100.2)).text == ""
    assert (await guest.say("2")).text.startswith("12月24日（周四）入住，2晚")


async def test_menu_press_is_heard_like_the_word(shop: Street) -> None:
    guest, other = shop.platform.phone("o_guest"), shop.platform.phone("o_other")
    await guest.follow()
    await other.follow()
    assert (await guest.click("my_booking")).text == (await other.say("我的订单")).text
