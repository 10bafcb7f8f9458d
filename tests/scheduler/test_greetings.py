"""Greetings: on the right day, to those who want them, once, whatever happens to the process (F077, F082, F083)."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from scheduler import greetings
from scheduler.delivery import Delivery
from scheduler.tick import Tick
from store import bookings, greeted, house, optouts, people, sending, stays
from store.bookings import PartyRow
from store.database import Connection
from store.house_file import yearly
from tests.scheduler.kit import Inn, Row, _person

EVE = datetime(2026, 12, 31, 2, tzinfo=UTC)  # 10:00 in the house, the day before New Year's Day
NEW_YEAR = datetime(2027, 1, 1, 2, tzinfo=UTC)


async def greets(inn: Inn, at: datetime = EVE) -> None:
    """The house sends greetings."""
    inn.wind(at)
    await inn.database.write(house.override, "greetings.enabled", True, inn.now)


async def wanting(inn: Inn, number: int) -> tuple[int, int]:
    """A follower who wants greetings: (address, person)."""
    address = await inn.guest(number)
    person = await inn.database.read(_person, address)
    await inn.database.write(greeted.want, person, inn.now)
    return address, person


async def round_of(inn: Inn, at: datetime) -> list[Row]:
    inn.wind(at)
    await inn.tick.run()
    return [row for row in await inn.rows() if row.kind == "greeting"]


async def planned_in_2027(inn: Inn) -> list[str]:
    """What every day of the year plans, as day and key; the clock wound through all of them."""
    day = NEW_YEAR
    for _ in range(365):
        inn.wind(day)
        while await inn.database.write(greetings.plan, inn.now):
            pass
        day += timedelta(days=1)
    rows = [row for row in await inn.rows() if row.kind == "greeting"]
    return [f"{row.due_at:%m-%d} {row.key.removeprefix('greeting:')}" for row in rows]


async def test_greeting_in_the_open_window_is_sent_once_at_the_houses_hour(inn: Inn) -> None:
    await greets(inn)
    address, person = await wanting(inn, 1)
    await inn.writes(address)
    (planned,) = await round_of(inn, NEW_YEAR - timedelta(hours=1))
    assert (planned.key, planned.status, planned.due_at) == (f"greeting:元旦:2027:{person}", "due", NEW_YEAR)
    assert [row.status for row in await round_of(inn, NEW_YEAR)] == ["sent"]
    await round_of(inn, NEW_YEAR + timedelta(hours=2))
    assert inn.got(1) == ["service"]


async def test_greeting_with_a_closed_window_waits_in_the_mailbox_until_midnight(inn: Inn) -> None:
    await greets(inn)
    await wanting(inn, 1)
    assert [(row.status, row.channel) for row in await round_of(inn, NEW_YEAR)] == [("mailbox", "")]
    assert [row.status for row in await round_of(inn, NEW_YEAR + timedelta(hours=14))] == ["dropped"]
    assert inn.got(1) == []


async def test_follower_who_said_nothing_is_not_greeted(inn: Inn) -> None:
    await greets(inn)
    await inn.writes(await inn.guest(1))
    assert await round_of(inn, NEW_YEAR) == []


async def test_greetings_are_off_until_the_owner_turns_them_on(inn: Inn) -> None:
    address, _ = await wanting(inn, 1)
    await inn.writes(address)
    assert await round_of(inn, NEW_YEAR) == []


@pytest.mark.parametrize("change", ["unwants", "opts_out", "owner_ends_them", "unfollows"])
async def test_what_changes_between_planning_and_sending_is_respected(inn: Inn, change: str) -> None:
    await greets(inn)
    address, person = await wanting(inn, 1)
    await inn.writes(address)
    await round_of(inn, NEW_YEAR - timedelta(hours=1))
    if change == "unwants":
        await inn.database.write(greeted.unwant, person, inn.now)
    elif change == "opts_out":
        await inn.database.write(optouts.stop, person, inn.now)
    elif change == "unfollows":
        await inn.phone(1).unfollow()
        await inn.database.write(_unfollowed, address)
    else:
        await inn.database.write(house.override, "greetings.enabled", False, inn.now)
    assert [row.status for row in await round_of(inn, NEW_YEAR)] == ["dropped"]
    assert inn.got(1) == []


def _unfollowed(connection: Connection, address: int) -> None:
    people.set_following(connection, address, False)


async def test_companion_known_only_as_such_gets_none_and_a_holder_does(inn: Inn) -> None:
    await greets(inn)
    holder, _ = await wanting(inn, 1)
    _, person = await wanting(inn, 2)
    booking = await inn.book(holder=holder, arrival=date(2026, 12, 5))
    await inn.database.write(_along, booking, person, inn.now)
    assert [row.key.rsplit(":", 1)[0] for row in await round_of(inn, NEW_YEAR)] == ["greeting:元旦:2027"]


def _along(connection: Connection, booking: int, person: int, now: datetime) -> None:
    row = {
        "booking_id": booking,
        "person_id": person,
        "part": "companion",
        "level": "confirmed",
        "since": now,
    }
    connection.execute(insert(PartyRow).values(**row))


async def test_guest_who_arrives_that_day_gets_none_and_one_in_the_house_a_fitting_word(inn: Inn) -> None:
    await greets(inn)
    arriving, _ = await wanting(inn, 1)
    staying, _ = await wanting(inn, 2)
    await inn.writes(staying)
    await inn.book("A1", date(2027, 1, 1), holder=arriving)
    await inn.book("A2", date(2026, 12, 31), holder=staying, state="in_house")
    await round_of(inn, NEW_YEAR)
    (greeting,) = [shown.text for shown in inn.phone(2).messages if "元旦" in shown.text]
    assert "今天您在店里过节" in greeting
    assert not any("元旦" in shown.text for shown in inn.phone(1).messages)


async def staying(inn: Inn, came: datetime) -> int:
    """A guest who wants greetings and checked in then, for four nights; the address."""
    await greets(inn, came)
    address, _ = await wanting(inn, 1)
    booking = await inn.book(arrival=came.date(), nights=4, holder=address)
    await inn.database.write(_check_in, booking, inn.now)
    return address


def _check_in(connection: Connection, booking_id: int, now: datetime) -> None:
    booking = bookings.get(connection, booking_id)
    assert booking is not None
    assert stays.check_in(connection, booking, 2, 1, now)


async def ended(inn: Inn, address: int, moment: datetime) -> list[tuple[str, str, str]]:
    """How the unasked words ended that were due until `moment`, when the guest had just written."""
    inn.wind(moment)
    await inn.writes(address)
    await inn.tick.run()
    return [
        (row.kind, row.status, row.reason)
        for row in await inn.rows()
        if row.kind in ("greeting", "morning_after") and row.due_at <= moment
    ]


@pytest.mark.parametrize(
    ("nights_before", "rule", "most", "greeting"),
    [
        (1, "most_a_day", 1, ("greeting", "dropped", "often_enough")),
        (1, "most_a_day", 2, ("greeting", "sent", "")),
        (2, "most_a_day", 1, ("greeting", "sent", "")),  # asked how they slept more than a day ago
        (2, "most_a_week", 1, ("greeting", "dropped", "often_enough")),
        (2, "most_a_week", 2, ("greeting", "sent", "")),
    ],
)
async def test_greeting_counts_what_the_stay_said_unasked_before(
    inn: Inn, nights_before: int, rule: str, most: int, greeting: tuple[str, str, str]
) -> None:
    came = NEW_YEAR - timedelta(days=nights_before)
    address = await staying(inn, came)
    await inn.database.write(house.override, f"pushes.{rule}", most, inn.now)
    await inn.tick.run()
    asked = [("morning_after", "sent", "")]
    assert await ended(inn, address, came + timedelta(hours=23, minutes=30)) == asked
    assert await ended(inn, address, NEW_YEAR) == [*asked, greeting]


async def test_question_of_the_first_morning_counts_the_greeting_before_it(inn: Inn) -> None:
    address = await staying(inn, EVE)
    await inn.database.write(house.override, "greetings.hour", "08:00", inn.now)
    await inn.database.write(house.override, "pushes.most_a_day", 1, inn.now)
    await inn.tick.run()
    assert await ended(inn, address, NEW_YEAR - timedelta(hours=2)) == [("greeting", "sent", "")]
    rows = await ended(inn, address, NEW_YEAR)
    assert sorted(rows) == [("greeting", "sent", ""), ("morning_after", "dropped", "often_enough")]


async def test_birthday_is_greeted_once_a_year_on_its_day_in_its_own_calendar(inn: Inn) -> None:
    await greets(inn)
    for number, written in enumerate(("01-01", "农历11-24", "02-29")):
        person = await inn.database.read(_person, await inn.guest(number))
        found = yearly(written)
        assert found is not None
        await inn.database.write(greeted.keep_birthday, person, found, inn.now)
    assert await planned_in_2027(inn) == ["01-01 生日:2027:1", "01-01 生日:2027:2", "02-28 生日:2027:3"]


async def test_year_of_festivals_falls_on_the_right_days(inn: Inn) -> None:
    await greets(inn)
    await wanting(inn, 1)
    assert await planned_in_2027(inn) == [
        "01-01 元旦:2027:1", "02-05 除夕:2026:1", "02-06 春节:2027:1", "02-20 元宵:2027:1", "05-01 五一:2027:1",
        "06-09 端午:2027:1", "09-15 中秋:2027:1", "10-01 国庆:2027:1", "10-08 重阳:2027:1", "12-22 冬至:2027:1",
    ]  # fmt: skip


async def test_two_workers_plan_and_send_each_greeting_once(
    inn: Inn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greetings, "BATCH", 3)
    await greets(inn)
    for number in range(10):
        address, _ = await wanting(inn, number)
        await inn.writes(address)
    inn.wind(NEW_YEAR)
    other = Tick(inn.database, inn.world, Delivery(inn.database, inn.world, inn.delivery.channels))
    await asyncio.gather(inn.tick.run(), other.run(), inn.tick.run())
    await inn.tick.run()
    assert Counter(len(inn.got(number)) for number in range(10)) == {1: 10}


async def test_planning_killed_between_two_batches_goes_on_where_it_stopped(
    inn: Inn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greetings, "BATCH", 2)
    await greets(inn)
    for number in range(5):
        await wanting(inn, number)
    inn.wind(NEW_YEAR)
    assert await inn.database.write(greetings.plan, inn.now) == 2  # and here the process is gone
    assert len([row for row in await inn.rows() if row.kind == "greeting"]) == 2
    assert len(await round_of(inn, NEW_YEAR)) == 5


async def test_greeting_whose_sending_was_interrupted_is_in_doubt_and_never_sent_again(inn: Inn) -> None:
    await greets(inn)
    address, _ = await wanting(inn, 1)
    await inn.writes(address)
    await round_of(inn, NEW_YEAR - timedelta(hours=1))
    inn.wind(NEW_YEAR)
    (row,) = await inn.database.write(sending.claim, inn.now, 20)
    await inn.database.write(sending.attempt, row, address, "text", {"text": "元旦快乐"})  # and it is gone
    await inn.database_time_passes(120)
    assert [row.status for row in await round_of(inn, NEW_YEAR)] == ["doubtful"]
    assert inn.got(1) == []
