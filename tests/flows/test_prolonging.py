"""Staying longer (F048): what is told to cost something stands on a row, and nothing is told where the house has no price."""

from __future__ import annotations

from sqlalchemy import Connection, update

from store import bookings, extras, folio, stays
from store.bookings import BookingRow
from store.extras import Extra
from store.folio import Line
from tests.flows.kit import STAFF, Inn


async def staying(inn: Inn, **changed: object) -> None:
    """王芳 is in the loft from the first to the third of December, by a booking that is different in this."""
    await inn.employ(STAFF)
    await inn.say("你好")
    number = await inn.book("D1", 1, 2, kind="loft")

    def arrive(connection: Connection) -> None:
        connection.execute(update(BookingRow).where(BookingRow.id == number).values(**changed))
        booking = bookings.get(connection, number)
        assert booking is not None
        assert stays.check_in(connection, booking, None, 1, inn.clock.now())

    await inn.database.write(arrive)


async def bill(inn: Inn) -> tuple[Line, ...]:
    def lines(connection: Connection) -> tuple[Line, ...]:
        booking = bookings.get(connection, 1)
        assert booking is not None
        return folio.of(connection, booking, inn.clock.now()).lines

    return await inn.database.write(lines)


async def test_night_on_top_of_a_booking_without_a_price_is_on_the_bill_once(inn: Inn) -> None:
    await staying(inn, total=None)
    await inn.talk("我想续住一晚", "好")
    await inn.talk("同意B1", "同意B1", who=STAFF)
    assert [(line.kind, line.fen) for line in await bill(inn)] == [("extension", 23800)]


async def test_night_on_top_that_the_house_declines_costs_nothing(inn: Inn) -> None:
    await staying(inn, source="美团")
    await inn.talk("我想续住一晚", "好")
    await inn.say("不行B1 有人订了", STAFF)
    assert await bill(inn) == ()


async def test_night_of_a_type_the_house_gave_up_is_asked_of_a_person_without_a_price(inn: Inn) -> None:
    await staying(inn, room_type="gone")
    assert "¥" not in await inn.say("我想续住一晚")
    assert await inn.todos() == ["extend"]


async def test_more_nights_taken_off_than_are_left_is_asked_anew_and_forgotten(inn: Inn) -> None:
    await staying(inn, rooms=1)
    assert "哪天" in await inn.say("少住五晚")
    assert "12月4日" in await inn.say("再住一晚")


async def test_bed_on_top_of_a_platforms_booking_is_on_the_bill_once_for_the_night_more(inn: Inn) -> None:
    """F021, F048: what was told for the night more is what the bill grows by."""
    await staying(inn, source="美团")
    await inn.database.write(extras.keep, 1, [Extra("extra_bed", 1, 10000)])
    had = sum(line.fen for line in await bill(inn))
    told = await inn.talk("我想续住一晚", "好")
    assert "¥338" in told[0]
    await inn.talk("同意B1", "同意B1", who=STAFF)
    assert sum(line.fen for line in await bill(inn)) - had == 33800
