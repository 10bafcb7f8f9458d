"""A channel's server, its calendars, and the house that reads them. It asserts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import TracebackType

import aiohttp
from aiohttp import web
from sqlalchemy import Connection, select

from bot.feed_reader import FeedReader
from scheduler.polling import Polling
from store import feeds, intake, people, places, rooms, todos
from store.bookings import BookingRow
from store.database import Database
from store.intake import Wish
from store.outbox import OutboxRow
from store.people import Address
from store.world import World, WoundClock
from tests.chance import SeededChance
from tests.conftest import MORNING

AIRBNB, BOOKING = "Airbnb", "Booking.com"


def day(number: int) -> date:
    """A day of December 2026, counted on into January."""
    return date(2026, 12, 1) + timedelta(days=number - 1)


def entry(uid: str, arrival: int, departure: int, summary: str = "Reserved", *more: str) -> str:
    """One entry as Airbnb writes it."""
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            "DTSTAMP:20261101T000000Z",
            f"DTSTART;VALUE=DATE:{day(arrival):%Y%m%d}",
            f"DTEND;VALUE=DATE:{day(departure):%Y%m%d}",
            f"SUMMARY:{summary}",
            f"UID:{uid}",
            *more,
            "END:VEVENT",
        ]
    )


def calendar(*entries: str) -> bytes:
    """A whole calendar."""
    head = ["BEGIN:VCALENDAR", "PRODID:-//Channel//Calendar 1.0//EN", "CALSCALE:GREGORIAN", "VERSION:2.0"]
    return "\r\n".join([*head, *entries, "END:VCALENDAR", ""]).encode()


@dataclass(slots=True)
class Server:
    """Serves one calendar, or fails as told."""

    content: bytes = field(default_factory=calendar)
    status: int = 200
    etag: str = ""
    asked: list[str] = field(default_factory=list)  # the If-None-Match of each request
    url: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Server:
        app = web.Application()
        app.router.add_get("/{name:.*}", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.headers.get("If-None-Match", ""))
        if request.path.startswith("/elsewhere"):
            raise web.HTTPFound("http://192.0.2.1/secret")
        if self.etag and self.asked[-1] == self.etag:
            return web.Response(status=304, headers={"ETag": self.etag})
        headers = {"ETag": self.etag} if self.etag else {}
        return web.Response(
            status=self.status, body=self.content, headers=headers, content_type="text/calendar"
        )


@dataclass(slots=True)
class Inn:
    """A house with one link, and its clock."""

    database: Database
    server: Server
    clock: WoundClock = field(default_factory=lambda: WoundClock(MORNING))
    chance: SeededChance = field(default_factory=lambda: SeededChance(7))
    _session: aiohttp.ClientSession | None = None

    async def link(self, channel: str = AIRBNB, target: str = "302", path: str = "/a.ics") -> int:
        """Read this room's or type's calendar from the server."""
        by_room = target.isdigit()
        url, now = self.server.url + path, self.clock.now()
        found = await self.database.write(feeds.add, channel, target, by_room, url, now)
        assert found is not None
        return found

    async def poll(self, *entries: str, after: timedelta = timedelta(minutes=15)) -> None:
        """The calendar says this now, and is read when it is due again."""
        self.server.content = calendar(*entries)
        await self.read(after)

    async def read(self, after: timedelta = timedelta(minutes=15)) -> int:
        """Read what is due after a while."""
        self.clock.wind(self.clock.now() + after)
        if self._session is None:
            self._session = aiohttp.ClientSession()
        world = World(clock=self.clock, chance=self.chance)
        return await Polling(self.database, world, FeedReader(self._session, here=True)).run()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def stays(self) -> list[tuple[str, str, int, int]]:
        """(code, state, first and last day counted from 1 December) of every booking."""
        return await self.database.read(_stays)

    async def rooms(self, booking_id: int) -> list[str]:
        return await self.database.read(rooms.rooms_of, booking_id)

    async def sell(
        self, ref: str, arrival: int, departure: int, kind: str = "lake", source: str = "direct"
    ) -> None:
        """The house sells a room itself, or writes down by hand what a channel sold."""
        wish = Wish(source, ref, "confirmed", "王芳", day(arrival), day(departure), kind)
        await self.database.write(intake.record, [wish], day(1), self.clock.now(), self.chance)

    async def employ(self) -> None:
        """An owner who is told things."""
        await self.database.write(_employ, self.clock.now())

    async def told(self) -> list[str]:
        """What the house was told so far."""
        return await self.database.read(_told)

    async def todos(self) -> list[str]:
        return [kind for _, kind, _, _ in await self.database.read(todos.unfinished)]


def _stays(connection: Connection) -> list[tuple[str, str, int, int]]:
    columns = BookingRow.id, BookingRow.state, BookingRow.arrival, BookingRow.departure
    rows = connection.execute(select(*columns).order_by(BookingRow.id))
    return [
        (f"B{row.id}", row.state, (row.arrival - day(1)).days + 1, (row.departure - day(1)).days + 1)
        for row in rows
    ]


def _told(connection: Connection) -> list[str]:
    return [row["text"] for row in connection.scalars(select(OutboxRow.payload).order_by(OutboxRow.id))]


def _employ(connection: Connection, now: datetime) -> None:
    person_id, address_id = people.add(connection, Address("wechat", "gh_inn", "o-owner"), "zh_CN", now)
    places.begin(connection, address_id, places.Place())
    people.appoint(connection, person_id, "owner", "", "段姐")


def numbers(found: Sequence[tuple[str, str, int, int]], state: str) -> list[tuple[int, int]]:
    """The days of the stays in a state."""
    return sorted((first, last) for _, one, first, last in found if one == state)
