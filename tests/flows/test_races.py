"""Several people and one room: whoever is a moment too late gets a kind word and a next step, on either database."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store import house
from store.house_file import demo_house
from tests.conftest import MORNING
from tests.flows.kit import Inn, open_inn

THREE = ("o-one", "o-two", "o-three")


@pytest.fixture(params=["sqlite", "postgres"])
def house_url(request: pytest.FixtureRequest, furnished: Path, tmp_path: Path) -> str:
    """The URL of a migrated database of either kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    shutil.copy(furnished, tmp_path / "house.db")
    return f"sqlite:///{tmp_path / 'house.db'}"


@pytest.fixture
async def contested(house_url: str) -> AsyncIterator[Inn]:
    """The house on either database."""
    opened = await open_inn(house_url)
    await opened.database.write(house.load, demo_house(), MORNING)
    yield opened
    await opened.close()


async def test_last_room_confirmed_by_three_at_once_is_sold_once(contested: Inn) -> None:
    """There is one loft. All three were read it back."""
    for number, who in enumerate(THREE):
        said = await contested.say(f"订一间观星阁楼，24号住一晚，两个人，王芳 1380000800{number}", who)
        assert said.endswith("这样订可以吗？")
    said_at_once = await asyncio.gather(*(contested.say("好", who) for who in THREE))
    won = [who for who, said in zip(THREE, said_at_once, strict=True) if "单号B" in said]
    assert len(won) == 1, said_at_once
    assert [state for _, state in await contested.bookings()] == ["held"]
    for who, said in zip(THREE, said_at_once, strict=True):
        if who not in won:
            assert "不好意思" in said
            assert "1 湖景大床房" in said
            assert (await contested.say("1", who)).endswith("这样订可以吗？")
            assert "单号B" in await contested.say("好", who)


async def test_same_yes_delivered_twice_books_once(contested: Inn) -> None:
    """WeChat delivers again what was not answered in time."""
    await contested.say("订一间观星阁楼，24号住一晚，两个人，王芳 13800008000")
    yes = contested.inbound("好")
    answers = await asyncio.gather(*(contested.door.handle(yes) for _ in range(3)))
    assert {answer.text for answer in answers} == {answers[0].text}
    assert len(await contested.bookings()) == 1


async def test_yes_and_second_thoughts_at_once_do_one_of_both(contested: Inn) -> None:
    await contested.say("订一间观星阁楼，24号住一晚，两个人，王芳 13800008000")
    said = await asyncio.gather(contested.say("好"), contested.say("算了"))
    assert any(said)
    assert len(await contested.bookings()) <= 1


async def test_house_and_guest_decide_at_once_and_one_of_them_counts(contested: Inn) -> None:
    """The guest lets a hold go while the house confirms it."""
    await contested.employ()
    await contested.talk("订一间观星阁楼，24号住一晚，两个人，王芳 13800008000", "好", "取消订单")
    await asyncio.gather(contested.say("好"), contested.say("确认B1", "o-staff"))
    ((_, state),) = await contested.bookings()
    assert state in ("cancelled", "confirmed")
