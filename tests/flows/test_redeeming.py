"""Points are spent on what was read back, and on nothing a yes names besides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import MORNING
from tests.flows.kit import Inn


@pytest.fixture
async def rich(inn: Inn) -> Inn:
    """Somebody whose stay brought points for a coffee and for a late check-out."""
    await inn.say("早餐几点")
    await inn.book("A", 1, 1)
    inn.clock.wind(MORNING + timedelta(days=2))
    await inn.tick()
    return inn


@pytest.mark.parametrize("said", ["好，用积分换咖啡", "好的，兑换咖啡"])
async def test_yes_that_names_another_reward_is_read_back_again(rich: Inn, said: str) -> None:
    assert "给您换吗" in await rich.say("兑换延迟退房")
    again = await rich.say(said)
    assert "用300分换：手冲咖啡一杯" in again
    assert "换好了" not in again
    assert "换好了：手冲咖啡一杯" in await rich.say("好")


async def test_yes_that_names_what_was_read_back_is_a_yes(rich: Inn) -> None:
    await rich.say("兑换咖啡")
    assert "换好了：手冲咖啡一杯" in await rich.say("好，用积分换咖啡")
