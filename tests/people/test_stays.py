"""Who is in which room: in and out, the nights behind it, and taking either back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from store import bookings, deeds, guests, holds, room_nights, rooms, stays
from store.bookings import Booking, BookingRow
from store.database import Connection, Database
from store.deeds import UNDOABLE
from store.house_file import House
from store.rooms import Room, RoomNight
from tests.conftest import MORNING
from tests.store.kit import TODAY, day, record, wish

DESK = 77  # the person who stands there


def booking(connection: Connection, number: int = 1) -> Booking:
    found = bookings.get(connection, number)
    assert found is not None
    return found


def nights(connection: Connection, number: int = 1) -> list[tuple[str, date, bool]]:
    rows = connection.execute(
        select(RoomNight.room, RoomNight.night, RoomNight.pinned)
        .where(RoomNight.booking_id == number)
        .order_by(RoomNight.night)
    )
    return [(row.room, row.night, row.pinned) for row in rows]


def enter(connection: Connection, number: int = 1, registered: int | None = None) -> bool:
    return stays.check_in(connection, booking(connection, number), registered, DESK, MORNING)


def leave(connection: Connection, number: int = 1) -> list[tuple[str, date]] | None:
    return stays.check_out(connection, booking(connection, number), DESK, MORNING)


async def test_check_in_pins_the_nights_and_keeps_time_person_and_head_count(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=2))
    assert await inn.write(enter, 1, 3) is True
    assert (await inn.read(booking)).state == "in_house"
    assert await inn.read(nights) == [("301", day(0), True), ("301", day(1), True)]
    stay = await inn.read(stays.of, 1)
    assert stay is not None
    assert (stay.rooms, stay.registered, stay.arrived_at, stay.arrived_by) == (("301",), 3, MORNING, DESK)


async def test_check_in_a_second_time_changes_nothing(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=2))
    as_read = await inn.read(booking)
    assert await inn.write(stays.check_in, as_read, 3, DESK, MORNING) is True
    assert await inn.write(stays.check_in, as_read, 1, 78, MORNING) is False
    stay = await inn.read(stays.of, 1)
    assert stay is not None
    assert stay.registered == 3


async def test_pinned_stay_is_not_moved_for_a_sale(inn: Database) -> None:
    """The loft is one room; a lake stay that is here keeps its room while others around it are moved."""
    await record(inn, *(wish(str(n), 0, 2) for n in range(4)))
    await inn.write(enter, 1)
    await record(inn, wish("9", 2, 4))
    assert (await inn.read(nights))[0][0] == "301"


async def test_check_out_frees_the_nights_and_soils_the_room(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=2))
    await inn.write(enter)
    assert await inn.write(leave) == [("301", day(0)), ("301", day(1))]
    assert (await inn.read(booking)).state == "departed"
    assert await inn.read(nights) == []
    assert await inn.read(rooms.dirty) == {"301"}
    stay = await inn.read(stays.of, 1)
    assert stay is not None
    assert (stay.rooms, stay.departed_by) == (("301",), DESK)


async def test_undone_check_out_gives_room_and_nights_back(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=2))
    await inn.write(enter)
    given_back = await inn.write(leave)
    assert given_back is not None
    done = await inn.write(lambda c: stays.undo_check_out(c, booking(c), "in_house", given_back, MORNING))
    assert done is True
    assert (await inn.read(booking)).state == "in_house"
    assert await inn.read(nights) == [("301", day(0), True), ("301", day(1), True)]
    assert await inn.read(rooms.dirty) == frozenset()


async def test_check_out_is_not_undone_once_a_night_is_sold(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=2, room_type="loft"))
    await inn.write(enter)
    given_back = await inn.write(leave)
    assert given_back is not None
    await record(inn, wish("2", 1, 3, room_type="loft"))
    done = await inn.write(lambda c: stays.undo_check_out(c, booking(c), "in_house", given_back, MORNING))
    assert done is False
    assert (await inn.read(booking)).state == "departed"
    assert await inn.read(nights) == []


async def test_undone_check_in_lets_the_stay_be_moved_again(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=2))
    await inn.write(enter)
    assert await inn.write(lambda c: stays.undo_check_in(c, booking(c), MORNING)) is True
    assert (await inn.read(booking)).state == "confirmed"
    assert [pinned for _, _, pinned in await inn.read(nights)] == [False, False]
    assert await inn.read(stays.of, 1) is None


async def test_channel_that_repeats_itself_does_not_undo_the_desk(inn: Database) -> None:
    """The platform sends the booking again, with another note: who is here stays here, who has left has left."""
    await record(inn, wish(arrival=0, departure=2))
    await inn.write(enter)
    await record(inn, wish(arrival=0, departure=2, notes="要婴儿床"))
    here = await inn.read(booking)
    assert (here.state, here.notes) == ("in_house", "要婴儿床")
    assert await inn.read(nights) == [("301", day(0), True), ("301", day(1), True)]
    await inn.write(leave)
    await record(inn, wish(arrival=0, departure=2, notes="要两张婴儿床"))
    assert (await inn.read(booking)).state == "departed"
    assert await inn.read(nights) == []


async def test_late_arrival_of_yesterday_is_still_expected(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=1, room_type="loft"), wish("2", 1, 2, room_type="loft"))
    assert [one.id for one in await inn.read(stays.expected_in, "501", day(1))] == [1, 2]
    assert [one.id for one in await inn.read(stays.expected_in, "501", day(2))] == [2]


async def test_room_belongs_to_who_is_in_it_before_who_is_expected(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=1, room_type="loft"), wish("2", 1, 2, room_type="loft"))
    await inn.write(enter)
    assert [one.id for one in await inn.read(stays.in_room, "501", day(1))] == [1]
    await inn.write(leave)
    assert [one.id for one in await inn.read(stays.in_room, "501", day(1))] == [2]


async def test_day_lists_who_is_here_and_who_leaves(inn: Database) -> None:
    await record(inn, wish("1", 0, 2), wish("2", 0, 1), wish("3", 0, 1))
    for number in (1, 2, 3):
        await inn.write(enter, number)
    await inn.write(leave, 3)
    assert [one.id for one in await inn.read(stays.in_house, TODAY)] == [2, 1]
    assert [one.id for one in await inn.read(stays.leaving, day(1))] == [2, 3]


async def test_condition_of_rooms_survives_a_reload_of_the_house(inn: Database, house: House) -> None:
    await inn.write(rooms.set_dirty, ["302"], True)
    await inn.write(rooms.follow, house)
    assert await inn.read(rooms.dirty) == {"302"}
    assert await inn.read(lambda c: c.scalar(select(Room.dirty).where(Room.number == "301"))) is False


async def test_deed_may_be_undone_for_ten_minutes_the_newest_first(inn: Database) -> None:
    for number in (1, 2):
        await inn.write(deeds.note, DESK, "check_in", {"booking": number}, MORNING)
    await inn.write(deeds.note, 78, "check_in", {"booking": 3}, MORNING)

    async def newest(now: datetime) -> object:
        deed = await inn.read(deeds.last, DESK, now)
        return None if deed is None else deed.detail["booking"]

    assert await newest(MORNING) == 2
    await inn.write(deeds.undone, 2, MORNING)
    assert await newest(MORNING + timedelta(minutes=9)) == 1
    assert await newest(MORNING + UNDOABLE) is None


async def test_guests_around_today_are_found_the_coming_first_and_earlier_stays_by_phone(
    inn: Database,
) -> None:
    await record(inn, wish("1", -20, -18), wish("2", -100, -98), wish("3", 1, 2), wish("4", 100, 101))
    near = await inn.read(guests.near, TODAY)
    assert [one.source_ref for one in near] == ["3", "1"]
    past = await inn.read(guests.past, near[0])
    assert [one.source_ref for one in past] == ["1", "2"]


async def test_guests_who_are_here_stay_longer_in_the_room_they_have(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=2))
    await inn.write(enter)
    here = await inn.read(booking)
    assert await inn.read(stays.may_stay_until, here, day(4))
    assert await inn.write(stays.stay_until, here, day(4), 5000, MORNING)
    assert await inn.read(nights) == [("301", day(n), True) for n in range(4)]
    changed = await inn.read(booking)
    assert (changed.departure, changed.total, changed.state) == (day(4), 5000, "in_house")
    assert not await inn.write(stays.stay_until, here, day(5), 6000, MORNING)  # as it was read no longer


async def test_guests_who_are_here_do_not_stay_on_where_others_come(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=2, room_type="loft"))
    await inn.write(enter)
    await record(inn, wish("2", 3, 4, room_type="loft"))
    here = await inn.read(booking)
    assert await inn.read(stays.may_stay_until, here, day(3))
    assert not await inn.read(stays.may_stay_until, here, day(4))
    assert not await inn.write(stays.stay_until, here, day(4), None, MORNING)
    assert (await inn.read(booking)).departure == day(2)
    assert await inn.read(nights) == [("501", day(0), True), ("501", day(1), True)]


async def test_guests_who_leave_earlier_give_their_last_nights_back(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=3))
    await inn.write(enter)
    assert await inn.write(stays.stay_until, await inn.read(booking), day(1), None, MORNING)
    assert await inn.read(nights) == [("301", day(0), True)]


async def test_cancellation_taken_back_has_its_room_again_unless_somebody_has_it(inn: Database) -> None:
    await record(inn, wish(arrival=1, departure=3, room_type="loft"))
    had = await inn.read(stays.nights_of, 1)
    await inn.write(holds.cancel, await inn.read(booking), "停水", MORNING)
    assert await inn.write(holds.uncancel, await inn.read(booking), "confirmed", had, MORNING)
    assert await inn.read(nights) == [("501", day(1), False), ("501", day(2), False)]
    await inn.write(holds.cancel, await inn.read(booking), "停水", MORNING)
    await record(inn, wish("2", 2, 3, room_type="loft"))
    assert not await inn.write(holds.uncancel, await inn.read(booking), "confirmed", had, MORNING)
    assert ((await inn.read(booking)).state, await inn.read(nights)) == ("cancelled", [])


async def test_hold_that_was_cancelled_and_taken_back_lapses_as_it_would_have(inn: Database) -> None:
    await record(inn, wish(arrival=1, departure=3, state="held"))
    until = MORNING + timedelta(minutes=30)
    await inn.write(lambda c: c.execute(update(BookingRow).values(held_until=until)) and None)
    had = await inn.read(stays.nights_of, 1)
    await inn.write(holds.cancel, await inn.read(booking), "停水", MORNING)
    assert (await inn.read(booking)).held_until is None
    assert await inn.write(holds.uncancel, await inn.read(booking), "held", had, MORNING, until)
    again = await inn.read(booking)
    assert (again.state, again.held_until) == ("held", until)


async def test_room_they_left_is_the_one_they_had_at_the_end_though_they_leave_early(inn: Database) -> None:
    await record(inn, wish(arrival=0, departure=3))
    await inn.write(enter)
    assert await inn.write(room_nights.move, 1, "301", "302", TODAY)
    await inn.write(leave)
    assert [one.id for one in await inn.read(stays.left_since, "302", MORNING)] == [1]
    assert await inn.read(stays.left_since, "301", MORNING) == []
    assert await inn.read(stays.left_since, "302", MORNING + timedelta(hours=1)) == []
