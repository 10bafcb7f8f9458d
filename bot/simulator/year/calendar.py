"""A channel that the house knows by its calendar alone: it sells one kind of room, and its calendar fails now and then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.simulator.calendar import Sold, written
from bot.simulator.year.fate import Dice
from bot.simulator.year.town import Town
from scheduler.polling import Failed, Fetched
from store import feeds

CHANNEL, LINK = "Airbnb", "https://calendar.example/rooms.ics"
AHEAD = 60  # days, at most
SHOWN = timedelta(days=3)  # what ended is shown for so long
FAILS = 0.06  # of the readings


@dataclass(slots=True)
class Calendar:
    """What is sold there, and its server."""

    town: Town
    dice: Dice
    sold: list[Sold] = field(default_factory=list)
    known: int = 0

    async def works(self, last: date) -> AsyncIterator[datetime]:
        """Some stays a week, some of them cancelled; the house reads it several times a day."""
        kind = self.dice.one(sorted(self.town.house.room_types))
        await self.town.lives.done(feeds.add, CHANNEL, kind, False, LINK, self.town.now)
        while self.town.today <= last:
            if self.dice.happens(0.35):
                self._sell()
            if self.sold and self.dice.happens(0.06):
                self.sold.remove(self.dice.one(self.sold))
            self.sold = [one for one in self.sold if one.departure + SHOWN > self.town.today]
            for hour in (9, 13, 17, 21):
                yield self.town.at(self.town.today, hour, 5) + self.dice.minutes(0, 40)
                await self.town.reads_calendars()
            yield self.town.at(self.town.today + timedelta(days=1), 7, 5)

    async def fetch(self, url: str, etag: str, modified: str, limit: int) -> Fetched | Failed:
        """The calendar; or its server is out of order, or hands out half of it."""
        whole = written(self.sold).encode()
        if not self.dice.happens(FAILS):
            return Fetched(whole)
        self.town.counts["trouble: calendar"] += 1
        return Failed("http_500") if self.dice.happens(0.5) else Fetched(whole[: len(whole) // 2])

    def _sell(self) -> None:
        self.known += 1
        arrival = self.town.today + timedelta(days=self.dice.whole(0, AHEAD))
        departure = arrival + timedelta(days=self.dice.whole(1, 4))
        self.sold.append(Sold(f"{self.known:06d}@calendar.example", arrival, departure))
        self.town.counts["sold by calendar"] += 1
