"""Points are spent on what was read back, and on nothing a yes names besides; a voucher is taken off a bill once (F067)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from store import bookings, folio, house, vouchers
from store.bookings import BookingRow
from store.folio import Folio
from tests.conftest import MORNING
from tests.flows.kit import Inn

OWNER = "o-owner"


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


FIFTY = {"name": "抵50元", "points": 300, "kind": "discount", "off": 50}
TENTH = {"name": "九折券", "points": 300, "kind": "discount", "percent": 10}


@pytest.mark.parametrize(("reward", "fen"), [(FIFTY, 5_000), (TENTH, 10_360)])
async def test_voucher_of_a_sum_or_percent_is_taken_off_the_bill_and_back_onto_it(
    rich: Inn, reward: dict[str, object], fen: int
) -> None:
    await rich.employ(OWNER, "owner")
    await rich.database.write(house.override_all, {"membership.rewards.cut": reward}, rich.clock.now())
    _, said, done = await rich.talk("积分换什么", str(reward["name"]), "好")
    code = re.search(r"[A-Z]\d[A-Z]\d[A-Z]\d", done)
    assert code, (said, done)
    assert "没有" in await rich.say(f"核销{code[0]}", OWNER)  # nothing of theirs is to come
    booking = await rich.book("B", 20, 2)
    shown = await rich.say(f"核销{code[0]}", OWNER)
    assert "B2" in shown
    assert str(reward["name"]) in shown
    assert (await bill(rich, booking)).charged == 103_600
    await rich.say("好", OWNER)
    lines = (await bill(rich, booking)).lines
    assert [(line.kind, line.fen, line.words) for line in lines[1:]] == [("discount", -fen, reward["name"])]
    assert "用过了" in await rich.say(f"核销{code[0]}", OWNER)
    await rich.say("撤销", OWNER)
    assert (await bill(rich, booking)).charged == 103_600
    await rich.talk(f"核销{code[0]}", "好", who=OWNER)  # it may be used again
    assert (await bill(rich, booking)).charged == 103_600 - fen


async def test_yes_to_a_voucher_takes_off_only_what_was_shown_of_the_bill_that_was_shown(rich: Inn) -> None:
    await rich.employ(OWNER, "owner")
    await rich.employ("o-zhou", "owner")
    await rich.database.write(house.override_all, {"membership.rewards.cut": TENTH}, rich.clock.now())
    _, said, done = await rich.talk("积分换什么", "九折券", "好")
    code = re.search(r"[A-Z]\d[A-Z]\d[A-Z]\d", done)
    assert code, (said, done)
    booking = await rich.book("B", 20, 2)
    assert "¥103.60" in await rich.say(f"核销{code[0]}", OWNER)
    await rich.talk("记账B2 红酒 1000", "好", who="o-zhou")
    assert f"核销{code[0]}" in await rich.say("好", OWNER)
    assert "discount" not in {line.kind for line in (await bill(rich, booking)).lines}
    assert "¥203.60" in await rich.say(f"核销{code[0]}", OWNER)
    await rich.book("C", 3, 1)
    await rich.database.write(_is_here, 3)
    assert "再" in await rich.say("好", OWNER)
    assert "discount" not in {line.kind for line in (await bill(rich, booking)).lines}


NIGHT = {"name": "免房一晚", "points": 300, "kind": "night"}


async def test_free_night_takes_the_cheapest_night_off_the_bill_once_it_was_shown(rich: Inn) -> None:
    await rich.employ(OWNER, "owner")
    await rich.database.write(house.override_all, {"membership.rewards.night": NIGHT}, rich.clock.now())
    codes = [await _voucher(rich, "免房一晚") for _ in range(3)]
    booking = await rich.book("B", 17, 2)  # a Thursday at ¥468 and a Friday at ¥568
    shown = await rich.say(f"核销{codes[0]}", OWNER)
    assert "12月17日" in shown
    assert "¥468" in shown
    assert (await bill(rich, booking)).charged == 103_600
    await rich.say("好", OWNER)
    assert (await bill(rich, booking)).charged == 56_800
    assert "12月18日" in await rich.say(f"核销{codes[1]}", OWNER)
    await rich.say("好", OWNER)
    assert (await bill(rich, booking)).charged == 0
    assert "就这么办吗" not in await rich.say(f"核销{codes[2]}", OWNER)  # no night is left to pay
    await rich.say("撤销", OWNER)
    assert (await bill(rich, booking)).charged == 56_800
    assert "12月18日" in await rich.say(f"核销{codes[2]}", OWNER)


async def test_free_night_where_the_nights_are_paid_elsewhere_is_checked_off_by_hand(rich: Inn) -> None:
    await rich.employ(OWNER, "owner")
    await rich.database.write(house.override_all, {"membership.rewards.night": NIGHT}, rich.clock.now())
    code = await _voucher(rich, "免房一晚")
    booking = await rich.book("B", 17, 2)
    await rich.database.write(_of_a_platform, booking)
    assert "免的这晚请跟客人另算" in await rich.say(f"核销{code}", OWNER)
    assert (await bill(rich, booking)).charged == 0


async def test_free_night_with_no_bill_behind_it_stays_good(rich: Inn) -> None:
    await rich.employ(OWNER, "owner")
    await rich.database.write(house.override_all, {"membership.rewards.night": NIGHT}, rich.clock.now())
    code = await _voucher(rich, "免房一晚")
    assert "免掉" not in await rich.say(f"核销{code}", OWNER)  # nothing of theirs is to come
    booking = await rich.book("B", 17, 2)
    await rich.database.write(_without_price, booking)
    assert "B2" in await rich.say(f"核销{code}", OWNER)
    found = await rich.database.read(vouchers.by_code, code)
    assert found is not None
    assert found.state == "issued"


def _without_price(connection: Connection, booking_id: int) -> None:
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(total=None))


def _of_a_platform(connection: Connection, booking_id: int) -> None:
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(source="美团"))


async def _voucher(inn: Inn, name: str) -> str:
    _, said, done = await inn.talk("积分换什么", name, "好")
    code = re.search(r"[A-Z]\d[A-Z]\d[A-Z]\d", done)
    assert code, (said, done)
    return code[0]


def _is_here(connection: Connection, booking_id: int) -> None:
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(state="in_house"))


async def bill(inn: Inn, booking_id: int) -> Folio:
    booking = await inn.database.read(bookings.get, booking_id)
    assert booking is not None
    return await inn.database.write(folio.of, booking, inn.clock.now())
