"""An invented booking platform on this machine: a calendar of what it sold, for the product to read, and a reader of the house's.

Refuses any address beyond loopback. It sells only what the house's calendar leaves free, and knows no guest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web

from bot.simulator.faults import Faults
from bot.simulator.loopback import listen, only_here
from scheduler.calendars import Unreadable, read

NAME, KIND = "山海订房", "court"
HOUSE_ZONE = ZoneInfo("Asia/Shanghai")
AHEAD = range(3, 60)  # days from today on which a stay that it sells may begin
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sold:
    """One stay as the platform has it."""

    uid: str
    arrival: date
    departure: date

    def nights(self) -> set[date]:
        return {self.arrival + number * DAY for number in range((self.departure - self.arrival).days)}


def written(sold: Iterable[Sold]) -> str:
    """A calendar that says so."""
    lines = [line for one in sold for line in _entry(one)]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])


def uid(number: int) -> str:
    """How the platform names its first, second … sale: no two alike, whatever became of the others."""
    return f"{number:04d}@shanhai.example"


def _entry(one: Sold) -> tuple[str, ...]:
    days = f"DTSTART;VALUE=DATE:{one.arrival:%Y%m%d}", f"DTEND;VALUE=DATE:{one.departure:%Y%m%d}"
    return ("BEGIN:VEVENT", *days, "SUMMARY:Reserved", f"UID:{one.uid}", "END:VEVENT")


@dataclass(slots=True)
class SimulatedChannel:
    """The platform; an async context manager while its calendar is served. What it sold is kept in `file`."""

    file: Path
    faults: Faults
    sold: list[Sold] = field(default_factory=list)
    link: str = ""  # of its calendar
    ours: str = ""  # where it reads the house's
    full: frozenset[date] = frozenset()  # nights that the house's calendar says are taken
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> SimulatedChannel:
        if self.file.exists():
            self.sold = [
                Sold(uid, date.fromisoformat(first), date.fromisoformat(end))
                for uid, first, end in json.loads(self.file.read_text("utf-8"))
            ]
        app = web.Application()
        app.router.add_get(f"/{KIND}.ics", self._calendar)
        self._runner = web.AppRunner(app, access_log=None)
        self.link = f"{await listen(self._runner)}/{KIND}.ics"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def has(self, sold: Iterable[Sold]) -> None:
        """It has sold these, and keeps them."""
        self.sold = list(sold)
        rows = [[one.uid, one.arrival.isoformat(), one.departure.isoformat()] for one in self.sold]
        self.file.write_text(json.dumps(rows), "utf-8")

    async def sell(self, today: date) -> Sold | None:
        """Somebody books two nights there: the first that it believes to be free; None when it knows of none."""
        await self.look()
        taken = self.full.union(*(one.nights() for one in self.sold))
        number = max((int(one.uid.partition("@")[0]) for one in self.sold), default=0) + 1
        for ahead in AHEAD:
            one = Sold(uid(number), today + ahead * DAY, today + (ahead + 2) * DAY)
            if not one.nights() & taken:
                self.has([*self.sold, one])
                return one
        return None

    async def look(self) -> None:
        """Read the house's calendar, as such platforms do every now and then; what it knew before holds when it can't."""
        if not self.ours:
            return
        link = only_here(self.ours)
        try:
            async with aiohttp.ClientSession() as session, session.get(link) as answer:
                entries = read(await answer.read(), HOUSE_ZONE).entries
        except (aiohttp.ClientError, Unreadable):
            return
        self.full = frozenset().union(*(Sold("", one.arrival, one.departure).nights() for one in entries))

    async def _calendar(self, request: web.Request) -> web.Response:
        if self.faults.calendar:
            raise web.HTTPBadGateway
        await self.look()
        return web.Response(text=written(self.sold), content_type="text/calendar")
