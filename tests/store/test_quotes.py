"""A price that was shown is honoured for a while, whatever the owner changes meanwhile; a lower one holds at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from store import quotes, rates
from store.database import Database
from store.house import Present, present
from store.quotes import HONOURED
from store.rates import Quote
from tests.conftest import MORNING
from tests.store.kit import day, guest, span

STAY = span(23, 25)


async def the_house(inn: Database) -> Present:
    found = await inn.read(present)
    assert found is not None
    return found


async def offered(inn: Database, person: int, at: timedelta = timedelta(0)) -> Mapping[str, Quote]:
    now = await the_house(inn)
    return await inn.write(quotes.offered, now, person, ["lake", "court"], STAY, MORNING + at)


async def reprice(inn: Database, fen: int) -> None:
    prices = {("lake", day(23)): fen, ("lake", day(24)): fen}
    await inn.write(rates.set_prices, prices, MORNING)


async def test_shown_price_holds_though_the_owner_raises_it(inn: Database) -> None:
    person, _ = await inn.write(guest)
    before = await offered(inn, person)
    await reprice(inn, 99900)
    assert await offered(inn, person, timedelta(minutes=90)) == before


async def test_lower_price_holds_at_once(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await offered(inn, person)
    await reprice(inn, 10000)
    assert (await offered(inn, person))["lake"].total == 20000


async def test_shown_price_ends_with_its_time_and_is_the_persons_own(inn: Database) -> None:
    person, _ = await inn.write(guest)
    other, _ = await inn.write(guest, "o-other")
    await offered(inn, person)
    await reprice(inn, 99900)
    assert (await offered(inn, other))["lake"].total == 199800
    assert (await offered(inn, person, HONOURED))["lake"].total == 199800


async def test_quotes_that_are_over_are_forgotten(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await offered(inn, person)
    assert await inn.write(quotes.forget, MORNING) == 0
    assert await inn.write(quotes.forget, MORNING + HONOURED) == 2
