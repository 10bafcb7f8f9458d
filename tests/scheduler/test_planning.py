"""When a push is due, and that planning anew only ever brings the outbox in line with the bookings."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler import pushes
from scheduler.pushes import Subject
from scheduler.tick import end_stays
from store import bookings, planning
from store.bookings import Booking, State
from store.house import Present
from store.house_file import demo_house
from store.planning import Planned
from tests.scheduler.kit import EVENING, MORNING, TOMORROW, Inn, opened

HOUSE = demo_house()
PRESENT = Present(1, HOUSE, frozenset())


def booking(arrival: date, state: State = "confirmed", nights: int = 2) -> Booking:
    """Booking B7; what planning does not look at is None."""
    said: dict[str, Any] = {one.name: None for one in fields(Booking)}
    said |= {"id": 7, "state": state, "arrival": arrival, "departure": arrival + timedelta(days=nights)}
    return Booking(**said)


def planned(arrival: date, now: datetime, present: Present = PRESENT) -> Planned | None:
    return pushes.ARRIVAL.planned(Subject(booking(arrival), present), now)


# --- the hour ---


def test_reminder_is_due_at_the_houses_hour_on_the_day_before() -> None:
    plan = planned(TOMORROW, MORNING)
    assert plan == Planned(
        "arrival:7:2026-12-02",
        "arrival",
        7,
        EVENING,
        datetime(2026, 12, 2, 16, tzinfo=UTC),  # midnight in the house after the day of arrival
    )


def test_reminder_of_the_first_of_january_is_due_on_new_years_eve() -> None:
    plan = planned(date(2027, 1, 1), MORNING)
    assert plan is not None
    assert plan.due_at == datetime(2026, 12, 31, 10, tzinfo=UTC)


def test_reminder_of_a_booking_made_after_its_hour_is_due_at_once() -> None:
    late = EVENING + timedelta(hours=3)
    plan = planned(TOMORROW, late)
    assert plan is not None
    assert plan.due_at == late


def test_reminder_of_an_arrival_that_is_over_is_not_planned() -> None:
    assert planned(date(2026, 11, 30), MORNING) is None


@pytest.mark.parametrize("state", ["cancelled", "no_show", "departed", "in_house"])
def test_reminder_of_a_booking_that_needs_none_is_not_planned(state: State) -> None:
    assert pushes.ARRIVAL.planned(Subject(booking(TOMORROW, state), PRESENT), MORNING) is None


ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Pacific/Apia")


@given(
    zone=st.sampled_from(ZONES),
    arrival=st.dates(date(2026, 1, 2), date(2028, 12, 31)),
    hour=st.sampled_from([time(18), time(9, 30), time(0), time(23, 59)]),
)
def test_reminder_is_at_the_same_wall_clock_all_year_in_any_zone(
    zone: str, arrival: date, hour: time
) -> None:
    rule = HOUSE.pushes.arrival.model_copy(update={"hour": hour})
    house = HOUSE.model_copy(
        update={"zone": zone, "pushes": HOUSE.pushes.model_copy(update={"arrival": rule})}
    )
    plan = planned(arrival, datetime(2025, 1, 1, tzinfo=UTC), Present(1, house, frozenset()))
    assert plan is not None
    local = plan.due_at.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) == (arrival - timedelta(days=1), hour)
    assert plan.due_at < plan.expires_at


def test_reminder_across_a_change_of_clocks_keeps_its_hour_in_berlin() -> None:
    berlin = Present(1, HOUSE.model_copy(update={"zone": "Europe/Berlin"}), frozenset())
    due = [planned(date(2027, 3, day), MORNING, berlin) for day in (28, 29)]  # clocks go forward on the 28th
    assert [plan.due_at.astimezone(UTC).hour for plan in due if plan] == [17, 16]


# --- planning anew ---


async def test_planning_twice_changes_nothing(inn: Inn) -> None:
    await inn.book()
    await inn.plan()
    before = await inn.rows()
    await inn.bind(1, await inn.guest(1))
    inn.wind(MORNING + timedelta(hours=1))
    await inn.plan()
    assert await inn.rows() == before


async def test_moved_booking_drops_the_old_key_and_plans_the_new_one(inn: Inn) -> None:
    await inn.book()
    await inn.plan()
    await inn.book(arrival=TOMORROW + timedelta(days=5))
    await inn.plan()
    rows = [(row.key, row.status, row.reason, row.due_at) for row in await inn.rows()]
    assert rows == [
        ("arrival:1:2026-12-02", "dropped", "not_wanted", EVENING),
        ("arrival:1:2026-12-07", "due", "", EVENING + timedelta(days=5)),
    ]


async def test_cancelled_booking_drops_and_one_taken_back_revives_the_unsent_row(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.book(holder=guest)
    await inn.plan()
    await inn.book(state="cancelled")
    await inn.plan()
    assert [(row.status, row.reason) for row in await inn.rows()] == [("dropped", "not_wanted")]
    await inn.book()
    await inn.plan()
    assert [(row.status, row.reason) for row in await inn.rows()] == [("due", "")]
    inn.wind(EVENING)
    assert await inn.deliver() == {"sent": 1}


async def test_sent_reminder_stays_sent_whatever_happens_to_its_booking(inn: Inn) -> None:
    guest = await inn.guest(1)
    await inn.book(holder=guest)
    await inn.plan()
    inn.wind(EVENING)
    await inn.deliver()
    for change in ("cancelled", "confirmed"):
        await inn.book(state="cancelled" if change == "cancelled" else "confirmed")
        await inn.tick.run()
    assert [row.status for row in await inn.rows()] == ["sent"]
    assert inn.got(1) == ["template"]


async def test_departed_stays_are_closed_and_their_pushes_dropped(inn: Inn) -> None:
    await inn.book(arrival=TOMORROW, nights=1)
    inn.wind(MORNING + timedelta(days=3))
    assert await inn.database.write(end_stays, inn.now) == 1
    await inn.tick.run()
    booked = await inn.database.read(bookings.get, 1)
    assert booked is not None
    assert booked.state == "departed"
    assert await inn.rows() == []


async def test_two_workers_planning_at_once_plan_each_booking_once(inn: Inn) -> None:
    for number in range(12):
        await inn.book(f"A{number}", TOMORROW + timedelta(days=3 * number))
    await asyncio.gather(*(inn.plan() for _ in range(4)))
    assert Counter(row.status for row in await inn.rows()) == {"due": 12}


async def test_booking_moved_while_it_is_planned_is_planned_again(inn: Inn) -> None:
    """On PostgreSQL a change may be committed between the planner's reading and its note that it is done."""
    await inn.book()
    moves = [inn.book(arrival=TOMORROW + timedelta(days=day)) for day in range(1, 9)]
    await asyncio.gather(*moves, *(inn.plan() for _ in range(8)))
    await inn.plan()
    arrival = await inn.database.read(bookings.get, 1)
    assert arrival is not None
    (due,) = [row.key for row in await inn.rows() if row.status == "due"]
    assert due == f"arrival:1:{arrival.arrival.isoformat()}"


async def test_foreseen_is_what_is_due_by_then(inn: Inn) -> None:
    await inn.book()
    await inn.plan()
    assert await inn.database.read(planning.waiting, EVENING - timedelta(seconds=1)) == []
    assert [push.kind for push in await inn.database.read(planning.waiting, EVENING)] == ["arrival"]


# --- anything, in any order ---


@dataclass
class Story:
    """What a booking is supposed to be, and the arrival days its guest was reminded of."""

    arrival: date | None = None
    state: State = "confirmed"
    told: Counter[str] = field(default_factory=Counter)


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("book"), st.integers(1, 2), st.integers(0, 5)),
        st.tuples(st.just("cancel"), st.integers(1, 2), st.just(0)),
        st.tuples(st.just("wind"), st.integers(1, 30), st.just(0)),
        st.tuples(st.just("tick"), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@example(
    moves=[("book", 1, 1), ("tick", 0, 0), ("wind", 12, 0)]
)  # the hour passed while nothing ran, until 22:00
@given(moves=MOVES)
def test_any_history_reminds_of_each_arrival_once(
    sqlite_template: Path, moves: Sequence[tuple[str, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "xiaoer.db"
        file.write_bytes(sqlite_template.read_bytes())
        asyncio.run(_live(f"sqlite:///{file}", moves))


async def _live(url: str, moves: Sequence[tuple[str, int, int]]) -> None:
    async with opened(url) as inn:
        guests = {number: await inn.guest(number) for number in (1, 2)}
        stories = {number: Story() for number in guests}
        for what, number, days in moves:
            if what == "wind":
                inn.wind(inn.now + timedelta(hours=number))
            elif what == "tick":
                await inn.tick.run()
                await _check(inn, stories)
            else:
                story = stories[number]
                story.state = "cancelled" if what == "cancel" else "confirmed"
                if what == "book" or story.arrival is None:
                    story.arrival = inn.now.date() + timedelta(days=days)
                await inn.book(f"A{number}", story.arrival, state=story.state, holder=guests[number])
        await inn.tick.run()
        await _check(inn, stories)


async def _check(inn: Inn, stories: dict[int, Story]) -> None:
    """After a round of the clock: nobody heard twice, and whoever should know has heard, or is still being asked."""
    rows = await inn.rows()
    waiting = {
        row.key for row in rows if row.reason in ("conversation_open", "quiet_hours")
    }  # an earlier reminder's question is open, or nobody is to be woken
    assert {row.key for row in rows if row.status == "due" and row.due_at <= inn.now} <= waiting
    assert max(Counter(row.key for row in rows).values(), default=1) == 1
    for number, story in stories.items():
        ref = f"A{number}"
        sent = [row for row in rows if row.kind == "arrival" and row.status == "sent"]
        assert len(inn.got(1)) + len(inn.got(2)) == len(sent)
        if story.arrival is None:
            continue
        plan = await _plan_of(inn, ref)
        if plan is not None and plan.due_at <= inn.now:
            assert [row.status for row in rows if row.key == plan.key] == ["sent"] or plan.key in waiting


async def _plan_of(inn: Inn, ref: str) -> Planned | None:
    found = [
        one
        for number in (1, 2)
        if (one := await inn.database.read(bookings.get, number)) is not None and one.source_ref == ref
    ]
    return pushes.ARRIVAL.planned(Subject(found[0], PRESENT), inn.now) if found else None
