"""Those who want the one attic room on the same nights, step by step. Run as a program it races another such program.

Each contender takes two steps, as a turn or a reading does: between them the others act.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from scheduler import reconciling
from scheduler.calendars import Entry, Reading
from scheduler.taking_in import take_in
from store import closures, feeds, holds, house, intake, people, rooms
from store.bookings import TAKING, BookingRow
from store.database import open_database
from store.house_file import demo_house
from store.intake import Wish
from store.people import Address
from store.room_nights import Occupancy
from store.rooms import RoomNight, Span
from tests.chance import SeededChance
from tests.channels.kit import AIRBNB, day
from tests.conftest import MORNING
from tests.store.kit import RING

ROOM, TYPE = "501", "loft"
ROUNDS = 12  # of the race between programs, each for other nights
Step = Callable[[Connection, Span, Any], Any]  # what the step before saw, what this one saw


def furnish(connection: Connection) -> None:
    """The house, two guests, an owner, a link."""
    house.load(connection, demo_house(), MORNING)
    for name in ("may", "june", "owner"):
        people.add(connection, Address("wechat", "gh_inn", f"o-{name}"), "zh_CN", MORNING)
    feeds.add(connection, AIRBNB, ROOM, True, "https://a.invalid/a", MORNING)


def wish(source: str, stay: Span) -> Wish:
    return Wish(source, f"{source}-{stay.arrival}", "confirmed", "王芳", stay.arrival, stay.departure, TYPE)


def look(connection: Connection, stay: Span, seen: Any) -> Any:
    """A guest asks whether the room is free, and is told so."""
    return Occupancy(connection, stay.arrival, stay.departure).free(TYPE, stay) > 0


def book(person: int) -> Step:
    """What was told to be free a step ago is booked."""

    def step(connection: Connection, stay: Span, seen: Any) -> Any:
        if seen:
            mine = Wish(
                "direct", f"{person}-{stay.arrival}", "held", "王芳", stay.arrival, stay.departure, TYPE
            )
            until = MORNING + timedelta(minutes=30)
            holds.place(connection, mine, person, until, day(1), MORNING, SeededChance(person))

    return step


def preview(connection: Connection, stay: Span, seen: Any) -> Any:
    """The owner is shown what would be closed."""
    return closures.look(connection, [ROOM], rooms.nights(stay))


def close(connection: Connection, stay: Span, seen: Any) -> Any:
    """And says yes to it."""
    if seen.free and not seen.sold:
        closures.close(connection, seen.free, "刷墙", 3, MORNING)


def desk(connection: Connection, stay: Span, seen: Any) -> Any:
    """Writes down what 美团 sold."""
    intake.record(connection, [wish("美团", stay)], day(1), MORNING, SeededChance(3))


def calendar(connection: Connection, stay: Span, seen: Any) -> Any:
    """Airbnb says that it sold it."""
    (feed,) = feeds.listed(connection)
    present = house.present(connection)
    assert present is not None
    reading = Reading((Entry(f"a-{stay.arrival}", stay.arrival, stay.departure, "stay"),))
    reconciling.reconcile(connection, feed, reading, present, "客人", MORNING, SeededChance(4))


def website(connection: Connection, stay: Span, seen: Any) -> Any:
    """The website says by a message that it sold it."""
    take_in(connection, f"site:{stay.arrival}", [wish("官网", stay)], MORNING, SeededChance(5))


CONTENDERS: tuple[tuple[Step, Step], ...] = (
    (look, book(1)),
    (look, book(2)),
    (preview, close),
    (desk, desk),  # whoever sells elsewhere says so twice
    (calendar, calendar),
    (website, website),
)
SALES = (3, 4, 5)  # of the contenders: which are kept even when they lose


def outcome(connection: Connection, stay: Span) -> tuple[list[int | None], int, int]:
    """Who has each night (a booking, None: closed), how many bookings have a room, how many came from channels at all."""
    taken = connection.execute(
        select(RoomNight.booking_id)
        .where(RoomNight.room == ROOM, RoomNight.night >= stay.arrival, RoomNight.night < stay.departure)
        .order_by(RoomNight.night)
    )
    states = connection.execute(
        select(BookingRow.source, BookingRow.state).where(BookingRow.arrival == stay.arrival)
    ).all()
    having = sum(row.state in TAKING for row in states)
    return [row.booking_id for row in taken], having, sum(row.source != "direct" for row in states)


def one_won(found: tuple[list[int | None], int, int], sales: int = len(SALES)) -> bool:
    """Whether one has all nights, nobody else a room, and none of the channels' sales was lost."""
    who, having, kept = found
    return len(who) == 2 and len(set(who)) == 1 and having == (who[0] is not None) and kept == sales


def nights_of(number: int) -> Span:
    first: date = day(40 + 3 * number)
    return Span(first, first + timedelta(days=2))


def whole(connection: Connection, steps: tuple[Step, Step], stay: Span) -> None:
    """All steps of one contender in one transaction: `Database.write` orders the transactions."""
    seen: Any = None
    for step in steps:
        seen = step(connection, stay, seen)


async def race(url: str, odd: bool) -> None:
    """Half of the contenders, all at once, for one span of nights after the other."""
    async with open_database(url, RING) as database:
        for number in range(ROUNDS):
            stay = nights_of(number)
            await asyncio.gather(*(database.write(whole, one, stay) for one in CONTENDERS[odd::2]))


async def races(odd: bool, urls: Sequence[str]) -> None:
    """The races on one database after the other."""
    for url in urls:
        await race(url, odd)


if __name__ == "__main__":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    asyncio.run(races(True, sys.argv[1:]))
