"""Bookings that change (F023): one that is over takes no nights, one that found no room takes them once."""

from __future__ import annotations

from sqlalchemy import Connection

from scheduler import placing
from store import bookings, holds, rooms, stays, todos
from store.bookings import Booking
from store.database import Database
from store.holds import Change, Decision
from tests.conftest import MORNING
from tests.store.kit import day, record, wish

LATER = Change(day(26), day(28), "loft", 2, 0, None)


def first(connection: Connection, number: int = 1) -> Booking:
    booking = bookings.get(connection, number)
    assert booking is not None
    return booking


def asks(connection: Connection, number: int = 1) -> None:
    todos.open_once(connection, "change:asked", "change", MORNING, booking_id=number)


def asked(connection: Connection, number: int = 1) -> bool:
    return todos.pending(connection, todos.WISHES, number) is not None


async def test_change_agreed_after_the_cancellation_takes_no_nights(inn: Database) -> None:
    await record(inn, wish(room_type="loft"))
    read_before = await inn.read(first)
    await inn.write(asks)
    assert await inn.write(holds.cancel, read_before, "owner", MORNING) is Decision.DONE
    assert not await inn.read(asked)
    for booking in (read_before, await inn.read(first)):
        assert not await inn.write(holds.become, booking, LATER, MORNING)
    assert await inn.read(rooms.rooms_of, 1) == []


async def test_what_was_asked_waits_again_when_the_end_is_taken_back(inn: Database) -> None:
    await record(inn, wish(room_type="loft"))
    await inn.write(asks)
    nights = await inn.write(lambda c: stays.not_come(c, first(c), MORNING))
    assert nights is not None
    assert not await inn.read(asked)
    assert await inn.write(lambda c: stays.undo_not_come(c, first(c), nights, MORNING))
    assert await inn.read(asked)


async def test_wish_an_older_version_kept_in_words_alone_waits_for_no_yes(inn: Database) -> None:
    await record(inn, wish(room_type="loft"))
    words = {"text": "只要一间了", "address": 1}
    await inn.write(asks)
    await inn.write(
        lambda c: todos.open_once(c, "change:said", "change", MORNING, booking_id=1, detail=words)
    )
    found = await inn.read(todos.pending, todos.WISHES, 1)
    assert found is not None
    assert found[2] == {}


async def test_unplaced_booking_that_is_changed_takes_one_room_only(inn: Database) -> None:
    await record(inn, wish("1", room_type="loft"), wish("2", room_type="loft"))
    assert (await inn.read(first, 2)).state == "unplaced"
    assert await inn.write(lambda c: holds.become(c, first(c, 2), LATER, MORNING))
    assert (await inn.read(first, 2)).state == "confirmed"
    assert await inn.write(placing.look, MORNING) == 0
    assert len(await inn.read(stays.nights_of, 2)) == 2
    assert await inn.read(todos.pending, ("unplaced",), 2) is None
    waits = await inn.read(todos.pending, ("close_elsewhere",), 2)
    assert waits is not None
    assert waits[2] == {}  # the nights it has now: it never had others


async def test_booking_behind_many_that_cannot_be_placed_gets_its_room(inn: Database) -> None:
    await record(inn, *(wish(str(number), room_type="loft") for number in range(1, 8)))
    await record(inn, wish("8", 26, 28, room_type="loft"), wish("9", 26, 28, room_type="loft"))
    await inn.write(lambda c: holds.cancel(c, first(c, 8), "guest", MORNING))
    assert await inn.write(placing.look, MORNING) == 1
    assert (await inn.read(first, 9)).state == "confirmed"
