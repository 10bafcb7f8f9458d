"""The house as it stands: loading follows the file, what the owner said in chat outlives it; and what nights cost."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.ext.asyncio import create_async_engine

from store import house as houses
from store import migrations, rates
from store.database import Database, database_url, open_database
from store.house import Present, house_day
from store.house_file import House, HouseFileError, demo_house
from store.rates import Rate
from tests.conftest import MORNING
from tests.store.kit import RING, day, span


async def present(database: Database) -> Present:
    found = await database.read(houses.present)
    assert found is not None
    return found


async def test_present_before_any_file_is_none(database: Database) -> None:
    assert await database.read(houses.present) is None


async def test_load_same_file_twice_changes_nothing(inn: Database, house: House) -> None:
    before = await present(inn)
    assert await inn.write(houses.load, house, MORNING + timedelta(days=1)) is False
    assert await present(inn) == before
    assert before.house == house


async def test_load_same_file_after_a_month_refreshes_the_holidays(inn: Database, house: House) -> None:
    assert await inn.write(houses.load, house, MORNING + timedelta(days=31)) is True


async def test_load_changed_file_is_a_new_revision(inn: Database, house: House) -> None:
    before = await present(inn)
    assert await inn.write(houses.load, house.model_copy(update={"parking": "没有"}), MORNING) is True
    after = await present(inn)
    assert (after.house.parking, after.revision > before.revision) == ("没有", True)


async def test_override_wins_after_the_file_is_loaded_again(inn: Database, house: House) -> None:
    await inn.write(houses.override, "check_out", "13:00", MORNING)
    await inn.write(houses.load, house.model_copy(update={"parking": "没有"}), MORNING)
    now = (await present(inn)).house
    assert (now.check_out, now.parking) == (time(13), "没有")


async def test_override_again_replaces_the_first(inn: Database) -> None:
    for hour in ("13:00", "11:00"):
        await inn.write(houses.override, "check_out", hour, MORNING)
    assert (await present(inn)).house.check_out == time(11)


async def test_override_that_does_not_hold_is_refused_and_leaves_the_house(inn: Database) -> None:
    before = await present(inn)
    with pytest.raises(HouseFileError):
        await inn.write(houses.override, "check_out", "25:00", MORNING)
    assert await present(inn) == before


@pytest.mark.parametrize(
    ("utc", "number"),
    [
        (datetime(2026, 12, 1, 21, 59, tzinfo=UTC), 0),  # 05:59 on the 2nd in Dali: the 1st is not over
        (datetime(2026, 12, 1, 22, 0, tzinfo=UTC), 1),
        (datetime(2026, 12, 2, 15, 59, tzinfo=UTC), 1),
        (datetime(2026, 12, 2, 16, 30, tzinfo=UTC), 1),
    ],
)
def test_house_day_ends_at_six(house: House, utc: datetime, number: int) -> None:
    assert house_day(house, utc) == day(number)


async def test_house_is_read_once_as_long_as_nothing_changes(inn: Database) -> None:
    """Each round of the clock asks for it several times; reading it takes milliseconds each."""
    first = await present(inn)
    assert (await present(inn)).house is first.house
    await inn.write(houses.override, "check_out", "11:00", MORNING)
    changed = (await present(inn)).house
    assert changed.check_out == time(11)
    await inn.write(houses.lift, "check_out")
    assert (await present(inn)).house == first.house != changed


# --- rates ---


async def test_quote_takes_weekday_and_weekend_prices_by_night(inn: Database) -> None:
    """3 December 2026 is a Thursday."""
    quote = await inn.read(rates.quote, await present(inn), "lake", span(2, 5))
    assert quote.nightly == ((day(2), 46800), (day(3), 56800), (day(4), 56800))
    assert (quote.total, quote.even) == (160400, None)


async def test_quote_takes_holiday_price_on_a_holiday(inn: Database) -> None:
    """The night of 31 December leads into New Year's Day."""
    quote = await inn.read(rates.quote, await present(inn), "lake", span(30, 31))
    assert quote.nightly == ((day(30), 88800),)


async def test_quote_takes_the_owner_s_price_for_its_type_and_night(inn: Database) -> None:
    own = insert(Rate).values(type_code="lake", night=day(2), fen=30000, at=MORNING)
    await inn.write(lambda c: c.execute(own) and None)
    now = await present(inn)
    assert (await inn.read(rates.quote, now, "lake", span(2, 3))).even == 30000
    assert (await inn.read(rates.quote, now, "lake", span(1, 3))).nightly == (
        (day(1), 46800),
        (day(2), 30000),
    )
    assert (await inn.read(rates.quote, now, "court", span(2, 3))).even != 30000


async def test_quote_unknown_type_raises(inn: Database) -> None:
    with pytest.raises(KeyError):
        await inn.read(rates.quote, await present(inn), "palace", span(1, 2))


async def test_override_raises_the_revision(inn: Database) -> None:
    """Running workers learn of a change by the revision alone."""
    before = await present(inn)
    await inn.write(houses.override, "check_out", "11:00", MORNING)
    after = await present(inn)
    assert (after.revision, after.house.check_out) == (before.revision + 1, time(11))


async def test_refused_override_leaves_the_house_although_its_caller_goes_on(inn: Database) -> None:
    """「问候 25:00」 and a yes once left a house no turn could open: the handler said no, and committed the row."""

    def wanted(connection: Connection) -> bool:
        with contextlib.suppress(HouseFileError):
            houses.override_all(connection, {"greetings.hour": "25:00", "check_out": "11:00"}, MORNING)
            return False
        return True

    assert await inn.write(wanted)
    present = await inn.read(houses.present)
    assert present is not None
    assert present.house.check_out.hour == 12


async def test_house_stored_with_a_later_check_out_opens_again_at_the_latest_hour(tmp_path: Path) -> None:
    """A house laid before late check-out ended at eight would not have opened any more."""
    url = f"sqlite:///{tmp_path / 'older.db'}"
    await migrations.upgrade(url, "0035")
    engine = create_async_engine(database_url(url))
    stored = demo_house().model_dump(mode="json")
    stored["late_checkout"]["until"] = "22:00"
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO house_files (sha, document, holidays, loaded_at) VALUES ('x', :document, '[]', 0)"
            ),
            {"document": json.dumps(stored)},
        )
        await connection.execute(
            text("INSERT INTO house_overrides VALUES ('late_checkout.until', '\"23:30:00\"', 0)")
        )
    await engine.dispose()
    await migrations.upgrade(url)
    async with open_database(url, RING) as database:
        opened = await present(database)
    assert opened.house.late_checkout.until == time(20)
