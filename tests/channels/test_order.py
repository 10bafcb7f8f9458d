"""What must hold whatever calendars say in whatever order: the same readings end in the same bookings, no night is sold twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select

from scheduler import reconciling
from scheduler.calendars import Entry, Reading
from scheduler.matching import of_another
from store import feeds, house
from store.bookings import BookingRow
from store.house_file import demo_house
from store.rooms import RoomNight
from store.tables import give_ring
from tests.chance import SeededChance
from tests.channels.kit import day
from tests.conftest import MORNING
from tests.store.kit import RING

QUARTER = timedelta(minutes=15)
Stay = tuple[str, int, int]


@pytest.fixture(scope="module")
def base(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """One connection to a house that reads a calendar; every example is undone by its savepoint."""
    own = shutil.copy(sqlite_template, tmp_path_factory.mktemp("order"))
    engine = create_engine(f"sqlite:///{own}")
    give_ring(engine.dialect, RING)
    with engine.connect() as connection:
        house.load(connection, demo_house(), MORNING)
        feeds.add(connection, "Booking.com", "302", True, "https://b.invalid/a", MORNING)
        feeds.add(connection, "Airbnb", "lake", False, "https://a.invalid/a", MORNING)
        yield connection
        connection.rollback()
    engine.dispose()


@contextmanager
def undone(connection: Connection) -> Iterator[Connection]:
    nested = connection.begin_nested()
    yield connection
    nested.rollback()


def follow(connection: Connection, stays: Sequence[Stay], now: datetime, which: int = 0) -> None:
    present = house.present(connection)
    assert present is not None
    feed = feeds.listed(connection)[::-1][which]
    reading = Reading(tuple(Entry(uid, day(first), day(last), "stay") for uid, first, last in stays))
    for _ in range(20):
        if not reconciling.reconcile(connection, feed, reading, present, "x", now, SeededChance(1)).more:
            return


def standing(connection: Connection) -> list[tuple[str, date, date]]:
    rows = connection.execute(select(BookingRow.state, BookingRow.arrival, BookingRow.departure))
    return sorted((row.state, row.arrival, row.departure) for row in rows)


def ids(connection: Connection) -> list[tuple[int, str, date]]:
    rows = connection.execute(select(BookingRow.id, BookingRow.state, BookingRow.departure))
    return sorted((row.id, row.state, row.departure) for row in rows)


def runs(count: int = 6) -> st.SearchStrategy[list[Stay]]:
    """Stays of one room, one after the other: lengths and gaps."""
    pair = st.tuples(st.integers(0, 3), st.integers(1, 5))
    return st.lists(pair, min_size=1, max_size=count).map(_laid_out)


def _laid_out(pairs: list[tuple[int, int]]) -> list[Stay]:
    found, at = [], 1
    for number, (gap, nights) in enumerate(pairs):
        found.append((f"u{number}", at + gap, at + gap + nights))
        at += gap + nights
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    readings=st.lists(runs(), min_size=1, max_size=4),
    repeats=st.lists(st.integers(1, 3), min_size=4, max_size=4),
)
def test_readings_said_again_end_in_the_same_bookings(
    base: Connection, readings: list[list[Stay]], repeats: list[int]
) -> None:
    """Any calendars one after the other: each of them read twice or three times changes nothing more."""
    with undone(base) as connection:
        for stays in readings:
            follow(connection, stays, MORNING)
        once = standing(connection)
    with undone(base) as connection:
        for stays, times in zip(readings, repeats, strict=False):
            for _ in range(times):
                follow(connection, list(reversed(stays)), MORNING)
        assert standing(connection) == once


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stays=runs(4), renames=st.booleans())
def test_healthy_calendar_never_cancels_and_makes_anew(
    base: Connection, stays: list[Stay], renames: bool
) -> None:
    """Every midnight running stays begin today, under a new UID where the channel renames; the bookings stay the same ones."""
    with undone(base) as connection:
        follow(connection, stays, MORNING)
        before = ids(connection)
        for today in range(2, 9):
            told = [
                (f"{uid}@{today}" if renames and first < today else uid, max(first, today), last)
                for uid, first, last in stays
                if last > today
            ]
            for hour in (0, 20):
                follow(connection, told, MORNING + timedelta(days=today - 1, hours=hour - 10, minutes=5))
        assert ids(connection) == before


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=runs(4), second=runs(4))
def test_two_calendars_in_either_order_take_no_night_twice(
    base: Connection, first: list[Stay], second: list[Stay]
) -> None:
    """A room's calendar and its type's: every stay is kept, every night has one, whichever is read first."""
    for order in ((0, 1), (1, 0)):
        with undone(base) as connection:
            for which in order:
                follow(connection, (first, second)[which], MORNING, which)
            taken = connection.execute(select(RoomNight.room, RoomNight.night)).all()
            assert len(taken) == len(set(taken))
            assert len(standing(connection)) == len(first) + len(second)


@pytest.mark.parametrize(
    ("noted", "note", "another"),
    [
        ("", "HMZZZZZZ98", False),
        ("要安静", "HMZZZZZZ98", False),
        ("HMAAAAAA11", "HMZZZZZZ98", True),
        ("HMZZZZZZ98", "HMZZZZZZ98 (Last 4 Digits): 1234", False),
        ("HMAAAAAA11", "", False),
    ],
)
def test_what_a_house_wrote_by_hand_makes_no_stay_another_guests(
    noted: str, note: str, another: bool
) -> None:
    assert of_another(noted, note) is another
