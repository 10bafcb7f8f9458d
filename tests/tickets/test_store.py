"""Tickets keep their word over two databases: numbers, states, who has it, what was said again, every change as a row."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import Connection

from store import staff, ticket_changes, ticket_climb, ticket_told, tickets
from store.database import Database
from store.tickets import Thing, Ticket
from tests.conftest import MORNING
from tests.tickets.kit import ROOMS, SOON, Person, colleague, opened, somebody, state, wanted

LATER = MORNING + timedelta(minutes=5)


def reopen(connection: Connection, ticket: Ticket, guest: Person, now: datetime) -> bool:
    step = ticket_climb.REMINDING
    return ticket_changes.reopen(
        connection, ticket, guest.id, "没好", due=SOON, step=step, step_at=SOON, now=now
    )


async def test_ticket_comes_back_as_it_was_wanted(inn: Database) -> None:
    guest = await inn.write(somebody, "may")
    want = wanted(guest, urgent=True, topic="", named_at=SOON)
    ticket = await inn.write(opened, want)
    assert await inn.read(tickets.get, ticket.number) == ticket
    assert (ticket.number, ticket.state, ticket.things) == (1, "open", (Thing("浴巾", 2, "条"),))
    assert (ticket.room, ticket.bound, ticket.words, ticket.named_at) == ("302", True, "要两条浴巾", SOON)
    assert (ticket.due_at, ticket.asked, ticket.taken_by) == (MORNING + timedelta(minutes=20), 1, None)


async def test_numbers_skip_the_rooms_of_the_house(inn: Database) -> None:
    def many(connection: Connection) -> list[int]:
        guest = somebody(connection, "may")
        rooms = frozenset({"2", "3", "5"})
        return [opened(connection, wanted(guest), rooms=rooms).number for _ in range(4)]

    assert await inn.write(many) == [1, 4, 6, 7]


async def test_no_ticket_has_the_number_of_a_call_for_help(inn: Database) -> None:
    """接110 said by staff would alarm everybody; a simulated year found that 未到B119 did."""

    def many(connection: Connection) -> list[int]:
        guest = somebody(connection, "may")
        return [opened(connection, wanted(guest), rooms=frozenset()).number for _ in range(119)][-12:]

    assert await inn.write(many) == [*range(108, 110), *range(111, 119), 121, 122]


async def test_tickets_opened_at_the_same_moment_get_numbers_of_their_own(inn: Database) -> None:
    guest = await inn.write(somebody, "may")
    found = await asyncio.gather(*(inn.write(opened, wanted(guest, words=f"第{n}次")) for n in range(8)))
    assert sorted(ticket.number for ticket in found) == list(range(1, 9))


async def test_first_of_two_who_take_a_ticket_has_it(inn: Database) -> None:
    guest, may, lee = [await inn.write(somebody, name) for name in ("guest", "may", "lee")]
    ticket = await inn.write(opened, wanted(guest))

    async def take(who: Person) -> bool:
        return await inn.write(ticket_changes.take, ticket, who.id, SOON, LATER)

    took = await asyncio.gather(take(may), take(lee))
    assert sorted(took) == [False, True]
    found = await inn.read(tickets.get, ticket.number)
    assert found is not None
    assert (found.state, found.taken_by) == ("accepted", may.id if took[0] else lee.id)


async def test_ticket_goes_its_whole_way_with_a_row_for_every_change(inn: Database) -> None:
    guest, may = [await inn.write(somebody, name) for name in ("guest", "may")]
    ticket = await inn.write(opened, wanted(guest))
    moments = [MORNING + timedelta(minutes=n) for n in range(8)]
    assert await inn.write(ticket_changes.take, ticket, may.id, SOON, moments[1])
    assert await inn.write(ticket_changes.put_off, ticket, may.id, SOON, "等配件", moments[2])
    assert await inn.write(ticket_changes.finish, ticket, may.id, moments[3])
    assert await inn.write(reopen, ticket, guest, moments[4])
    assert await inn.write(ticket_changes.finish, ticket, may.id, moments[5])
    assert await inn.write(ticket_changes.close, ticket, guest.id, moments[6])
    assert [(one.at, one.person_id, one.what, one.note) for one in await inn.read(tickets.events, 1)] == [
        (moments[0], guest.id, "opened", "要两条浴巾"),
        (moments[1], may.id, "accepted", ""),
        (moments[2], may.id, "put_off", "等配件"),
        (moments[3], may.id, "done", ""),
        (moments[4], guest.id, "reopened", "没好"),
        (moments[5], may.id, "done", ""),
        (moments[6], guest.id, "closed", ""),
    ]


async def test_change_out_of_turn_changes_nothing(inn: Database) -> None:
    guest, may = [await inn.write(somebody, name) for name in ("guest", "may")]
    ticket = await inn.write(opened, wanted(guest))
    assert not await inn.write(ticket_changes.close, ticket, guest.id, LATER)
    assert await inn.write(ticket_changes.cancel, ticket, guest.id, "不用了", LATER)
    assert not await inn.write(ticket_changes.take, ticket, may.id, SOON, LATER)
    assert not await inn.write(ticket_changes.finish, ticket, may.id, LATER)
    assert await inn.read(state, ticket.number) == "cancelled"
    assert len(await inn.read(tickets.events, ticket.number)) == 2


async def test_wish_is_the_same_where_room_kind_and_things_are(inn: Database) -> None:
    guest, other = [await inn.write(somebody, name) for name in ("guest", "other")]
    ticket = await inn.write(opened, wanted(guest))
    same = [wanted(guest), wanted(other, words="浴巾呢"), wanted(guest, things=(Thing("浴巾"),))]
    new = [
        wanted(guest, room="303"),
        wanted(guest, things=(Thing("拖鞋", 1, "双"),)),
        wanted(guest, kind="housekeeping", things=()),
        wanted(guest, things=(Thing("浴巾"), Thing("拖鞋"))),
    ]
    assert [await inn.read(ticket_changes.open_already, want) for want in same] == [ticket] * 3
    assert [await inn.read(ticket_changes.open_already, want) for want in new] == [None] * 4


async def test_repairs_are_the_same_by_what_is_broken(inn: Database) -> None:
    guest = await inn.write(somebody, "guest")
    lamp = wanted(guest, kind="maintenance", things=(), topic="灯")
    ticket = await inn.write(opened, lamp)
    assert await inn.read(ticket_changes.open_already, lamp) == ticket
    assert (
        await inn.read(ticket_changes.open_already, wanted(guest, kind="maintenance", topic="空调")) is None
    )


async def test_finished_ticket_is_not_joined(inn: Database) -> None:
    guest, may = [await inn.write(somebody, name) for name in ("guest", "may")]
    ticket = await inn.write(opened, wanted(guest))
    await inn.write(ticket_changes.finish, ticket, may.id, LATER)
    assert await inn.read(ticket_changes.open_already, wanted(guest)) is None


async def test_asking_again_counts_and_keeps_the_last_time(inn: Database) -> None:
    guest = await inn.write(somebody, "guest")
    ticket = await inn.write(opened, wanted(guest))
    await inn.write(ticket_changes.ask_again, ticket.number, guest.id, "怎么还没来", LATER)
    found = await inn.read(tickets.get, ticket.number)
    assert found is not None
    assert (found.asked, found.asked_at, found.created_at) == (2, LATER, MORNING)


async def test_lists_show_what_is_to_be_done_and_by_whom(inn: Database) -> None:
    guest, may = [await inn.write(somebody, name) for name in ("guest", "may")]
    towels = await inn.write(opened, wanted(guest))
    lamp = await inn.write(opened, wanted(guest, room="401", kind="maintenance", things=(), topic="灯"))
    gone = await inn.write(opened, wanted(guest, room="303"))
    await inn.write(ticket_changes.cancel, gone, guest.id, "", LATER)
    await inn.write(ticket_changes.take, lamp, may.id, SOON, LATER)

    def numbers(found: list[Ticket]) -> list[int]:
        return [ticket.number for ticket in found]

    assert numbers(await inn.read(tickets.live)) == [1, 2]
    assert numbers(await inn.read(tickets.live_in, "302")) == [towels.number]
    assert numbers(await inn.read(tickets.taken_by, may.id)) == [lamp.number]
    assert numbers(await inn.read(tickets.of_guest, guest.id)) == [2, 1]
    assert numbers(await inn.read(tickets.finished_for, guest.id, MORNING)) == []
    await inn.write(ticket_changes.finish, lamp, may.id, LATER)
    assert numbers(await inn.read(tickets.finished_for, guest.id, MORNING)) == [2]
    assert numbers(await inn.read(tickets.finished_for, guest.id, LATER + timedelta(days=1))) == []


async def test_last_told_comes_first(inn: Database) -> None:
    guest, may = [await inn.write(somebody, name) for name in ("guest", "may")]
    for room in ("302", "303"):
        await inn.write(opened, wanted(guest, room=room))
    await inn.write(ticket_told.tell, 2, [may.id], MORNING)
    await inn.write(ticket_told.tell, 1, [may.id], LATER)
    assert [t.number for t in await inn.read(ticket_told.told_to, may.id, MORNING)] == [1, 2]
    await inn.write(ticket_told.tell, 2, [may.id], LATER + timedelta(minutes=1))
    assert [t.number for t in await inn.read(ticket_told.told_to, may.id, LATER)] == [2, 1]
    assert await inn.read(ticket_told.told, 2) == {may.id}


async def test_crew_is_each_colleague_once_with_name_and_department(inn: Database) -> None:
    zhou = await inn.write(colleague, "小周", "housekeeping")
    boss = await inn.write(colleague, "掌柜", "", "owner")
    await inn.write(somebody, "guest")
    found = await inn.read(staff.crew)
    assert [(one.person_id, one.name, one.role, one.department, one.on_duty) for one in found] == [
        (zhou.id, "小周", "staff", "housekeeping", True),
        (boss.id, "掌柜", "owner", "", True),
    ]


def test_demo_has_no_room_a_small_number_could_be() -> None:
    assert all(len(room) == 3 for room in ROOMS)
