"""Invented people of the house: they act on what their phone shows, soon, late or never, and do their daily rounds."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.simulator.phone import Phone
from bot.simulator.seen import Shown
from bot.simulator.year.fate import Dice
from bot.simulator.year.town import Town
from store import bookings, rooms, stays, tickets
from store.bookings import Booking
from store.database import Connection

TICKET = re.compile(r"^(\d+)号 \S+｜", re.MULTILINE)
REOPENED = re.compile(r"【客人说没好】(\d+)号")
UNTAKEN = re.compile(r"【(?:没人接|\d+分钟没人接)】\s*(\d+)号")
NEW = re.compile(r"【新单·待确认】(B\d+)")
ASKS = re.compile(r"【(?:改单|取消)申请】(B\d+)")
CLOSE = re.compile(r"关好回「(已关\w+)」")
TALK = re.compile(r"回「(回\w+) 您的话」")
OPINION = re.compile(r"回「回意见(\d+) 您的话」")
WHO = re.compile(r"回「(是\w+)」")
PAID_ONLINE = re.compile(r"【线上收款】(B\d+)")
GIVE_BACK = re.compile(r"「(退款B\d+)」")
OPEN = re.compile(r"还差¥(\d+(?:\.\d+)?)")
YES = re.compile(r"就这么办吗")
LATE = timedelta(hours=12)


@dataclass(slots=True)
class Crew:
    """Two for the rooms and the desk, and the owner."""

    town: Town
    dice: Dice
    staff: tuple[Phone, Phone]
    owner: Phone
    _taken_up: set[str] = field(default_factory=set)  # what somebody is about to act on

    def shown(self, openid: str, shown: Shown) -> None:
        """A message reached a phone: whoever of the house reads it may act on it."""
        for phone in (*self.staff, self.owner):
            if phone.openid == openid and shown.source == "service":
                self._read(phone, shown.text)

    def _read(self, phone: Phone, text: str) -> None:
        for pattern, acts in _READS:
            if found := pattern.search(text):
                key = f"{pattern.pattern}/{found[1]}/{text[:40]}"
                if key not in self._taken_up:
                    self._taken_up.add(key)
                    self.town.agenda.enter(self.town.now + self._soon(), acts(self, phone, found[1]))
                return

    def _soon(self) -> timedelta:
        """How long until somebody looks at the phone: mostly minutes, sometimes much later; asleep at night."""
        local = self.town.now.astimezone(self.town.zone)
        soon = self.dice.minutes(1, 8) if self.dice.happens(0.9) else self.dice.minutes(20, 90)
        if local.hour < 7 and self.dice.happens(0.7):
            return timedelta(hours=7 - local.hour) + soon
        return soon

    async def _say(self, phone: Phone, words: str) -> str:
        return await self.town.say(phone, words, guest=False)

    # --- what they read ---

    async def ticket(self, phone: Phone, number: str) -> AsyncIterator[datetime]:
        """Take it, do it, say so; late, put off, or forgotten until the owner asks."""
        began, fate = self.town.now, self.dice.number()
        if fate < 0.05:
            self.town.counts["tickets forgotten at first"] += 1
            yield self.town.at(self.town.today + timedelta(days=1), 9, 15)
        elif fate < 0.15:
            yield self.town.now + self.dice.minutes(25, 60)
        await self._say(phone, f"接{number}")
        yield self.town.now + self.dice.minutes(6, 30)
        if self.dice.happens(0.05):
            await self._say(phone, f"{number} 等配件")
            yield self.town.now + self.dice.minutes(200, 900)
        await self._say(phone, f"好了{number}")
        self.town.ticket_minutes.append((self.town.now - began).total_seconds() / 60)

    async def decide(self, phone: Phone, code: str) -> AsyncIterator[datetime]:
        """Mostly yes; sometimes no; sometimes nobody does, and the hold lapses."""
        fate = self.dice.number()
        if fate < 0.06:
            return
        await self._say(phone, f"拒{code} 满房了" if fate < 0.12 else f"确认{code}")
        yield self.town.now + self.dice.minutes(2, 30)
        if self.dice.happens(0.8):
            await self._say(phone, f"已关{code}")
        if self.dice.happens(0.6):
            await self._asks_for_a_deposit(phone, code)

    async def _asks_for_a_deposit(self, phone: Phone, code: str) -> None:
        words = f"付款链接{code} 定金 {self.dice.whole(1, 3) * 100}"
        if YES.search(await self._say(phone, words)):
            await self._say(phone, "好")
            self.town.counts["links sent"] += 1

    async def concede(self, phone: Phone, code: str) -> AsyncIterator[datetime]:
        """Something of what was paid online goes back, as a kindness: the owner's word, now and then."""
        if self.dice.happens(0.5):
            yield self.town.now + self.dice.minutes(5, 600)
            if YES.search(await self._say(self.owner, f"退款{code} {self.dice.whole(1, 12) * 10}")):
                await self._say(self.owner, "好")
                self.town.counts["given back"] += 1

    async def give_back(self, phone: Phone, words: str) -> AsyncIterator[datetime]:
        """What was paid too much, or lies with the till: the owner's word, sooner or later."""
        if phone is self.owner:
            yield self.town.now + self.dice.minutes(1, 90)
            if YES.search(await self._say(phone, words)):
                await self._say(phone, "好")
                self.town.counts["given back"] += 1

    async def agree(self, phone: Phone, code: str) -> AsyncIterator[datetime]:
        """A wish to change or cancel: granted, refused, or left for the morning."""
        fate = self.dice.number()
        if fate < 0.1:
            yield self.town.at(self.town.today + timedelta(days=1), 9, 20)
        await self._say(phone, f"不行{code} 那几天满了" if fate > 0.85 else f"同意{code}")
        yield self.town.now + self.dice.minutes(2, 10)
        await self._say(phone, f"已关{code}")

    async def close(self, phone: Phone, words: str) -> AsyncIterator[datetime]:
        yield self.town.now + self.dice.minutes(1, 60)
        await self._say(phone, words)

    async def talk(self, phone: Phone, words: str) -> AsyncIterator[datetime]:
        """Write to the guest, then give them back; or forget to, and the clock does."""
        await self._say(phone, f"{words} 好的，我马上看看")
        if self.dice.happens(0.6):
            yield self.town.now + self.dice.minutes(3, 20)
            await self._say(phone, "交还")

    async def opinion(self, phone: Phone, number: str) -> AsyncIterator[datetime]:
        if self.dice.happens(0.15):
            yield self.town.at(self.town.today + timedelta(days=1), 10)
        await self._say(phone, f"回意见{number} 实在对不起，马上去处理")
        yield self.town.now + self.dice.minutes(20, 200)
        await self._say(phone, f"意见{number} 已办：处理好了")

    async def identify(self, phone: Phone, words: str) -> AsyncIterator[datetime]:
        yield self.town.now + self.dice.minutes(1, 5)
        await self._say(phone, words)

    # --- the rounds of a day ---

    async def rounds(self, last: date) -> AsyncIterator[datetime]:
        """Guests go, rooms are cleaned, guests come; at night who did not come is written down."""
        while self.town.today <= last:
            phone = self.staff[self.town.today.toordinal() % 2]
            yield self.town.at(self.town.today, 8, 10)
            await self._say(phone, "今天")
            for booking in await self.town.lives.looked(stays.leaving, self.town.today):
                async for moment in self._leaves(phone, booking):
                    yield moment
            yield self.town.at(self.town.today, 12, 30)
            for room in sorted(await self.town.lives.looked(rooms.dirty)):
                yield self.town.now + self.dice.minutes(2, 12)
                await self._say(phone, f"{room}可住")
            yield self.town.at(self.town.today, 14, 30)
            for booking in await self.town.lives.looked(bookings.arriving, self.town.today):
                async for moment in self._arrives(phone, booking):
                    yield moment
            yield self.town.at(self.town.today, 22, 45)
            async for moment in self._nobody_came(phone):
                yield moment
            yield self.town.at(self.town.today + timedelta(days=1), 7, 30)

    async def _leaves(self, phone: Phone, booking: Booking) -> AsyncIterator[datetime]:
        """Out by the room, most at the door, some forgotten until the day ends by itself."""
        if booking.state == "in_house" and self.dice.happens(0.93):
            yield self.town.now + self.dice.minutes(5, 25)
            await self._bill(phone, booking)
            await self._say(phone, f"退房B{booking.id}")

    async def _bill(self, phone: Phone, booking: Booking) -> None:
        """Something from the minibar for some; what is open is paid, now and then mistyped and taken back."""
        if self.dice.happens(0.2):
            await self._say(phone, f"记账B{booking.id} 矿泉水 {self.dice.whole(1, 5) * 5}")
            await self._say(phone, "好")
        if (still := OPEN.search(await self._say(phone, f"账单B{booking.id}"))) is None:
            return
        yuan = still[1]
        if not YES.search(
            await self._say(phone, f"收款B{booking.id} {yuan} {self.dice.one(('微信', '现金'))}")
        ):
            return
        if "记好了" not in await self._say(phone, "好"):
            return
        self.town.counts["bills paid"] += 1
        if self.dice.happens(0.05) and "撤销了" in await self._say(phone, "撤销"):
            return
        self.town.paid[booking.id] += round(float(yuan) * 100)

    async def _arrives(self, phone: Phone, booking: Booking) -> AsyncIterator[datetime]:
        if booking.state != "confirmed" or self.dice.happens(0.04):
            return
        yield self.town.now + self.dice.minutes(3, 30)
        await self._say(phone, f"入住B{booking.id} 登记{booking.adults}人")
        if self.dice.happens(0.02):
            yield self.town.now + self.dice.minutes(0, 3)
            await self._say(phone, "撤销")
            yield self.town.now + self.dice.minutes(1, 3)
            await self._say(phone, f"入住B{booking.id} 登记{booking.adults}人")

    async def _nobody_came(self, phone: Phone) -> AsyncIterator[datetime]:
        for booking in await self.town.lives.looked(bookings.arriving, self.town.today):
            if booking.state == "confirmed" and self.dice.happens(0.8):
                yield self.town.now + self.dice.minutes(1, 3)
                asked = await self._say(phone, f"未到B{booking.id}")
                if YES.search(asked):
                    await self._say(phone, "好")

    # --- the owner ---

    async def owns(self, last: date) -> AsyncIterator[datetime]:
        """Looks in every morning; changes prices, closes rooms and opens them again; late tickets are theirs to end."""
        kinds = list(self.town.house.room_types.values())
        while self.town.today <= last:
            yield self.town.at(self.town.today, 9) + self.dice.minutes(0, 90)
            await self._say(self.owner, self.dice.one(("今天", "待办", "工单", "推送", "到店")))
            if self.dice.happens(0.12):
                kind, first = self.dice.one(kinds), self.town.today + timedelta(days=self.dice.whole(3, 30))
                await self._agreed(f"改价 {first.month}.{first.day} {kind.name} {self.dice.whole(200, 900)}")
            if self.dice.happens(0.05):
                async for moment in self._closes(self.dice.one(self.dice.one(kinds).rooms)):
                    yield moment
            for number in await self.town.lives.looked(_late_tickets, self.town.now):
                yield self.town.now + self.dice.minutes(0, 3)
                await self._say(self.owner, f"好了{number}")
            yield self.town.at(self.town.today + timedelta(days=1), 8, 30)

    async def _closes(self, room: str) -> AsyncIterator[datetime]:
        first = self.town.today + timedelta(days=self.dice.whole(2, 25))
        last = first + timedelta(days=self.dice.whole(0, 3))
        nights = f"{first.month}.{first.day}-{last.month}.{last.day}"
        if await self._agreed(f"关房{room} {nights} 空调坏了"):
            self.town.counts["rooms closed"] += 1
            yield self.town.now + self.dice.minutes(2, 20)
            if self.dice.happens(0.5):
                await self._agreed(f"放房{room} {nights}")

    async def _agreed(self, words: str) -> bool:
        """Say it, and yes to what is shown; sometimes no, sometimes taken back."""
        if not YES.search(await self._say(self.owner, words)):
            return False
        agreed = self.dice.happens(0.9)
        await self._say(self.owner, "好" if agreed else "不用")
        if agreed and self.dice.happens(0.1):
            await self._say(self.owner, "撤销")
            return False
        return agreed


def _late_tickets(connection: Connection, now: datetime) -> list[int]:
    """What was promised long ago and is still to be done."""
    return [ticket.number for ticket in tickets.live(connection) if ticket.due_at < now - LATE]


Act = Callable[[Crew, Phone, str], AsyncIterator[datetime]]
_READS: tuple[tuple[re.Pattern[str], Act], ...] = (
    (REOPENED, Crew.ticket),
    (UNTAKEN, Crew.ticket),
    (OPINION, Crew.opinion),
    (NEW, Crew.decide),
    (ASKS, Crew.agree),
    (TICKET, Crew.ticket),
    (WHO, Crew.identify),
    (TALK, Crew.talk),
    (CLOSE, Crew.close),
    (PAID_ONLINE, Crew.concede),
    (GIVE_BACK, Crew.give_back),
)
