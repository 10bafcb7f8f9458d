"""Guests who pay what a link asks for, soon, twice or never. It knows of payments only what the till and a link say."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from bot.simulator.seen import Shown
from bot.simulator.year.fate import Dice
from bot.simulator.year.till import YearTill
from bot.simulator.year.town import Town
from store import payments

LINK = re.compile(r"/pay/(\d+-[0-9a-f]{32})")
HEARD = 204


@dataclass(slots=True)
class Purse:
    """Pays what the phones show."""

    town: Town
    dice: Dice
    till: YearTill
    _seen: set[str] = field(default_factory=set)  # links somebody decided about

    def shown(self, openid: str, shown: Shown) -> None:
        """A message reached a phone: where it has a link to pay, its guest may follow it."""
        link = LINK.search(shown.text)
        if link is None or link[1] in self._seen:
            return
        self._seen.add(link[1])
        if self.dice.happens(0.7):
            self.town.agenda.enter(self.town.now + self.dice.minutes(1, 45), self.pays(link[1]))

    async def pays(self, token: str) -> AsyncIterator[datetime]:
        """Pay once, whatever is pressed; the house hears of it, mostly."""
        payment = await self.town.lives.looked(payments.by_token, token)
        if payment is None or not await self.till.pay(payment.number):
            self.town.counts["links that were over"] += 1
            return
        self.town.counts["paid by link"] += 1
        self.town.paid[payment.booking_id] += payment.fen
        if self.dice.happens(0.1):
            self.town.counts["payments nobody told of"] += 1
            return
        for _ in range(2 if self.dice.happens(0.2) else 1):
            await self._told(payment.number)
        yield self.town.now + self.dice.minutes(1, 3)
        await self.till.pay(payment.number)  # pressed again

    async def _told(self, number: str) -> None:
        """As a provider does: again, until the house has heard."""
        self.till.silent = False
        heard = 0
        while heard != HEARD:
            try:
                heard = await self.till.tell(number)
            except aiohttp.ClientError:  # it died of it
                await self.town.lives.risen()
        self.till.silent = True
        await self.town.round()
