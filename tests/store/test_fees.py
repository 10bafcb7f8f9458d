"""What cancelling costs: free until the rule's moment, the first night or a part after it, nothing on a platform (F023)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from store import bookings, fees, house
from store.bookings import Booking
from store.database import Database
from store.fees import Fee
from store.house import Present
from tests.conftest import MORNING
from tests.store.kit import record, wish

CHINA = ZoneInfo("Asia/Shanghai")


async def ruled(inn: Database, **rule: Any) -> Present:
    """The house with this rule for cancelling."""
    paths = {f"cancellation.{name}": value for name, value in rule.items()}
    await inn.write(house.override_all, paths, MORNING)
    found = await inn.read(house.present)
    assert found is not None
    return found


async def sold(inn: Database, arrival: int = 23, departure: int = 25, **other: Any) -> Booking:
    """A lake room from 24 December on: Thursday, Friday."""
    values = {"source": "direct", "total": 103_600} | other
    await record(inn, wish("1", arrival, departure, **values))
    found = await inn.read(bookings.get, 1)
    assert found is not None
    return found


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of December in the house's zone."""
    return datetime(2026, 12, day, hour, minute, tzinfo=CHINA)


async def test_cancelling_is_free_until_the_moment_of_the_rule_and_not_from_it_on(inn: Database) -> None:
    rule = await ruled(inn, fee="first_night", free_days=1, free_until="18:00")
    booking = await sold(inn)
    assert fees.free_until(rule, booking) == at(23, 18)
    assert await inn.read(fees.due, rule, booking, at(23, 17, 59), "guest") is None
    assert await inn.read(fees.due, rule, booking, at(23, 18), "guest") == Fee(46_800)


@pytest.mark.parametrize(("total", "fen"), [(103_600, 51_800), (103_650, 51_800), (None, None), (1, None)])
async def test_part_of_the_price_is_rounded_down_to_yuan_and_nothing_without_a_price(
    inn: Database, total: int | None, fen: int | None
) -> None:
    rule = await ruled(inn, fee="percent", percent=50)
    booking = await sold(inn, total=total)
    due = await inn.read(fees.due, rule, booking, at(24, 10), "guest")
    assert due == (None if fen is None else Fee(fen, 50))


async def test_first_night_is_its_part_of_what_the_stay_was_sold_for(inn: Database) -> None:
    rule = await ruled(inn, fee="first_night")
    cheaper = await sold(inn, total=93_240)  # ten per cent less than the list
    assert await inn.read(fees.due, rule, cheaper, at(24, 10), "guest") == Fee(42_120)


async def test_holiday_has_days_of_its_own(inn: Database) -> None:
    rule = await ruled(inn, fee="first_night", free_days=1, holiday_free_days=3)
    new_year = await sold(inn, 30, 32)
    assert fees.free_until(rule, new_year) == at(28, 18)


async def test_house_that_cancels_charges_nothing_and_who_never_comes_the_rule(inn: Database) -> None:
    rule = await ruled(inn, fee="first_night", free_days=0, free_until="23:00")
    booking = await sold(inn)
    assert await inn.read(fees.due, rule, booking, at(25, 10), "house") is None
    assert await inn.read(fees.due, rule, booking, at(24, 22), "absent") == Fee(46_800)
    assert await inn.read(fees.due, rule, booking, at(24, 22), "guest") is None


async def test_platforms_bookings_and_bookings_not_confirmed_cost_nothing(inn: Database) -> None:
    rule = await ruled(inn, fee="first_night")
    cases: tuple[dict[str, Any], ...] = ({"source": "美团"}, {"source": "direct", "state": "held"})
    for number, other in enumerate(cases, 1):
        await record(inn, wish(f"p{number}", total=103_600, **other))
        booking = await inn.read(bookings.get, number)
        assert booking is not None
        assert await inn.read(fees.due, rule, booking, at(24, 22), "guest") is None


async def test_house_without_a_rule_charges_nothing(inn: Database) -> None:
    rule = await ruled(inn, fee="none")
    booking = await sold(inn)
    assert fees.free_until(rule, booking) is None
    assert await inn.read(fees.due, rule, booking, at(25, 10), "absent") is None
