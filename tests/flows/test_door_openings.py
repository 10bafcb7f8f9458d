"""Which doors were opened, as the lock tells it (F104): kept once, with whose code it was, shown to the owner alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from scheduler import openings
from scheduler.channel import Refusal, Refused
from scheduler.delivery import Delivery
from scheduler.doors import Opened
from scheduler.tick import Tick
from store import openings as kept
from store.database import Connection
from tests.flows.conftest import inn as inn  # noqa: PLC0414 - the house below stands on it
from tests.flows.kit import GUEST, STAFF, Inn
from tests.flows.test_door_codes import clock_goes_on, lock, told
from tests.flows.test_door_codes import house as house  # noqa: PLC0414 - with a lock and guests who are expected

OWNER = "o-owner"


async def asked(house: Inn) -> int:
    """The lock is asked what it knows; how much of it was new."""
    delivery = Delivery(house.database, house.world, {}, lock=house.lock)
    return await Tick(house.database, house.world, delivery).poll()


async def checked_in(house: Inn) -> str:
    """The guests of B1 are in 301; their code."""
    await house.say("入住301 登记2人", STAFF)
    await clock_goes_on(house)
    (digits,) = told(house, GUEST)
    return digits


async def test_owner_reads_when_a_door_was_opened_and_by_whose_code(house: Inn) -> None:
    digits = await checked_in(house)
    await house.employ(OWNER, "owner")
    assert "还没有开门记录" in await house.say("开门记录301", OWNER)
    for hours, typed in ((5, digits), (6, "000000"), (13, digits)):
        lock(house).opens("301", typed, house.clock.now() + timedelta(hours=hours))
    house.clock.wind(house.clock.now() + timedelta(hours=14))
    assert await asked(house) == 3
    shown = [
        "最近的在前：",
        "12月1日（周二） 23:00 B1 王芳的密码",
        "12月1日（周二） 16:00 密码不对，没开",
        "12月1日（周二） 15:00 B1 王芳的密码",
    ]
    assert (await house.say("开门记录301", OWNER)).splitlines() == shown
    assert await house.say("谁开过301的门", OWNER) == "\n".join(shown)
    assert "23:00 301 B1" in await house.say("开门记录", OWNER)
    assert "还没有开门记录" in await house.say("开门记录302", OWNER)
    assert "没有999这间房" in await house.say("开门记录999", OWNER)


async def test_openings_are_shown_to_nobody_else(house: Inn) -> None:
    """To staff as a word that is not theirs, to guests as nothing they could mean; the owner's look is audited."""
    lock(house).opens("301", await checked_in(house), house.clock.now())
    await asked(house)
    for who in (STAFF, GUEST):
        assert "王" not in await house.say("开门记录301", who)
    await house.employ(OWNER, "owner")
    await house.say("开门记录301", OWNER)
    raw = await house.database.read(lambda c: c.exec_driver_sql("SELECT action, subject FROM audit").all())
    assert [tuple(row) for row in raw].count(("openings_shown", "room:301")) == 1


async def test_opening_told_again_is_kept_once_and_a_late_one_is_not_missed(house: Inn) -> None:
    digits = await checked_in(house)
    lock(house).opens("301", digits, house.clock.now() + timedelta(hours=2))
    assert [await asked(house) for _ in range(3)] == [1, 0, 0]
    lock(house).opens("301", digits, house.clock.now() + timedelta(hours=1))
    assert await asked(house) == 1


async def test_lock_that_cannot_be_asked_is_asked_again(house: Inn) -> None:
    lock(house).opens("301", await checked_in(house), house.clock.now())
    lock(house).trouble = Refused(Refusal.BUSY, "away")
    assert await asked(house) == 0
    lock(house).trouble = None
    assert await asked(house) == 1
    house.lock = None
    assert await openings.read(house.database, None, house.world) == 0


async def test_opening_in_the_future_holds_up_nothing(house: Inn) -> None:
    """The bug: a door with a wrong clock told of next year, and from then on nothing before that was asked for."""
    digits = await checked_in(house)
    lock(house).opens("301", digits, house.clock.now() + timedelta(days=300))
    assert await asked(house) == 1
    lock(house).opens("301", digits, house.clock.now())
    assert await asked(house) == 1


async def test_more_openings_than_one_page_are_all_taken_in(house: Inn) -> None:
    """The bug: five hundred at a time, and where all were within two hours the same ones again for ever."""
    digits = await checked_in(house)
    for second in range(kept.MOST + 20):
        lock(house).opens("301", digits, house.clock.now() + timedelta(seconds=second))
    assert await asked(house) == kept.MOST + 20


async def test_lock_with_nothing_new_has_nothing_written(house: Inn, monkeypatch: pytest.MonkeyPatch) -> None:
    lock(house).opens("301", await checked_in(house), house.clock.now())
    assert await asked(house) == 1

    def never(connection: Connection, told: Sequence[Opened]) -> int:
        raise AssertionError("there was nothing to write")

    monkeypatch.setattr(openings, "take_in", never)
    assert await openings.read(house.database, house.lock, house.world) == 0


async def test_openings_of_a_forgotten_guest_do_not_come_back(house: Inn) -> None:
    """The bug: they were deleted, and the next poll took them in again with the booking they were of."""
    lock(house).opens("301", await checked_in(house), house.clock.now())
    assert await asked(house) == 1
    await house.say("退房301", STAFF)
    house.clock.wind(house.clock.now() + timedelta(minutes=30))
    assert "忘掉" in (await house.talk("删除我的信息", "好"))[-1]
    assert await asked(house) == 0
    assert [one.booking_id for one in await house.database.read(kept.latest)] == [None]


async def test_opening_by_a_key_that_is_no_guests_names_nobody(house: Inn) -> None:
    await checked_in(house)
    lock(house).codes["master"] = next(iter(lock(house).codes.values()))
    lock(house).codes.pop("xiaoer:1")
    lock(house).opens("301", lock(house).codes["master"].code, house.clock.now())
    await asked(house)
    await house.employ(OWNER, "owner")
    assert "开了，不是用客人的密码" in await house.say("301开门记录", OWNER)


async def test_guest_reads_their_own_openings_and_they_go_with_them(house: Inn) -> None:
    lock(house).opens("301", await checked_in(house), house.clock.now())
    await asked(house)
    assert "用您的密码开门的时间" in await house.say("我的数据 全部")
    await house.database.write(kept.prune, house.clock.now() + timedelta(days=1))
    assert await house.database.read(kept.latest) == []
