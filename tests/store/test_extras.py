"""What is on top of a room (F021): priced by the house file, honoured as shown, on the bill for as long as the booking lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from store import bookings, extras, folio, holds, house, quotes
from store.bookings import DIRECT, Booking
from store.database import Database
from store.extras import Extra
from store.folio import Entry
from store.holds import Change
from store.house_file import HouseFileError, demo_house, house_from
from store.house_file.extras import KINDS, Breakfast, ExtraBed, ExtraKind, Extras
from store.rates import Quote
from tests.conftest import MORNING
from tests.store.kit import day, guest, record, span, wish

BED = Extra("extra_bed", 1, 10000)


async def booked(inn: Database) -> Booking:
    """Two nights at ¥100 with a bed for ¥100 a night."""
    await record(inn, replace(wish("1", 23, 25, room_type="lake"), source=DIRECT, total=40000))
    (found,) = await inn.read(bookings.arriving, day(23))
    await inn.write(extras.keep, found.id, [BED])
    return found


async def lines(inn: Database, booking: Booking) -> dict[str, int]:
    found = await inn.read(bookings.known, booking.id)
    return {line.kind: line.fen for line in (await inn.write(folio.of, found, MORNING)).lines}


async def test_bill_tells_the_bed_apart_from_the_nights_and_sums_to_what_was_sold(inn: Database) -> None:
    assert await lines(inn, await booked(inn)) == {"nights": 20000, "sold_extra_bed": 20000}


async def test_bed_that_staff_write_down_is_a_line_of_its_own(inn: Database) -> None:
    booking = await booked(inn)
    await inn.write(folio.post, booking.id, Entry("extra_bed", 5000, "charge:1"), MORNING)
    assert await lines(inn, booking) == {"nights": 20000, "sold_extra_bed": 20000, "extra_bed": 5000}


async def test_bill_follows_what_the_booking_becomes(inn: Database) -> None:
    booking = await booked(inn)
    longer = Change(day(23), day(26), "lake", 2, 0, 60000, (replace(BED, count=2),))
    assert await inn.write(holds.become, booking, longer, MORNING)
    assert await lines(inn, booking) == {"sold_extra_bed": 60000}
    other = await inn.read(bookings.known, booking.id)
    assert await inn.write(holds.become, other, replace(longer, total=30000, on_top=()), MORNING)
    assert await lines(inn, booking) == {"nights": 30000}


async def test_what_is_on_top_costs_nothing_once_cancelled(inn: Database) -> None:
    booking = await booked(inn)
    await lines(inn, booking)
    await inn.write(holds.cancel, booking, "guest", MORNING)
    assert await lines(inn, booking) == {}


async def quoted(inn: Database, person: int, **wanted: int) -> Quote:
    now = await inn.read(house.present)
    assert now is not None
    kinds: dict[ExtraKind, int] = {kind: wanted[kind] for kind in KINDS if kind in wanted}
    found = await inn.write(
        quotes.offered, now, person, ["lake", "court"], span(23, 25), MORNING + timedelta(minutes=5), kinds
    )
    return found["lake"]


async def test_quote_has_each_thing_on_top_at_its_price_a_night(inn: Database) -> None:
    person, _ = await inn.write(guest)
    plain, full = await quoted(inn, person), await quoted(inn, person, extra_bed=1, breakfast=2)
    assert full.on_top == (BED, Extra("breakfast", 2, 2500))
    assert full.whole(2) - plain.whole(2) == 2 * (10000 + 5000)


async def test_price_on_top_that_was_shown_holds_though_the_owner_raises_it(inn: Database) -> None:
    person, _ = await inn.write(guest)
    before = await quoted(inn, person, extra_bed=1)
    await inn.write(house.override, "extras.bed.price", 300, MORNING)
    assert await quoted(inn, person, extra_bed=1) == before
    await inn.write(house.override, "extras.bed.price", 50, MORNING)
    assert (await quoted(inn, person, extra_bed=1)).on_top == (replace(BED, fen=5000),)


def test_bed_has_no_price_where_none_fits_nor_while_it_is_off() -> None:
    bed = ExtraBed(price=Decimal(100), types=("lake",))
    sold = Extras(bed=bed)
    assert [sold.price("extra_bed", code) for code in ("lake", "court")] == [10000, None]
    assert Extras(bed=bed.model_copy(update={"enabled": False})).price("extra_bed", "lake") is None
    assert sold.price("child", "lake") is None


def test_childs_breakfast_costs_like_any_other_until_it_has_a_price() -> None:
    like_any = Extras(breakfast=Breakfast(price=Decimal(25)))
    own = Extras(breakfast=Breakfast(price=Decimal(25), child_price=Decimal(12)))
    assert (like_any.price("child_breakfast", "lake"), own.price("child_breakfast", "lake")) == (2500, 1200)


def test_house_file_that_names_no_type_of_its_own_for_beds_is_refused() -> None:
    document = demo_house().model_dump(mode="json")
    document["extras"]["bed"]["types"] = ["attic"]
    with pytest.raises(HouseFileError) as refused:
        house_from(document)
    assert [problem.key for problem in refused.value.problems] == ["extras"]
