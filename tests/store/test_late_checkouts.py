"""Late check-out as a benefit (F068): offered only where the rooms are free that afternoon; given once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import Connection, update

from store import bookings, folio, late_checkouts, members, points, room_nights, rooms
from store.bookings import Booking, BookingRow
from store.database import Database
from store.house_file import House
from store.house_file.late_checkout import LateCheckout
from store.late_checkouts import Offer, Why
from store.points import Entry, MemberRow
from tests.conftest import MORNING
from tests.store.kit import day, guest, record, span, wish

GOLD = Offer("gold", time(14), None)


def _of_level(connection: Connection, level: str) -> int:
    """A member with this level."""
    person, _ = guest(connection, f"o-{level}")
    points.post(connection, Entry(person, 1, "adjust", f"k:{level}", day(300)), MORNING)
    connection.execute(MemberRow.__table__.update().values(level=level))  # type: ignore[attr-defined]
    assert members.member(connection, person) is not None
    return person


async def booked(inn: Database, arrival: int = 1, departure: int = 3) -> Booking:
    await record(inn, wish("1", arrival, departure, room_type="loft"))
    (found,) = await inn.read(bookings.arriving, day(arrival))
    return found


async def offered(inn: Database, house: House, booking: Booking, person: int, today: int) -> Offer | None:
    return await inn.read(late_checkouts.offer, house, booking, person, day(today))


@pytest.mark.parametrize(("level", "until"), [("silver", time(13)), ("gold", time(14))])
async def test_offer_follows_the_level(inn: Database, house: House, level: str, until: time) -> None:
    person = await inn.write(_of_level, level)
    assert await offered(inn, house, await booked(inn), person, 2) == Offer(level, until, None)


async def test_offer_without_a_level_that_brings_it_is_none(inn: Database, house: House) -> None:
    stranger, _ = await inn.write(guest)
    nobody = await inn.write(_of_level, "")
    booking = await booked(inn)
    assert await offered(inn, house, booking, stranger, 2) is None
    assert await offered(inn, house, booking, nobody, 2) is None


async def test_offer_before_the_day_ahead_is_too_early(inn: Database, house: House) -> None:
    person = await inn.write(_of_level, "gold")
    found = await offered(inn, house, await booked(inn), person, 1)
    assert found == Offer("gold", time(14), Why.TOO_EARLY)


async def test_offer_where_somebody_has_the_room_that_night_is_taken(inn: Database, house: House) -> None:
    person = await inn.write(_of_level, "gold")
    booking = await booked(inn)
    assert await offered(inn, house, booking, person, 3) == GOLD
    assert await inn.write(room_nights.take, 99, "loft", span(3, 4)) == ["501"]
    assert await offered(inn, house, booking, person, 3) == Offer("gold", time(14), Why.TAKEN)


async def test_offer_where_the_room_is_closed_that_night_is_taken(inn: Database, house: House) -> None:
    person = await inn.write(_of_level, "gold")
    booking = await booked(inn)
    await inn.write(room_nights.close, "501", span(3, 4))
    assert await offered(inn, house, booking, person, 3) == Offer("gold", time(14), Why.TAKEN)


async def test_give_five_at_once_is_given_once(inn: Database) -> None:
    booking = await booked(inn)
    assert await inn.read(late_checkouts.until, booking.id) is None
    given = await asyncio.gather(*(inn.write(late_checkouts.give, booking, GOLD, MORNING) for _ in range(5)))
    assert sorted(given) == [False, False, False, False, True]
    assert await inn.read(late_checkouts.until, booking.id) == time(14)


async def test_benefit_of_a_day_on_which_the_booking_no_longer_ends_is_none_and_makes_room(
    inn: Database,
) -> None:
    booking = await booked(inn)
    assert await inn.write(late_checkouts.give, booking, GOLD, MORNING)
    later = replace(booking, departure=day(4))
    await inn.write(_ends, booking.id, later.departure)
    assert await inn.read(late_checkouts.until, booking.id) is None
    assert await inn.write(late_checkouts.give, later, Offer("silver", time(13), None), MORNING)
    assert await inn.read(late_checkouts.until, booking.id) == time(13)


async def test_hours_at_a_price_are_for_everybody_while_nobody_has_the_room(
    inn: Database, house: House
) -> None:
    booking = await booked(inn)
    at = Offer("", time(16), None, 16_000)
    assert await inn.read(late_checkouts.for_sale, house, booking, day(3)) == at
    assert await inn.read(late_checkouts.for_sale, house, booking, day(1)) == replace(at, why=Why.TOO_EARLY)
    await inn.write(room_nights.take, 99, "loft", span(3, 4))
    assert await inn.read(late_checkouts.for_sale, house, booking, day(3)) == replace(at, why=Why.TAKEN)
    off = house.model_copy(update={"late_checkout": LateCheckout()})
    assert await inn.read(late_checkouts.for_sale, off, booking, day(3)) is None


@pytest.mark.parametrize(
    ("until", "hours"), [(time(12), 0), (time(12, 1), 1), (time(13), 1), (time(15, 30), 4)]
)
def test_price_counts_each_hour_begun_and_each_room(house: House, until: time, hours: int) -> None:
    assert [late_checkouts.cost(house, count, until) for count in (1, 2)] == [hours * 4_000, hours * 8_000]


async def test_price_follows_the_hour_onto_the_bill_and_goes_with_the_day(inn: Database) -> None:
    booking = await booked(inn)

    def late(connection: Connection) -> int:
        now = bookings.get(connection, booking.id)
        assert now is not None
        return sum(
            line.fen for line in folio.of(connection, now, MORNING).lines if line.kind == "late_checkout"
        )

    assert await inn.write(late) == 0
    assert await inn.write(late_checkouts.give, booking, Offer("", time(14), None, 8_000), MORNING)
    assert await inn.write(late) == 8_000
    assert not await inn.write(late_checkouts.give, booking, Offer("", time(13), None, 4_000), MORNING)
    assert await inn.write(late_checkouts.give, booking, Offer("", time(15), None, 12_000), MORNING)
    assert await inn.write(late) == 12_000
    await inn.write(_ends, booking.id, day(4))
    assert await inn.write(late) == 0


async def test_hours_taken_back_are_off_the_bill_once(inn: Database) -> None:
    booking = await booked(inn)
    assert await inn.read(late_checkouts.given, booking) is None
    bought = Offer("", time(14), None, 8_000)
    await inn.write(late_checkouts.give, booking, bought, MORNING)
    assert await inn.read(late_checkouts.given, booking) == bought
    before = (await inn.write(folio.of, booking, MORNING)).charged
    other = replace(bought, until=time(15), fen=12_000)
    assert not await inn.write(late_checkouts.take_back, booking, other)
    tries = [inn.write(late_checkouts.take_back, booking, bought) for _ in range(3)]
    assert sorted(await asyncio.gather(*tries)) == [False, False, True]
    assert await inn.read(late_checkouts.until, booking.id) is None
    bill = await inn.write(folio.of, booking, MORNING)
    assert bill.charged == before - 8_000
    assert [line.kind for line in bill.lines if line.kind == "late_checkout"] == []


async def test_room_that_is_left_late_is_taken_last_by_who_comes_that_day(inn: Database) -> None:
    await record(inn, wish("1", 1, 3, room_type="court"))
    (first,) = await inn.read(bookings.arriving, day(1))
    (late,) = await inn.read(rooms.rooms_of, first.id)
    await inn.write(late_checkouts.give, first, GOLD, MORNING)
    others = len((await inn.read(rooms.by_type))["court"]) - 1
    taken = [await inn.write(room_nights.take, 90 + n, "court", span(3, 4)) for n in range(others + 1)]
    assert taken[-1] == [late]
    assert [late] not in taken[:-1]


async def test_room_whose_late_hours_were_taken_back_is_as_good_as_others(inn: Database) -> None:
    await record(inn, wish("1", 1, 3, room_type="court"))
    (first,) = await inn.read(bookings.arriving, day(1))
    await inn.write(late_checkouts.give, first, GOLD, MORNING)
    assert await inn.write(late_checkouts.take_back, first, GOLD)
    assert await inn.write(room_nights.take, 90, "court", span(3, 4)) == await inn.read(
        rooms.rooms_of, first.id
    )


def _ends(connection: Connection, booking_id: int, departure: date) -> None:
    connection.execute(update(BookingRow).where(BookingRow.id == booking_id).values(departure=departure))
