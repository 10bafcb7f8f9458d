"""The climb: who is told first, what the clock does next, and that every step is taken once, however many clocks there are."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from scheduler import tickets as telling
from scheduler.ticket_moves import Move, next_move, opening, waits
from scheduler.ticket_telling import whom
from store import ticket_changes, ticket_told, tickets
from store.database import Database
from store.house_file import Service, demo_house
from store.staff import Hand
from store.ticket_climb import CLOSING, EVERYBODY, GUEST, OVERDUE, OVERDUE_OWNER, OWNER, REMINDING, TELLING
from store.tickets import Ticket
from tests.conftest import MORNING
from tests.tickets.kit import Person, colleague, opened, put_out, somebody, state, told_first_lines, wanted

HOUSE = demo_house()
NIGHT = datetime(2026, 12, 1, 17, tzinfo=UTC)  # 01:00 in Dali
DAWN = datetime(2026, 12, 2, 0, tzinfo=UTC)  # 08:00, when somebody is up
GUEST_ = Person(1, 1)


def minutes(n: int) -> datetime:
    return MORNING + timedelta(minutes=n)


def hand(number: int, department: str = "", *, role: str = "staff", on_duty: bool = True) -> Hand:
    return Hand(number, number, "zh_CN", f"员工{number}", role, department, on_duty)


def ticket(step: int, kind: str = "amenity", **other: object) -> Ticket:
    values: dict[str, object] = {
        "number": 12,
        "kind": kind,
        "state": "open",
        "room": "302",
        "bound": True,
        "person_id": 1,
        "address_id": 1,
        "booking_id": None,
        "things": (),
        "topic": "",
        "words": "",
        "urgent": kind in HOUSE.service.rings_at_night,
        "named_at": None,
        "asked": 1,
        "asked_at": MORNING,
        "created_at": MORNING,
        "due_at": minutes(20),
        "promised": True,
        "taken_by": None,
        "taken_at": None,
        "done_at": None,
        "ended_at": None,
        "step": step,
        "step_at": MORNING,
    }
    return Ticket(**{**values, **other})  # type: ignore[arg-type]  # a table of a test


# --- who ---


def test_department_of_the_kind_is_told_first() -> None:
    crew = [hand(1, "housekeeping"), hand(2, "maintenance"), hand(3), hand(4, role="owner")]
    assert whom("amenity", Service(), crew) == [crew[0], crew[2]]
    assert whom("hot_water", Service(), crew) == [crew[1], crew[2]]


def test_everybody_on_duty_is_told_where_nobody_is_of_it() -> None:
    crew = [hand(1, "housekeeping"), hand(2, "maintenance", on_duty=False), hand(4, role="owner")]
    assert whom("maintenance", Service(), crew) == [crew[0]]


def test_owner_is_told_where_nobody_is_on_duty() -> None:
    crew = [hand(1, on_duty=False), hand(2, role="owner", on_duty=False)]
    assert whom("amenity", Service(), crew) == [crew[1]]
    assert whom("amenity", Service(), []) == []


def test_department_follows_the_house_file() -> None:
    crew = [hand(1, "housekeeping"), hand(2, "front")]
    assert whom("amenity", Service(departments={"amenity": "front"}), crew) == [crew[1]]


# --- when ---


def test_house_opens_at_its_hour() -> None:
    assert opening(HOUSE, MORNING) == MORNING
    assert opening(HOUSE, NIGHT) == DAWN
    assert opening(HOUSE, NIGHT - timedelta(hours=2)) == DAWN  # 23:00, when the house goes to bed


@pytest.mark.parametrize("kind", HOUSE.service.rings_at_night)
def test_urgent_kinds_wait_for_nothing(kind: str) -> None:
    assert not waits(kind, None, HOUSE, NIGHT)  # type: ignore[arg-type]  # the house's own kinds


def test_other_kinds_wait_for_the_morning_unless_wanted_before() -> None:
    assert waits("amenity", None, HOUSE, NIGHT)
    assert not waits("amenity", None, HOUSE, MORNING)
    assert not waits("wake_up", DAWN - timedelta(hours=2), HOUSE, NIGHT)
    assert waits("wake_up", DAWN + timedelta(hours=2), HOUSE, NIGHT)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (TELLING, Move("told", "department", REMINDING, minutes(10))),
        (REMINDING, Move("reminded", "told", EVERYBODY, minutes(10))),
        (EVERYBODY, Move("climbed_to_all", "others", OWNER, minutes(10))),
        (OWNER, Move("climbed_to_owner", "owner", GUEST, minutes(10))),
        (GUEST, Move("guest_called_in", "guest", GUEST + 1, None)),
        (OVERDUE, Move("overdue", "taker", OVERDUE_OWNER, minutes(10))),
        (OVERDUE_OWNER, Move("overdue_to_owner", "owner", GUEST + 1, None)),
        (CLOSING, Move("closed", "nobody", CLOSING, None)),
    ],
)
def test_step_leads_to_the_next(step: int, expected: Move) -> None:
    assert next_move(ticket(step), HOUSE, MORNING) == expected


def test_urgent_ticket_climbs_faster() -> None:
    assert next_move(ticket(REMINDING, "hot_water"), HOUSE, MORNING).step_at == minutes(5)


def test_climb_rests_at_night_but_for_what_is_urgent() -> None:
    assert next_move(ticket(OWNER), HOUSE, NIGHT) == Move("", "nobody", OWNER, DAWN)
    assert next_move(ticket(OWNER, "leak"), HOUSE, NIGHT).what == "climbed_to_owner"
    assert next_move(ticket(OVERDUE, "wake_up"), HOUSE, NIGHT).what == "overdue"


# --- the whole way, on both databases ---


async def test_nobody_takes_it_and_it_climbs_to_the_guest(inn: Database) -> None:
    zhou = await inn.write(colleague, "小周", "housekeeping")
    chen = await inn.write(colleague, "老陈", "maintenance")
    boss = await inn.write(colleague, "掌柜", "", "owner")
    guest = await inn.write(somebody, "guest")
    one = await inn.write(opened, wanted(guest))
    await inn.write(ticket_told.tell, one.number, [zhou.id], MORNING)
    for n in (9, 10, 19, 20, 30, 40, 50, 600):
        await inn.write(telling.climb, minutes(n))
    assert await inn.read(told_first_lines) == [
        (zhou.address_id, "【没人接】1号 送物｜302｜浴巾×2"),
        (chen.address_id, "【20分钟没人接】"),
        (boss.address_id, "【30分钟没人接】"),
        (guest.address_id, "1号（浴巾2条）还没人接上，让您久等了，实在抱歉。请您直接打0872-0000001。"),
    ]
    assert [event.what for event in await inn.read(tickets.events, 1)] == [
        "opened",
        "reminded",
        "climbed_to_all",
        "climbed_to_owner",
        "guest_called_in",
    ]


async def test_two_clocks_take_each_step_once(inn: Database) -> None:
    zhou = await inn.write(colleague, "小周")
    guest = await inn.write(somebody, "guest")
    for room in ("301", "302", "303"):
        one = await inn.write(opened, wanted(guest, room=room))
        await inn.write(ticket_told.tell, one.number, [zhou.id], MORNING)
    await asyncio.gather(*(inn.write(telling.climb, minutes(10)) for _ in range(6)))
    assert sorted(line for _, line in await inn.read(told_first_lines)) == [
        "【没人接】1号 送物｜301｜浴巾×2",
        "【没人接】2号 送物｜302｜浴巾×2",
        "【没人接】3号 送物｜303｜浴巾×2",
    ]


async def test_house_of_one_owner_leaves_out_the_steps_to_nobody(inn: Database) -> None:
    boss = await inn.write(colleague, "掌柜", "", "owner")
    guest = await inn.write(somebody, "guest")
    await inn.write(opened, wanted(guest))
    await inn.write(ticket_told.tell, 1, [boss.id], MORNING)
    await inn.write(telling.climb, minutes(10))
    await inn.write(telling.climb, minutes(20))
    assert [address for address, _ in await inn.read(put_out)] == [boss.address_id, guest.address_id]


async def test_ticket_of_the_night_is_told_in_the_morning_with_its_own_time(inn: Database) -> None:
    zhou = await inn.write(colleague, "小周")
    guest = await inn.write(somebody, "guest")

    def in_the_night(connection: Connection) -> None:
        opened(connection, wanted(guest), now=NIGHT, step=TELLING, pause=DAWN - NIGHT)

    await inn.write(in_the_night)
    await inn.write(telling.climb, DAWN - timedelta(minutes=1))
    assert await inn.read(put_out) == []
    await inn.write(telling.climb, DAWN)
    ((address, text),) = await inn.read(put_out)
    assert address == zhou.address_id
    assert text.splitlines()[:2] == ["1号 送物｜302 未绑定 G2", "浴巾×2"]
    assert "01:00报" in text


async def test_late_ticket_is_told_to_whoever_has_it_then_to_the_owner(inn: Database) -> None:
    zhou = await inn.write(colleague, "小周")
    boss = await inn.write(colleague, "掌柜", "", "owner")
    guest = await inn.write(somebody, "guest")
    one = await inn.write(opened, wanted(guest))
    await inn.write(ticket_changes.take, one, zhou.id, one.due_at, minutes(1))
    for n in (10, 20, 25, 30, 90):
        await inn.write(telling.climb, minutes(n))
    assert await inn.read(put_out) == [
        (
            zhou.address_id,
            "【超时】1号 送物｜302｜浴巾×2\n答应客人10:20前。办完回「1好了」，要晚点就写「1 21:00」",
        ),
        (boss.address_id, "【超时】1号 送物｜302｜浴巾×2\n答应客人10:20前，小周接的，还没好"),
    ]


async def test_finished_ticket_closes_after_a_day_without_a_word(inn: Database) -> None:
    zhou = await inn.write(colleague, "小周")
    guest = await inn.write(somebody, "guest")
    one = await inn.write(opened, wanted(guest))
    await inn.write(ticket_changes.finish, one, zhou.id, MORNING)
    await inn.write(telling.climb, MORNING + timedelta(hours=23))
    assert await inn.read(state, 1) == "done"
    await inn.write(telling.climb, MORNING + timedelta(hours=24))
    assert await inn.read(state, 1) == "closed"
    assert (await inn.read(tickets.events, 1))[-1].person_id is None
    assert await inn.read(put_out) == []


async def test_clock_that_was_away_takes_one_step_not_all(inn: Database) -> None:
    zhou = await inn.write(colleague, "小周")
    await inn.write(colleague, "掌柜", "", "owner")
    guest = await inn.write(somebody, "guest")
    await inn.write(opened, wanted(guest))
    await inn.write(ticket_told.tell, 1, [zhou.id], MORNING)
    await inn.write(telling.climb, minutes(120))
    await inn.write(telling.climb, minutes(121))
    assert await inn.read(told_first_lines) == [(zhou.address_id, "【没人接】1号 送物｜302｜浴巾×2")]


async def test_climb_looks_at_no_more_than_it_is_told(inn: Database) -> None:
    zhou = await inn.write(colleague, "小周")
    guest = await inn.write(somebody, "guest")
    for room in ("301", "302", "303"):
        one = await inn.write(opened, wanted(guest, room=room))
        await inn.write(ticket_told.tell, one.number, [zhou.id], MORNING)
    assert [await inn.write(telling.climb, minutes(10), 2) for _ in range(3)] == [2, 1, 0]
