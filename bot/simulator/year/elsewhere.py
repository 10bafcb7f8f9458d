"""Bookings made on other channels: invented day by day, brought in as a channel's CSV file, changed and cancelled."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.cli.import_ import record
from bot.importing import Good, Rules, Sheet, words_for_types
from bot.simulator.year.fate import Dice
from bot.simulator.year.guests import Guest, invented
from bot.simulator.year.town import Town
from store import booking_marks
from store.intake import Recorded

CHANNELS = ("美团", "携程", "途家", "小红书", "Booking")
HEADER = ("来源", "订单号", "姓名", "手机", "房型", "入住", "离店", "成人", "总价", "状态")
FOLLOWS = 0.45  # so many of those who booked elsewhere ever follow the account
AHEAD = 45  # days, at most
STOCK = 8  # days' worth of bookings that are there on the first morning


@dataclass(frozen=True, slots=True)
class Order:
    """A booking as a channel has it."""

    channel: str
    number: str
    guest: Guest
    kind: str
    arrival: date
    nights: int
    people: int
    yuan: int
    cancelled: bool = False

    def row(self) -> tuple[str, ...]:
        """A line of the channel's file."""
        leaves = self.arrival + timedelta(days=self.nights)
        state = "已取消" if self.cancelled else "已确认"
        days = self.arrival.isoformat(), leaves.isoformat()
        who = self.guest.name, self.guest.number
        return (self.channel, self.number, *who, self.kind, *days, str(self.people), str(self.yuan), state)


@dataclass(slots=True)
class Elsewhere:
    """All other channels together."""

    town: Town
    dice: Dice
    seed: str
    a_day: float  # bookings, on the average
    orders: list[Order] = field(default_factory=list)
    known: int = 0

    async def works(self, last: date) -> AsyncIterator[datetime]:
        """Every morning the file of what came in, changed or was cancelled since yesterday."""
        while self.town.today <= last:
            yield self.town.at(self.town.today, 7, 45) + self.dice.minutes(0, 20)
            changed = [*self._otherwise(), *self._new()]
            await self._bring(changed)
            yield self.town.at(self.town.today + timedelta(days=1), 7, 15)

    def _new(self) -> list[Order]:
        count = int(self.a_day) + self.dice.happens(self.a_day % 1)
        if not self.known:  # the house did not open today
            count += int(STOCK * self.a_day)
        fresh = [self._invented() for _ in range(count)]
        self.orders += fresh
        return fresh

    def _invented(self) -> Order:
        self.known += 1
        kind = self.dice.one([kind for kind in self.town.house.room_types.values() for _ in kind.rooms])
        ahead = min(self.dice.whole(0, AHEAD) for _ in range(3))
        nights = min(self.dice.whole(1, 5), self.dice.whole(1, 4))
        guest = invented(self.town, self.seed, 5000 + self.known)
        return Order(
            self.dice.one(CHANNELS),
            f"{self.known:06d}",
            guest,
            kind.name,
            self.town.today + timedelta(days=ahead),
            nights,
            self.dice.whole(1, kind.adults),
            self.dice.whole(200, 900) * nights,
        )

    def _otherwise(self) -> list[Order]:
        """Some that stand are cancelled or moved, before their day."""
        moved = []
        for place, order in enumerate(self.orders):
            if order.cancelled or not self.dice.happens(0.008):
                continue
            shifted = order.arrival + timedelta(days=self.dice.whole(1, 4))
            cancels = self.dice.happens(0.7)
            self.orders[place] = (
                replace(order, cancelled=True) if cancels else replace(order, arrival=shifted)
            )
            moved.append(self.orders[place])
        self.orders = [order for order in self.orders if order.arrival > self.town.today]
        return moved

    async def _bring(self, orders: list[Order]) -> None:
        """Through the file and its reader, as `xiaoer import bookings` would."""
        if not orders:
            return
        text = io.StringIO()
        csv.writer(text).writerows([HEADER, *(order.row() for order in orders)])
        rules = Rules(words_for_types(self.town.house), "CN", "", lambda wish: wish.source_ref)
        rows = list(Sheet(io.StringIO(text.getvalue()), rules).rows())
        wishes = tuple(row.wish for row in rows if isinstance(row, Good))
        assert len(wishes) == len(orders), rows
        world = self.town.lives.world
        _, results = await self.town.lives.done(record, wishes, self.town.today, self.town.now, world)
        for order, result in zip(orders, results, strict=True):
            self.town.counts[f"imported: {result}"] += 1
            if result is Recorded.CREATED:
                await self._follows(order)
        await self.town.round()

    async def _follows(self, order: Order) -> None:
        """Some of them scan the card of their booking, on the eve or at the desk."""
        if not order.guest.dice.happens(FOLLOWS):
            return
        booking_id = await self.town.lives.looked(booking_marks.id_of, order.channel, order.number)
        assert booking_id is not None
        early = self.town.at(order.arrival - timedelta(days=1), 10)
        when = early if order.guest.dice.happens(0.5) else self.town.at(order.arrival, 14, 40)
        self.town.agenda.enter(when + order.guest.dice.minutes(0, 200), order.guest.binds(booking_id))
