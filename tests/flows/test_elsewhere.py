"""What the other channels must be told when stock changes here: nothing is asked twice, nothing that was asked gets lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from store import bookings, holds, todos
from store.holds import Decision
from tests.conftest import MORNING
from tests.flows.kit import GUEST, STAFF, Inn


@pytest.fixture
async def owned(inn: Inn) -> Inn:
    await inn.employ(STAFF, "owner")
    await inn.say("在吗", GUEST)
    return inn


async def waiting(inn: Inn) -> list[tuple[str, str]]:
    """(kind, text) of what waits, oldest first."""
    found = await inn.database.read(todos.unfinished)
    return [(kind, detail.get("text", "")) for _, kind, _, detail in found]


async def moved(inn: Inn, first: int) -> None:
    """The guest of B1 asks for other days, two nights from this day of December on, and the house agrees."""
    await inn.talk("改期", f"12月{first}号", "好", who=GUEST)
    await inn.say("同意B1", STAFF)


async def test_second_change_keeps_what_is_still_closed_elsewhere(owned: Inn) -> None:
    """F023: the room was closed for the 24th; changed to the 26th, then to the 28th, the 24th is what must be opened."""
    await owned.book("D1", 24, 2)
    await moved(owned, 26)
    await moved(owned, 28)
    assert await waiting(owned) == [("close_elsewhere", "12.24-12.26 湖景大床房 → 12.28-12.30 湖景大床房")]


async def test_change_back_to_what_the_channels_have_leaves_nothing_to_do(owned: Inn) -> None:
    await owned.book("D1", 24, 2)
    await moved(owned, 26)
    await moved(owned, 24)
    assert await waiting(owned) == []


async def test_booking_cancelled_after_a_change_is_to_be_opened_where_it_was_closed(owned: Inn) -> None:
    booking_id = await owned.book("D1", 24, 2)
    await moved(owned, 26)

    def cancel(connection: Connection) -> Decision:
        booking = bookings.get(connection, booking_id)
        assert booking is not None
        return holds.cancel(connection, booking, "guest", owned.clock.now())

    assert await owned.database.write(cancel) is Decision.DONE
    assert await waiting(owned) == [("open_elsewhere", "12.24-12.26 湖景大床房")]


async def test_closing_taken_back_leaves_what_other_closings_asked_for(owned: Inn) -> None:
    """F021: two closings of one room; taking the second back ticks off its own to-do only."""
    await owned.talk("关房302 12.24-25", "好", "关房302 12.28-29", "好", "撤销", who=STAFF)
    assert [kind for kind, _ in await waiting(owned)] == ["close_elsewhere"]
    assert "24日" in (await waiting(owned))[0][1]


async def test_room_nobody_closed_elsewhere_is_asked_after_until_somebody_says_so(owned: Inn) -> None:
    """House file with channels no calendar reaches: chased at ten and at six, by name, once each."""
    await owned.change_house("channels.meituan", {"name": "美团", "by_hand": True})
    await owned.talk("关房302 12.24-25", "好", who=STAFF)
    for hours in (1, 8, 10, 24):
        owned.clock.wind(MORNING + timedelta(hours=hours))
        await owned.tick()
        await owned.tick()
    asked = [text for _, text in owned.post.sent if "美团" in text]
    assert asked == ["【还没弄好】美团：302。那边关好（或打开）了吗？弄好回「已关302」，详情看「待办」。"] * 2
    await owned.say("已关302", STAFF)
    owned.clock.wind(MORNING + timedelta(hours=48))
    await owned.tick()
    assert [text for _, text in owned.post.sent if "美团" in text] == asked
