"""The bill sums to what is open whatever becomes of the booking, each thing is posted once, and nothing is given back twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from store import bookings, folio
from store.bookings import Booking
from store.database import Database
from store.folio import Entry, Folio, FolioRow, Line
from tests.conftest import MORNING
from tests.store.kit import record, wish


async def sold(inn: Database, **other: Any) -> Booking:
    await record(inn, wish("1", source="direct", total=100_000, **other))
    found = await inn.read(bookings.get, 1)
    assert found is not None
    return found


async def bill(inn: Database, booking: Booking) -> Folio:
    return await inn.write(folio.of, booking, MORNING)


def posted(connection: Connection) -> tuple[int, int]:
    """(lines, their sum)."""
    count, total = connection.execute(select(func.count(), func.coalesce(func.sum(FolioRow.fen), 0))).one()
    return count, int(total)


async def test_nights_follow_the_booking_by_further_lines(inn: Database) -> None:
    booking = await sold(inn)
    assert (await bill(inn, booking)).open == 100_000
    assert (await bill(inn, booking)).open == 100_000
    assert await inn.read(posted) == (1, 100_000)
    longer = replace(booking, total=150_000)
    assert [line.fen for line in (await bill(inn, longer)).lines] == [150_000]
    gone = replace(booking, state="cancelled")
    assert (await bill(inn, gone)).lines == ()
    assert await inn.read(posted) == (3, 0)


async def test_nights_sold_elsewhere_are_no_part_of_the_bill(inn: Database) -> None:
    booking = replace(await sold(inn), source="美团")
    assert (await bill(inn, booking)).open == 0


async def test_security_is_held_and_no_part_of_what_is_open(inn: Database) -> None:
    booking = await sold(inn)
    await inn.write(folio.post, booking.id, Entry("security", 20_000, "s"), MORNING)
    await inn.write(folio.post, booking.id, Entry("payment", -30_000, "p", "定金", "现金"), MORNING)
    found = await bill(inn, booking)
    assert (found.charged, found.paid, found.held, found.open) == (100_000, 30_000, 20_000, 70_000)


async def test_same_line_is_posted_once_even_at_once(inn: Database) -> None:
    booking = await sold(inn)
    entry = Entry("payment", -30_000, "callback:1")
    ids = await asyncio.gather(*(inn.write(folio.post, booking.id, entry, MORNING) for _ in range(4)))
    assert sum(one is not None for one in ids) == 1
    assert (await bill(inn, booking)).paid == 30_000


async def test_line_is_taken_back_once_by_a_further_one(inn: Database) -> None:
    booking = await sold(inn)
    line = await inn.write(folio.post, booking.id, Entry("minibar", 2_000, "w", "矿泉水"), MORNING)
    assert line is not None
    backs = await asyncio.gather(*(inn.write(folio.turn_round, line, None, MORNING) for _ in range(3)))
    assert sorted(backs) == [False, False, True]
    found = await bill(inn, booking)
    assert (found.open, [one.kind for one in found.lines]) == (100_000, ["nights"])


KINDS = st.sampled_from(["minibar", "discount", "payment", "refund", "security", "fee"])


@given(st.lists(st.tuples(KINDS, st.integers(-9_000, 9_000)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_what_is_open_is_the_sum_of_all_but_security(lines: list[tuple[folio.Kind, int]]) -> None:
    found = Folio(tuple(Line(n, kind, fen, "", "", MORNING) for n, (kind, fen) in enumerate(lines)))
    assert found.open == sum(fen for kind, fen in lines if kind != "security")
    assert found.charged - found.paid == found.open
