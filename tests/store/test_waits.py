"""The waiting list (F021, F046): who asked first is offered first, never two the same room, and nothing is kept for ever."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, event, insert, select, update

from scheduler import waiting
from store import (
    bookings,
    claims,
    closures,
    gap_nights,
    holds,
    house,
    intake,
    leads,
    occupancy,
    outbox,
    room_nights,
    waits,
)
from store.closures import Look
from store.database import Database
from store.gap_nights import Gap
from store.leads import Wish
from store.occupancy import Bar
from store.room_nights import Occupancy
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.store.kit import TODAY, day, guest, record, rows, span, wish

LOFT = Wish(span(23, 25), "loft", 1, 2, 0)
LAPSED = MORNING + timedelta(hours=3)
LATER = MORNING + timedelta(minutes=1)


def waits_for(connection: Connection, name: str, wanted: Wish = LOFT) -> int:
    person, address = guest(connection, f"o-{name}")
    assert waits.ask(connection, person, address, wanted, MORNING)
    return person


def states(connection: Connection) -> list[str]:
    found = (waits.get(connection, number) for number in range(1, 9))
    return [one.state for one in found if one is not None]


def free(connection: Connection) -> int:
    return Occupancy(connection, day(20), day(28)).free("loft", span(23, 25))


def cancel_first(connection: Connection) -> None:
    booking = bookings.get(connection, 1)
    assert booking is not None
    holds.cancel(connection, booking, "guest", MORNING)


async def test_freed_room_is_offered_to_the_first_and_to_nobody_else(inn: Database) -> None:
    await record(inn, wish(room_type="loft"))
    for name in ("may", "june"):
        await inn.write(waits_for, name)
    await inn.write(waiting.look, MORNING)
    assert await inn.read(states) == ["waiting", "waiting"]  # nothing is free yet
    await inn.write(cancel_first)
    await asyncio.gather(*(inn.write(waiting.look, MORNING) for _ in range(3)))
    assert await inn.read(states) == ["offered", "waiting"]
    assert await inn.read(free) == 0  # kept: nobody can be sold it


async def test_room_kept_for_somebody_is_told_from_a_closed_one(inn: Database) -> None:
    await inn.write(waits_for, "may")
    await inn.write(waiting.look, MORNING)
    found = await inn.read(closures.look, ["501"], [day(22), day(23), day(24)])
    assert found == Look((("501", day(22)),), (), (), (("501", day(23), 1), ("501", day(24), 1)))
    assert await inn.write(room_nights.reopen, [("501", day(23))]) == []
    await inn.write(room_nights.close_nights, [("501", day(25))])
    present = await inn.read(house.present)
    assert present is not None
    (loft,) = [
        kind for kind in (await inn.read(occupancy.board, present, day(23), 4)).types if kind.code == "loft"
    ]
    assert loft.rooms[0].bars == (Bar(0, 2, "kept"), Bar(2, 3, "closed"))


async def test_offer_that_lapses_goes_to_the_next_and_then_back_on_sale(inn: Database) -> None:
    for name in ("may", "june"):
        await inn.write(waits_for, name)
    await inn.write(waiting.look, MORNING)
    await inn.write(waiting.look, LAPSED)
    await inn.write(waiting.look, LAPSED)
    assert await inn.read(states) == ["lapsed", "offered"]
    await inn.write(waiting.look, LAPSED + timedelta(hours=3))
    assert (await inn.read(states), await inn.read(free)) == (["lapsed", "lapsed"], 1)


async def test_who_books_elsewhere_or_whose_day_came_waits_no_more(inn: Database) -> None:
    await record(inn, wish(room_type="loft"))
    booked = await inn.write(waits_for, "may")
    await inn.write(waits_for, "june", Wish(span(0, 1), "lake", 1, 2, 0))
    await record(inn, wish("2"))
    await inn.write(claims.confirm, booked, 2, MORNING)
    await inn.write(waiting.look, MORNING + timedelta(days=2))
    assert await inn.read(states) == ["over", "over"]


async def test_booking_of_those_nights_made_before_the_wait_does_not_end_it(inn: Database) -> None:
    await record(inn, wish())
    await inn.write(waits_for, "may")
    person = await inn.read(lambda c: c.scalar(select(waits.WaitRow.person_id)))
    assert person is not None
    await inn.write(claims.confirm, person, 1, MORNING)
    await inn.write(lambda c: c.execute(update(waits.WaitRow).values(created_at=LATER)) and None)
    await inn.write(waiting.look, LATER)
    assert await inn.read(states) == ["offered"]
    await inn.write(intake.record, [wish("2")], TODAY, LATER, SeededChance(1))
    await inn.write(claims.confirm, person, 2, LATER)
    await inn.write(waiting.look, LATER)
    assert await inn.read(states) == ["over"]
    assert "wait:1:met" in await rows(inn)


async def test_of_more_wishes_than_one_look_reads_each_has_its_turn_in_order_of_asking(inn: Database) -> None:
    wishes = [Wish(span(20 + n, 22 + n), "loft", 1, 2, 0) for n in range(3)]
    for n, wanted in enumerate([*wishes, *wishes]):
        await inn.write(waits_for, f"g{n}", wanted)
    seen = [
        [one.id for one in await inn.read(waits.first_of_each, TODAY, look, limit)]
        for look, limit in ((0, 2), (1, 2), (2, 2), (7, 3))
    ]
    assert seen == [[1, 2], [3], [1, 2], [1, 2, 3]]
    assert await inn.read(waits.first_of_each, day(21), 0) != await inn.read(waits.first_of_each, TODAY, 0)


async def test_later_waits_are_offered_what_is_free_though_a_thousand_earlier_ones_have_to_wait(
    inn: Database,
) -> None:
    await record(inn, wish(room_type="loft"))
    first = await inn.write(waits_for, "first")

    def many(connection: Connection) -> None:
        row = dict(connection.execute(select(waits.WaitRow.__table__)).mappings().one())
        del row["id"]
        rows_ = [row] * 1_200
        connection.execute(insert(waits.WaitRow), rows_)

    assert first
    await inn.write(many)
    lake = Wish(span(23, 25), "lake", 1, 2, 0)
    await inn.write(waits_for, "last", lake)
    await inn.write(waiting.look, MORNING)
    last = await inn.read(waits.get, 1_202)
    assert last is not None
    assert last.state == "offered"


async def test_nobody_is_offered_anything_at_night(inn: Database) -> None:
    await inn.write(waits_for, "may")
    await inn.write(waiting.look, MORNING + timedelta(hours=15))  # one in the morning
    assert await inn.read(states) == ["waiting"]


async def test_offer_whose_room_was_taken_meanwhile_keeps_nothing(inn: Database) -> None:
    await inn.write(waits_for, "may")
    waiter = await inn.read(waits.get, 1)
    assert waiter is not None
    await record(inn, wish(room_type="loft"))
    assert not await inn.write(waits.offer, waiter, ["501"], "loft", LAPSED)
    assert await inn.read(states) == ["waiting"]


async def test_asked_twice_is_on_the_list_once_and_three_stays_are_enough(inn: Database) -> None:
    person, address = await inn.write(guest)
    for first in (23, 23, 25, 27):
        wanted = Wish(span(first, first + 1), "", 1, 2, 0)
        assert await inn.write(waits.ask, person, address, wanted, MORNING)
    assert len(await inn.read(waits.live_of, person)) == 3
    assert not await inn.write(waits.ask, person, address, LOFT, MORNING)


async def test_enquiry_without_a_booking_is_a_lead_until_they_book(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await inn.write(lambda c: leads.note(c, person, LOFT, MORNING, full=True))
    await inn.write(lambda c: leads.note(c, person, LOFT, MORNING + timedelta(hours=1), full=False))
    (lead,) = await inn.read(leads.open_ones, TODAY, MORNING)
    assert (lead.person_id, lead.stay, lead.full) == (person, LOFT.stay, False)
    await record(inn, wish())
    await inn.write(claims.confirm, person, 1, MORNING)
    assert await inn.read(leads.open_ones, TODAY, MORNING) == []
    assert await inn.write(leads.prune, day(60)) == 1


async def test_lead_stands_beside_a_booking_of_other_days_made_before(inn: Database) -> None:
    person, _ = await inn.write(guest)
    await record(inn, wish("1", 40, 42))
    await inn.write(claims.confirm, person, 1, MORNING)
    asked = MORNING + timedelta(hours=1)
    await inn.write(lambda c: leads.note(c, person, LOFT, asked, full=True))
    assert [lead.stay for lead in await inn.read(leads.open_ones, TODAY, MORNING)] == [LOFT.stay]
    await record(inn, wish("2", 24, 26))
    await inn.write(claims.confirm, person, 2, MORNING)
    assert await inn.read(leads.open_ones, TODAY, MORNING) == []


async def test_long_list_costs_the_clock_no_more_questions_than_a_short_one(inn: Database) -> None:
    asked: list[str] = []

    def count(*seen: Any) -> None:
        asked.append(seen[2])

    def look(connection: Connection) -> int:
        asked.clear()
        event.listen(connection, "before_cursor_execute", count)
        waiting.look(connection, MORNING)
        event.remove(connection, "before_cursor_execute", count)
        return len(asked)

    await record(inn, wish(room_type="loft", arrival=20, departure=40))
    await inn.write(waits_for, "may")
    few = await inn.write(look)
    for number in range(20, 38):
        await inn.write(waits_for, f"g{number}", Wish(span(number, number + 2), "loft", 1, 2, 0))
    assert 0 < await inn.write(look) == few


async def test_short_runs_between_stays_are_gaps_and_long_ones_are_not(inn: Database) -> None:
    await record(inn, wish("1", 1, 3, room_type="loft"), wish("2", 4, 6, room_type="loft"))
    await record(inn, wish("3", 10, 11, room_type="loft"))
    found = [gap for gap in await inn.read(gap_nights.coming, TODAY) if gap.room_type == "loft"]
    assert found == [Gap("501", "loft", day(3), 1)]
    await inn.write(room_nights.close_nights, [("501", day(8))])
    found = [gap for gap in await inn.read(gap_nights.coming, TODAY) if gap.room_type == "loft"]
    assert found == [
        Gap("501", "loft", day(3), 1), Gap("501", "loft", day(6), 2), Gap("501", "loft", day(9), 1)
    ]  # fmt: skip


async def test_offer_that_was_not_sent_is_taken_back_with_the_room(inn: Database) -> None:
    await inn.write(waits_for, "may")
    await inn.write(waiting.look, MORNING)
    (offer,) = await inn.read(outbox.known, [waits.offer_key(1)])
    assert await inn.write(outbox.expire, MORNING) == 0
    assert await inn.write(outbox.expire, LAPSED) == 1
    await inn.write(waiting.look, LAPSED)
    assert await inn.read(outbox.known, [offer]) == set()


async def test_days_asked_for_again_wait_as_they_were_told_last(inn: Database) -> None:
    """They keep their place; a child and a bed told later were thrown away, while it was said they were taken."""
    person = await inn.write(waits_for, "A")
    more = replace(LOFT, children=1, on_top={"extra_bed": 1})
    assert await inn.write(lambda c: waits.ask(c, person, 1, more, LATER))
    (wait,) = await inn.read(lambda c: waits.live_of(c, person))
    assert (wait.id, wait.children, wait.on_top) == (1, 1, {"extra_bed": 1})
