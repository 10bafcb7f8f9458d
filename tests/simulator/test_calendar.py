"""The demo's other platform: its stays are there from the beginning, its calendar is read as any other, it never oversells."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection, select

from bot.channel_pages import ChannelPages
from bot.feed_reader import FeedReader, may_open
from bot.simulator.calendar import DAY, KIND, NAME, SimulatedChannel, Sold, uid
from bot.simulator.demo_channel import CHANNELS, join, ours
from bot.simulator.demo_data import move_in
from bot.simulator.faults import Faults
from bot.simulator.terminal import HOUSE_ZONE
from scheduler.polling import Polling
from store import bookings, closures, feeds, holds, hurry, people, rooms, todos
from store.bookings import BookingRow
from store.database import Database
from store.holds import Decision
from store.house_file import House
from store.outbox import OutboxRow
from store.people import Address
from store.room_nights import Occupancy
from store.rooms import Span
from store.world import World, WoundClock
from tests.chance import SeededChance
from tests.store.conftest import database, house, inn, sqlite_template, sqlite_url

__all__ = ["database", "house", "inn", "sqlite_template", "sqlite_url"]

MORNING = datetime(2026, 12, 22, 10, tzinfo=HOUSE_ZONE)
TODAY = MORNING.date()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """As the demo itself: on SQLite."""
    return sqlite_url


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncIterator[SimulatedChannel]:
    async with SimulatedChannel(tmp_path / "calendar.json", Faults()) as found:
        yield found


@pytest.fixture
async def sold(inn: Database, channel: SimulatedChannel) -> list[Sold]:
    """What the platform has sold on the first day of a house that nobody else knows."""
    channel.has(await inn.write(join, (), channel.link, MORNING, SeededChance(1)))
    return channel.sold


def _stays(connection: Connection) -> list[tuple[date, date]]:
    columns = BookingRow.arrival, BookingRow.departure
    rows = connection.execute(select(*columns).where(BookingRow.source == NAME).order_by(BookingRow.id))
    return [(row.arrival, row.departure) for row in rows]


def _told(connection: Connection) -> int:
    return len(connection.execute(select(OutboxRow.id)).all())


def _left(connection: Connection, sold: list[Sold]) -> list[int]:
    """Rooms of the type that are free for each of these stays."""
    stays = [Span(one.arrival, one.departure) for one in sold]
    return [Occupancy(connection, stay.arrival, stay.departure).free(KIND, stay) for stay in stays]


async def read(inn: Database, clock: WoundClock) -> feeds.Feed:
    """The product's own reader looks at what is due; how the calendar stands then."""
    async with aiohttp.ClientSession() as session:
        world = World(clock=clock, chance=SeededChance(2))
        await Polling(inn, world, FeedReader(session, here=True)).run()
    (feed,) = await inn.read(feeds.listed)
    return feed


async def test_stays_of_the_platform_are_there_before_the_demo_begins(
    inn: Database, channel: SimulatedChannel
) -> None:
    """In 房态, with a room left for whoever tries the demo, and nobody was told or asked anything."""
    await inn.write(move_in, "gh_demo", MORNING)
    sold = await inn.write(join, (), channel.link, MORNING, SeededChance(1))
    assert len(sold) >= 3
    assert await inn.read(_stays) == [(one.arrival, one.departure) for one in sold]
    assert await inn.read(_told) == 0
    assert "close_elsewhere" not in {kind for _, kind, _, _ in await inn.read(todos.unfinished)}
    assert 0 not in await inn.read(_left, sold)


async def test_first_reading_finds_everything_known_and_a_new_stay_becomes_a_booking(
    inn: Database, channel: SimulatedChannel, sold: list[Sold]
) -> None:
    clock = WoundClock(MORNING)
    assert (await read(inn, clock)).good_at == MORNING
    assert len(await inn.read(_stays)) == len(sold)
    new = await channel.sell(TODAY)
    assert new is not None
    await inn.write(hurry.read_calendars, MORNING)
    await read(inn, clock)
    assert (await inn.read(_stays))[-1] == (new.arrival, new.departure)


async def test_calendar_that_cannot_be_read_is_noted_as_any_other(
    inn: Database, channel: SimulatedChannel, sold: list[Sold]
) -> None:
    channel.faults.calendar = True
    clock = WoundClock(MORNING)
    for failures in range(1, feeds.OUTAGE + 1):
        found = await read(inn, clock)
        assert (found.error, found.failures) == ("http_502", failures)
        clock.wind(clock.now() + feeds.EVERY)
    assert found.told
    channel.faults.calendar = False
    clock.wind(clock.now() + feeds.LONGEST)
    assert (await read(inn, clock)).error == ""
    assert len(await inn.read(_stays)) == len(sold)


async def test_platform_sells_no_night_that_the_house_tells_it_is_taken(
    inn: Database, channel: SimulatedChannel, sold: list[Sold]
) -> None:
    """It reads our own calendar, as it is served: all courtyard rooms closed for weeks, it sells after them."""
    court = (await inn.read(rooms.by_type))[KIND]
    nights = [TODAY + timedelta(days=ahead) for ahead in range(40)]

    def close(connection: Connection) -> bool:
        owner, _ = people.add(connection, Address("wechat", "gh_demo", "o-owner"), "zh_CN", MORNING)
        free = closures.look(connection, court, nights).free
        return closures.close(connection, free, "装修", owner, MORNING)

    assert await inn.write(close)
    pages = ChannelPages(inn, World(clock=WoundClock(MORNING)), lambda: None)
    app = web.Application()
    app.router.add_get("/ical/{token:[0-9a-z-]+}.ics", pages.calendar, allow_head=False)
    async with TestClient(TestServer(app)) as served:
        channel.ours = str(served.make_url(f"/ical/{await inn.write(ours)}.ics"))
        new = await channel.sell(TODAY)
    assert new is not None
    assert new.arrival > nights[-1]


async def test_kept_demo_goes_on_with_what_the_platform_sold_under_another_link(
    inn: Database, channel: SimulatedChannel, sold: list[Sold]
) -> None:
    """And a calendar that the owner took away is not read again by itself."""
    async with SimulatedChannel(channel.file, Faults()) as again:
        assert again.sold == sold
        await inn.write(join, tuple(again.sold), again.link, MORNING, SeededChance(1))
        assert (await read(inn, WoundClock(MORNING))).url == again.link
        assert len(await inn.read(_stays)) == len(sold)
        (feed,) = await inn.read(feeds.listed)
        await inn.write(feeds.remove, feed.id, MORNING)
        await inn.write(join, tuple(again.sold), channel.link, MORNING, SeededChance(1))
    assert await inn.read(feeds.listed) == []


async def test_kept_demo_leaves_a_booking_of_the_platform_cancelled(
    inn: Database, channel: SimulatedChannel, sold: list[Sold]
) -> None:
    """A demo begun again once took up what the house had cancelled, as its calendar was a new one each time."""

    def cancel(connection: Connection) -> Decision:
        booking = bookings.known(connection, first)
        return holds.cancel(connection, booking, "owner", MORNING)

    def state(connection: Connection) -> str:
        return bookings.known(connection, first).state

    (first,) = await inn.read(
        lambda connection: connection.scalars(
            select(BookingRow.id).where(BookingRow.arrival == sold[0].arrival, BookingRow.source == NAME)
        ).all()
    )
    assert await inn.write(cancel) is Decision.DONE
    async with SimulatedChannel(channel.file, Faults()) as again:
        await inn.write(join, tuple(again.sold), again.link, MORNING, SeededChance(1))
        assert (await read(inn, WoundClock(MORNING))).good_at == MORNING
    assert await inn.read(state) == "cancelled"
    assert len(await inn.read(_stays)) == len(sold)


def test_link_on_this_machine_is_opened_in_the_demo_alone() -> None:
    link = "http://127.0.0.1:8080/court.ics"
    assert not may_open(link)
    assert may_open(link, here=True)
    assert not may_open("http://192.0.2.1/court.ics", here=True)


def test_demo_names_the_channels_it_sells_on(house: House) -> None:
    whole = House.model_validate_json(json.dumps({**house.model_dump(mode="json"), "channels": CHANNELS}))
    assert [one.name for one in whole.channels.values() if one.by_hand] == ["美团", "携程"]
    assert NAME in {one.name for one in whole.channels.values()}


async def test_new_sale_never_takes_the_name_of_one_that_stands(channel: SimulatedChannel) -> None:
    """One that was taken out of the middle leaves fewer sales than names."""
    kept = [Sold(uid(number), TODAY + number * DAY, TODAY + (number + 1) * DAY) for number in (1, 3)]
    channel.has(kept)
    new = await channel.sell(TODAY)
    assert new is not None
    assert new.uid not in {one.uid for one in kept}
