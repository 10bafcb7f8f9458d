"""From when a room can be had (F068): check-in, or the cleaning after guests who may stay into that afternoon."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from scheduler import ready
from scheduler.cleaning import needed
from store import bookings, late_checkouts, room_states, rooms, stays
from store.database import Database
from store.house_file import House
from store.late_checkouts import Offer
from store.room_states import Uncleaned
from tests.conftest import MORNING
from tests.store.kit import day, record, wish

CLEANING = timedelta(minutes=60)  # of the demo's house


def _at(house: House, on: int, hour: int) -> datetime:
    return datetime.combine(day(on), time(hour), tzinfo=house.zone_info)


@pytest.mark.parametrize(("late", "hour"), [((), 14), ((time(12, 30),), 14), ((time(13), time(16)), 17)])
def test_room_can_be_had_from_check_in_or_once_it_is_cleaned(
    house: House, late: tuple[time, ...], hour: int
) -> None:
    assert ready.by(house, day(3), late) == _at(house, 3, hour)


async def test_room_that_is_left_late_is_needed_when_its_next_guests_were_told(
    inn: Database, house: House
) -> None:
    await record(inn, wish("1", 1, 3, room_type="loft"))
    (first,) = await inn.read(bookings.arriving, day(1))
    await inn.write(late_checkouts.give, first, Offer("", time(16), None, 16_000), MORNING)
    await record(inn, wish("2", 3, 4, room_type="loft"))
    (following,) = await inn.read(bookings.arriving, day(3))
    assert await inn.read(rooms.rooms_of, following.id) == await inn.read(rooms.rooms_of, first.id)
    told = await inn.read(ready.for_booking, house, following)
    assert told == _at(house, 3, 17)
    still_in_it = Uncleaned("501", None, following, time(16))
    assert needed(house, still_in_it, MORNING) == told
    assert needed(house, replace(still_in_it, late=None), MORNING) == _at(house, 3, 14)
    await inn.write(stays.check_in, first, 2, 1, MORNING)
    await inn.write(rooms.set_dirty, ["501"], True)
    (seen,) = await inn.read(room_states.uncleaned, day(3))
    assert (seen.number, seen.next, seen.late) == ("501", following, time(16))
    comes_later = replace(following, eta="19:00")
    assert needed(house, replace(still_in_it, next=comes_later), MORNING) == _at(house, 3, 19)
