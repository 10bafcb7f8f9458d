"""Rooms between guests (F026): every way out makes one ticket, due before whoever needs the room next; done, it is clean."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from scheduler import cleaning, offers
from scheduler.ticket_moves import Move, next_move
from store import bookings, claims, room_nights, room_states, rooms, stays, tickets
from store.bookings import BookingRow
from store.database import Database
from store.house import Present, present
from store.house_file import House
from store.room_states import RoomState
from store.ticket_climb import EVERYBODY, GUEST, OWNER, REMINDING, TELLING
from store.tickets import Ticket
from tests.conftest import MORNING
from tests.store.kit import TODAY, day, record, wish
from tests.tickets.kit import Person, colleague, told_first_lines
from tests.tickets.test_climb import HOUSE, NIGHT
from tests.tickets.test_climb import ticket as a_ticket

AT_TWO = MORNING + timedelta(hours=4)  # 14:00 in Dali: check-in


def live(connection: Connection) -> list[Ticket]:
    return tickets.live_of_kind(connection, "turnover")


def leaves(connection: Connection, number: int, now: datetime = MORNING) -> None:
    """Somebody comes and goes."""
    for step in (
        lambda booking: stays.check_in(connection, booking, 2, 1, now),
        lambda booking: stays.check_out(connection, booking, 1, now),
    ):
        booking = bookings.get(connection, number)
        assert booking is not None
        step(booking)


async def staffed(inn: Database) -> Person:
    return await inn.write(colleague, "李姨", "housekeeping")


async def test_departures_make_tickets_in_the_order_arrivals_need_them(inn: Database) -> None:
    await staffed(inn)
    await record(inn, *(wish(str(n), -1, 0) for n in range(3)))  # 301, 302, 303
    await record(inn, wish("next", 0, 2), wish("tomorrow", 1, 2))
    for number in (3, 2, 1):
        await inn.write(leaves, number)
    await record(inn, wish("more", 0, 2))
    await inn.write(cleaning.look, MORNING)
    tomorrow = AT_TWO + timedelta(days=1)
    needs = [(one.room, one.due_at) for one in await inn.read(live)]
    assert needs == [("301", AT_TWO), ("303", AT_TWO), ("302", tomorrow)]


async def test_room_gets_one_ticket_however_many_clocks_there_are(inn: Database) -> None:
    await staffed(inn)
    await inn.write(rooms.set_dirty, ["302"], True)
    await asyncio.gather(*(inn.write(cleaning.look, MORNING) for _ in range(3)))
    await inn.write(cleaning.look, MORNING + timedelta(minutes=1))
    assert [one.room for one in await inn.read(live)] == ["302"]
    assert await inn.read(told_first_lines) == [(1, "1号 打扫退房｜302")]


async def test_stay_nobody_checked_out_leaves_its_room_to_be_cleaned_the_day_after(inn: Database) -> None:
    await record(inn, wish("1", -2, -1), wish("2", -2, -1))
    booking = await inn.read(bookings.get, 1)
    assert booking is not None
    await inn.write(_stands, 1, "in_house")
    await inn.write(_stands, 2, "confirmed")
    await inn.write(room_nights.retake, 1, [("301", day(-2))])
    await inn.write(room_nights.retake, 2, [("302", day(-2))])
    await inn.write(bookings.end_past, TODAY, MORNING)
    assert await inn.read(rooms.dirty) == {"301"}  # nobody ever saw the guests of 302


def _stands(connection: Connection, number: int, state: str) -> None:
    connection.execute(update(BookingRow).where(BookingRow.id == number).values(state=state))


async def test_finished_ticket_makes_the_room_clean_and_tells_who_asked(inn: Database) -> None:
    aunt = await staffed(inn)
    await record(inn, wish("old", -1, 0, room_type="loft"), wish("new", 0, 1, room_type="loft"))
    await inn.write(_rooms_of_both)
    await inn.write(cleaning.look, MORNING)
    asker = await inn.write(colleague, "王芳", "", "guest")
    await inn.write(claims.confirm, asker.id, 2, MORNING)
    await inn.write(tickets.note, 1, asker.id, cleaning.ASKED, "", MORNING)
    present_ = await inn.read(_present)
    ticket = (await inn.read(live))[0]
    assert await inn.write(offers.finish, ticket, aunt.id, "k", present_, MORNING)
    assert await inn.read(rooms.dirty) == frozenset()
    said = [text for address, text in await inn.read(told_first_lines) if address == asker.address_id]
    assert said == ["501打扫好了，您随时可以来。"]


def _rooms_of_both(connection: Connection) -> None:
    leaves(connection, 1)


def _present(connection: Connection) -> Present:
    found = present(connection)
    assert found is not None
    return found


async def test_ticket_follows_an_arrival_that_is_told_to_come_later(inn: Database) -> None:
    await staffed(inn)
    await inn.write(rooms.set_dirty, ["501"], True)
    await record(inn, wish("1", 0, 2, room_type="loft"))
    await inn.write(cleaning.look, MORNING)
    assert [one.due_at for one in await inn.read(live)] == [AT_TWO]
    await inn.write(bookings.expect_at, 1, "18:30")
    await inn.write(cleaning.look, MORNING)
    assert [one.due_at for one in await inn.read(live)] == [AT_TWO + timedelta(hours=4, minutes=30)]


async def test_undone_departure_takes_its_ticket_away(inn: Database) -> None:
    await staffed(inn)
    await inn.write(rooms.set_dirty, ["302"], True)
    await inn.write(cleaning.look, MORNING)
    await inn.write(rooms.set_dirty, ["302"], False)
    await inn.write(cleaning.look, MORNING)
    assert await inn.read(live) == []


def test_ticket_of_the_house_climbs_when_it_is_nearly_needed_and_calls_no_guest_in() -> None:
    mine = replace(a_ticket(REMINDING, "turnover"), due_at=AT_TWO)
    soon = MORNING + timedelta(minutes=10)
    told = next_move(replace(mine, step=TELLING), HOUSE, MORNING)
    assert told == Move("told", "department", REMINDING, AT_TWO - timedelta(hours=1))
    assert next_move(mine, HOUSE, MORNING) == Move("reminded", "told", EVERYBODY, AT_TWO)
    asked_all = next_move(replace(mine, step=EVERYBODY), HOUSE, MORNING)
    assert asked_all == Move("climbed_to_all", "others", OWNER, soon)
    last = next_move(replace(mine, step=OWNER), HOUSE, MORNING)
    assert last == Move("climbed_to_owner", "owner", GUEST + 1, None)
    assert next_move(mine, HOUSE, NIGHT).audience == "nobody"


async def test_room_states_tell_clean_and_dirty_from_vacant_occupied_and_closed(inn: Database) -> None:
    await record(inn, wish("1", -1, 0), wish("2", 0, 2, room_type="loft"))
    await inn.write(_arrives, 2)
    await inn.write(rooms.set_dirty, ["302"], True)
    await inn.write(room_nights.close_nights, [("401", TODAY)])
    found = {one.number: one for one in await inn.read(room_states.all_rooms, TODAY)}
    assert found["501"] == RoomState("501", False, "occupied")
    assert found["302"] == RoomState("302", True, "vacant")
    assert found["401"] == RoomState("401", False, "closed")


def _arrives(connection: Connection, number: int) -> None:
    booking = bookings.get(connection, number)
    assert booking is not None
    assert stays.check_in(connection, booking, 2, 1, MORNING)


async def test_room_is_not_ready_while_dirty_or_others_are_in_it(inn: Database, house: House) -> None:
    await record(inn, wish("old", -1, 0, room_type="loft"), wish("new", 0, 1, room_type="loft"))
    await inn.write(_stands, 1, "confirmed")
    await inn.write(room_nights.retake, 1, [("501", day(-1))])
    await inn.write(_arrives, 1)
    new = await inn.read(bookings.get, 2)
    assert new is not None
    assert await inn.read(room_states.not_ready, new, TODAY) == ["501"]  # they are still in it
    old = await inn.read(bookings.get, 1)
    assert old is not None
    await inn.write(stays.check_out, old, 1, MORNING)
    assert await inn.read(room_states.not_ready, new, TODAY) == ["501"]  # gone, and not cleaned
    await inn.write(rooms.set_dirty, ["501"], False)
    assert await inn.read(room_states.not_ready, new, TODAY) == []
