"""Those who want the one attic room on the same nights, step by step. Run as a program it races another such program.

Each contender is a row of steps, as a turn or a reading is: between two of them the others act.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, select

from scheduler import reconciling
from scheduler.calendars import Entry, Reading
from scheduler.taking_in import take_in
from store import bookings, closures, feeds, holds, house, people, rooms
from store.bookings import TAKING, BookingRow, Wish
from store.database import open_database
from store.house_file import demo_house
from store.people import Address
from store.rooms import Occupancy, RoomNight, Span
from tests.chance import SeededChance
from tests.channels.kit import AIRBNB, day
from tests.conftest import MORNING
from tests.store.kit import RING

ROOM, TYPE = "501", "loft"
ROUNDS = 12  # of the race between programs, each for other nights
Steps = Iterator[None]


def furnish(connection: Connection) -> None:
    """The house, two guests, an owner, a link."""
    house.load(connection, demo_house(), MORNING)
    for name in ("may", "june", "owner"):
        people.add(connection, Address("wechat", "gh_inn", f"o-{name}"), "zh_CN", MORNING)
    feeds.add(connection, AIRBNB, ROOM, True, "https://a.invalid/a", MORNING)


def wish(source: str, stay: Span) -> Wish:
    return Wish(source, f"{source}-{stay.arrival}", "confirmed", "王芳", stay.arrival, stay.departure, TYPE)


def guest(connection: Connection, stay: Span, person: int) -> Steps:
    """Asks whether the room is free, is told so, books."""
    free = Occupancy(connection, stay.arrival, stay.departure).free(TYPE, stay)
    yield
    if free:
        mine = Wish("direct", f"{person}-{stay.arrival}", "held", "王芳", stay.arrival, stay.departure, TYPE)
        until = MORNING + timedelta(minutes=30)
        holds.place(connection, mine, person, until, day(1), MORNING, SeededChance(person))
    yield


def owner(connection: Connection, stay: Span) -> Steps:
    """Is shown what would be closed, says yes."""
    found = closures.look(connection, [ROOM], rooms.nights(stay))
    yield
    if found.free and not found.sold:
        closures.close(connection, found.free, "刷墙", 3, MORNING)
    yield


def desk(connection: Connection, stay: Span) -> Steps:
    """Writes down what 美团 sold, and once more by mistake."""
    for _ in range(2):
        bookings.record(connection, [wish("美团", stay)], day(1), MORNING, SeededChance(3))
        yield


def calendar(connection: Connection, stay: Span) -> Steps:
    """Airbnb sold it, and says so twice."""
    (feed,) = feeds.listed(connection)
    present = house.present(connection)
    assert present is not None
    reading = Reading((Entry(f"a-{stay.arrival}", stay.arrival, stay.departure, "stay"),))
    for _ in range(2):
        reconciling.reconcile(connection, feed, reading, present, "客人", MORNING, SeededChance(4))
        yield


def website(connection: Connection, stay: Span) -> Steps:
    """The website sold it, and sends the same message twice."""
    for _ in range(2):
        take_in(connection, f"site:{stay.arrival}", [wish("官网", stay)], MORNING, SeededChance(5))
        yield


CONTENDERS: tuple[Callable[[Connection, Span], Steps], ...] = (
    lambda connection, stay: guest(connection, stay, 1),
    lambda connection, stay: guest(connection, stay, 2),
    owner,
    desk,
    calendar,
    website,
)
SALES = (desk, calendar, website)  # which are kept even when they lose


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


def whole(contender: Callable[[Connection, Span], Steps]) -> Callable[[Connection, Span], None]:
    """All steps of one contender in one transaction: `Database.write` orders the transactions."""

    def run(connection: Connection, stay: Span) -> None:
        for _ in contender(connection, stay):
            pass

    return run


async def race(url: str, odd: bool) -> None:
    """Half of the contenders, all at once, for one span of nights after the other."""
    mine = [whole(one) for one in CONTENDERS[odd::2]]
    async with open_database(url, RING) as database:
        for number in range(ROUNDS):
            await asyncio.gather(*(database.write(one, nights_of(number)) for one in mine))


async def _main(odd: bool, urls: list[str]) -> None:
    for url in urls:
        await race(url, odd)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1] == "odd", sys.argv[2:]))
