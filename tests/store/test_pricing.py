"""What a stay costs by the rules of the house: seasons, minimum stays, long stays, early birds; thirty nights in a moment."""

from __future__ import annotations

from datetime import timedelta
from time import process_time
from typing import Any

import pytest

from store import house, rates
from store.database import Database
from store.house import Present, present
from store.house_file import HouseFileError
from tests.conftest import MORNING
from tests.store.kit import TODAY, day, span

SEASON = {"name": "雪季", "first_night": "2026-12-10", "last_night": "2026-12-20"}


async def ruled(inn: Database, **rules: Any) -> Present:
    """The house with these rules for prices."""
    for name, value in rules.items():
        await inn.write(house.override, f"pricing.{name}", value, MORNING)
    found = await inn.read(present)
    assert found is not None
    return found


async def nightly(inn: Database, now: Present, first: int, end: int, *, today: bool = True) -> list[int]:
    found = await inn.read(rates.quote, now, "lake", span(first, end), TODAY if today else None)
    return [fen for _, fen in found.nightly]


async def test_season_moves_every_price_or_names_one_for_a_type(inn: Database) -> None:
    dearer = await ruled(inn, seasons=[{**SEASON, "percent": 25}])
    assert await nightly(inn, dearer, 8, 11) == [46800, 58500, 71000]  # Wed, Thu, Fri: in whole yuan
    named = await ruled(inn, seasons=[{**SEASON, "prices": {"lake": 600}}])
    assert await nightly(inn, named, 8, 11) == [46800, 60000, 60000]


async def test_owners_own_price_comes_before_the_season(inn: Database) -> None:
    now = await ruled(inn, seasons=[{**SEASON, "percent": 25}])
    await inn.write(rates.set_prices, {("lake", day(9)): 50000}, MORNING)
    assert await nightly(inn, now, 9, 10) == [50000]


async def test_public_holiday_keeps_its_price_in_a_season(inn: Database) -> None:
    around = {**SEASON, "last_night": "2027-01-10", "percent": 25}
    now = await ruled(inn, seasons=[around])
    assert await nightly(inn, now, 30, 31) == [88800]


async def test_long_stay_and_early_bird_never_add_up(inn: Database) -> None:
    now = await ruled(inn, long_stay=[{"nights": 3, "percent": 10}], early_bird=[{"days": 10, "percent": 20}])
    assert await nightly(inn, now, 5, 7) == [46800, 46800]
    assert await nightly(inn, now, 5, 8) == [42100, 42100, 42100]
    assert await nightly(inn, now, 12, 15) == [37400, 37400, 37400]
    assert await nightly(inn, now, 12, 14, today=False) == [46800, 46800]


async def test_stay_is_as_long_as_its_strictest_night_wants(inn: Database) -> None:
    now = await ruled(inn, holiday_min_nights=2, seasons=[{**SEASON, "min_nights": 3}])
    assert rates.least_nights(now, span(5, 6)) == 1
    assert rates.least_nights(now, span(8, 10)) == 3
    assert rates.least_nights(now, span(29, 31)) == 2


@pytest.mark.parametrize(
    "rule",
    [
        {"min_nights": 0},
        {"long_stay": [{"nights": 1, "percent": 10}]},
        {"early_bird": [{"days": 3, "percent": 99}]},
        {"seasons": [{**SEASON, "last_night": "2026-12-01"}]},
    ],
)
async def test_rule_that_cannot_be_meant_is_refused(inn: Database, rule: dict[str, Any]) -> None:
    with pytest.raises(HouseFileError):
        await ruled(inn, **rule)


async def test_thirty_nights_are_quoted_in_single_milliseconds(inn: Database) -> None:
    now = await ruled(inn, long_stay=[{"nights": 7, "percent": 10}], seasons=[{**SEASON, "percent": 25}])
    stay = span(1, 31)

    def hundred(connection: Any) -> float:
        rates.quote(connection, now, "lake", stay, TODAY)
        began = process_time()
        for _ in range(100):
            rates.quote(connection, now, "lake", stay, TODAY)
        return (process_time() - began) / 100

    assert timedelta(seconds=await inn.read(hundred)) < timedelta(milliseconds=9)
