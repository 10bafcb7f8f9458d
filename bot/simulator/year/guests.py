"""Invented guests: how they find the house, book, stay, ask, complain, fall silent and go. Each follows their own dice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.simulator.phone import Phone
from bot.simulator.year import phrases
from bot.simulator.year.fate import Dice
from bot.simulator.year.phrases import BOOKED, Said
from bot.simulator.year.town import Town
from store import bookings, invariants, stays
from store.bookings import Booking
from store.database import Connection

ROUNDS = 9  # a guest answers so often before they give up
STANDING = ("held", "confirmed", "in_house")


@dataclass(slots=True)
class Guest:
    """One person with a phone."""

    town: Town
    dice: Dice
    manner: str
    name: str
    number: str
    phone: Phone
    booking_id: int | None = None
    quits: bool = False  # never says a word again
    _seen: int = field(default=0)

    async def say(self, words: str, counts: str = "") -> str:
        """Type it, unless this person no longer follows; what came back at once. What it counts as is counted when typed."""
        if self.quits or not self.phone.following:
            return ""
        if counts:
            self.town.counts[counts] += 1
        return await self.town.say(self.phone, words)

    # --- booking in chat ---

    async def books(self, arrival: date, nights: int) -> AsyncIterator[datetime]:
        """Follow, ask, be asked, book; change or cancel; then the stay."""
        kind = self.dice.one([kind for kind in self.town.house.room_types.values() for _ in kind.rooms])
        people = self.dice.whole(1, kind.adults)
        await self.phone.follow()
        yield self.town.now + self.dice.minutes(1, 5)
        heard = await self.say(self._opening(arrival, nights, people, kind.name))
        said = self._said(kind, people)
        for turn in range(ROUNDS):
            words = self._next(heard, said, turn)
            if words is None:
                break
            yield self.town.now + self.dice.minutes(0, 2 if self.manner != "fickle" else 40)
            heard = await self.say(words)
            if (booked := BOOKED.search(heard)) and words == said.yes:
                self.booking_id = int(booked[0][1:])
                break
        if self.booking_id is None:
            self.town.counts["asked and did not book"] += 1
            return
        self.town.counts["booked in chat"] += 1
        if self.dice.happens(0.3):  # what it costs, with a link to pay it
            yield self.town.now + self.dice.minutes(20, 200)
            await self.say("my bill" if self.manner == "english" else "账单")
        async for moment in self._second_thoughts(arrival):
            yield moment
        async for moment in self._stay():
            yield moment

    def _opening(self, arrival: date, nights: int, people: int, kind: str) -> str:
        words = self.dice.one(phrases.OPENINGS[self.manner])
        month = phrases.MONTHS[arrival.month - 1]
        return words.format(m=arrival.month, d=arrival.day, n=nights, p=people, kind=kind, month=month)

    def _said(self, kind: object, people: int) -> Said:
        english = self.manner == "english"
        room = getattr(kind, "name_en" if english else "name")
        yes = "yes please" if english else self.dice.one(("对", "好", "可以", "是的"))
        count = f"{people} people" if english else f"{people}个人"
        return Said(room, f"{self.name} {self.number}", self.number, self.name, count, yes)

    def _next(self, heard: str, said: Said, turn: int) -> str | None:
        """What this person answers; the fickle change their minds, the terse pick the first number."""
        words = phrases.answer(said, heard)
        if words is None or self.dice.happens(0.03):
            return None
        if self.dice.happens(0.04):
            return self.dice.one(phrases.NONSENSE)
        if self.manner == "fickle" and turn < 3 and self.dice.happens(0.4):
            return self.dice.one(("还是改成住一晚吧", "几点退房", "算了", "不对，三个人"))
        if self.manner == "terse" and words == said.room:
            return "1"
        return words

    async def _second_thoughts(self, arrival: date) -> AsyncIterator[datetime]:
        """Some change their days, some cancel."""
        left = (arrival - self.town.today).days
        if left < 3 or not self.dice.happens(0.25):
            return
        yield self.town.at(
            self.town.today + timedelta(days=self.dice.whole(1, left - 1)), self.dice.whole(9, 21)
        )
        moved = arrival + timedelta(days=self.dice.whole(1, 3))
        cancels = self.dice.happens(0.6)
        heard = await self.say("取消订单" if cancels else f"我想改到{moved.month}月{moved.day}号")
        if phrases.answer(Said("1", "", "", "", "", "好"), heard) == "好":
            yield self.town.now + self.dice.minutes(0, 3)
            if self.dice.happens(0.15):
                await self.say("算了")
            else:
                await self.say("好", "cancelled or changed in chat")

    # --- who booked elsewhere ---

    async def binds(self, booking_id: int) -> AsyncIterator[datetime]:
        """Scan the card of the booking, or type its code; then the stay."""
        booking = await self._booking(booking_id)
        if booking is None or booking.claim is None or booking.state not in STANDING:
            return
        self.booking_id = booking_id
        if self.dice.happens(0.6):
            await self.phone.scan(f"bk_{booking.claim}")
        else:
            await self.phone.follow()
            yield self.town.now + self.dice.minutes(0, 3)
            await self.say(booking.claim if not self.dice.happens(0.1) else f"我的绑定码是{booking.claim}")
        self.town.counts["bound from elsewhere"] += 1
        async for moment in self._stay():
            yield moment

    # --- the stay ---

    async def _stay(self) -> AsyncIterator[datetime]:
        """From the eve to the week after; each does only what is like them."""
        booking = await self._booking(self.booking_id)
        if booking is None:
            return
        eve = self.town.at(booking.arrival - timedelta(days=1), 18, 30) + self.dice.minutes(0, 150)
        yield eve
        booking = await self._booking(self.booking_id)  # it may have moved, or ended
        if booking is None or booking.state not in STANDING:
            return
        if self.dice.happens(0.05):
            self.quits = True
        if self.dice.happens(0.6):
            await self.say(self.dice.one(("大概下午三点到", "1", "晚上8点左右到", "还不知道")))
        if self.manner != "english" and self.dice.happens(0.25):
            await self._registers()
        yield self.town.at(booking.arrival, self.dice.whole(16, 20), self.dice.whole(0, 59))
        async for moment in self._days(booking.departure):
            yield moment
        async for moment in self._afterwards(booking.departure):
            yield moment

    async def _days(self, departure: date) -> AsyncIterator[datetime]:
        """Evenings and mornings, as long as they are here."""
        while await self.town.lives.looked(_here, self.booking_id):
            if self.dice.happens(0.5):
                await self.say(self.dice.one(phrases.QUESTIONS[self.manner]))
                yield self.town.now + self.dice.minutes(1, 90)
            if self.dice.happens(0.4) and await self.town.lives.looked(_here, self.booking_id):
                await self._wishes(self.dice.one(phrases.WISHES[self.manner]))
                yield self.town.now + self.dice.minutes(20, 80)
                await self.say(self.dice.one(("谢谢", "进度", "还没好", "好了，谢谢")))
            if self.dice.happens(0.04):
                await self.say(self.dice.one(phrases.COMPLAINTS), "complaints")
            if self.dice.happens(0.08):
                await self.say("人工")
            if self.dice.happens(0.1):
                await self.say(self.dice.one(phrases.SMALL_TALK))
            yield self.town.at(self.town.today + timedelta(days=1), 9, 35) + self.dice.minutes(0, 60)
            if self.dice.happens(0.5):
                await self.say(self.dice.one(("1", "1", "1", "2", "睡得很好")))
            if self.town.today >= departure:
                await self._leaves()
                return
            yield self.town.at(self.town.today, self.dice.whole(17, 22), self.dice.whole(0, 59))

    async def _registers(self) -> None:
        """Give the names beforehand, as far as the house asks."""
        heard = await self.say("登记")
        for _ in range(ROUNDS):
            words = phrases.registers(heard, self.name)
            if words is None:
                return
            heard = await self.say(words, "registered beforehand" if words == phrases.RIGHT else "")

    async def _leaves(self) -> None:
        """Some check out alone, the bill read back; few of them think better of it."""
        if not self.dice.happens(0.3) or not await self.town.lives.looked(_here, self.booking_id):
            return
        if phrases.LEAVES.search(await self.say("check out" if self.manner == "english" else "退房")):
            await self.say("yes" if self.manner == "english" else "好", "checked out alone")
            if self.dice.happens(0.08):
                await self.say("undo" if self.manner == "english" else "撤销")

    async def _wishes(self, words: str) -> None:
        """Ask for something, and see that the house has it down: as a ticket, or because a person hears it."""
        if self.quits or not self.phone.following:
            return
        asked = self.town.now
        heard = await self.say(words, "wishes")
        if phrases.WHICH_ROOM.search(heard):  # nobody bound to a stay here: the house has to ask
            heard = await self.say(next(iter(self.town.house.rooms())))
        kept = await self.town.lives.looked(invariants.wish_kept, self.phone.openid, asked, words)
        if not kept:
            self.town.lost_wishes.append(f"{asked.isoformat()} {words!r}: {heard!r}")

    async def _afterwards(self, departure: date) -> AsyncIterator[datetime]:
        """The survey, points, and good-bye: some stop the messages, some unfollow, few want to be forgotten."""
        yield self.town.at(departure, 14, 30) + self.dice.minutes(10, 300)
        if self.dice.happens(0.6):
            await self.say(self.dice.one(("5", "5", "5", "4", "4", "3", "2", "1", "3 热水慢", "很好，谢谢")))
            yield self.town.now + self.dice.minutes(1, 5)
            await self.say(self.dice.one(("谢谢", "没有了", "跳过", "早餐很好吃")))
        if self.dice.happens(0.2):
            await self.say("积分")
        yield self.town.at(departure + timedelta(days=1), 11) + self.dice.minutes(0, 400)
        if self.dice.happens(0.1):
            await self.say("退订推送", "opted out")
        if self.dice.happens(0.04):
            await self.say("删除我的信息")
            yield self.town.now + self.dice.minutes(0, 2)
            await self.say("确定", "asked to be forgotten")
        elif self.dice.happens(0.15) and self.phone.following:
            await self.phone.unfollow()
            self.town.counts["unfollowed"] += 1

    async def _booking(self, booking_id: int | None) -> Booking | None:
        return None if booking_id is None else await self.town.lives.looked(bookings.get, booking_id)


def _here(connection: Connection, booking_id: int) -> bool:
    booking = bookings.get(connection, booking_id)
    return (
        booking is not None and booking.state == "in_house" and stays.of(connection, booking_id) is not None
    )


def invented(town: Town, seed: str, number: int) -> Guest:
    """The guest of this number: manner, name and phone follow from the seed."""
    dice = Dice(f"{seed}/guest/{number}")
    manner = dice.one(phrases.MANNERS)
    if manner == "english":
        name = f"{dice.one(phrases.FIRST_NAMES)} {dice.one(phrases.LAST_NAMES)}"
    else:
        name = dice.one(phrases.SURNAMES) + "".join(dice.one(phrases.GIVEN) for _ in range(2))
    digits = f"{dice.one(('138', '139', '158', '186', '177'))}{number % 10000:04d}{dice.whole(0, 9999):04d}"
    town.names.add(digits)
    if manner != "english":
        town.names.add(name)
    phone = town.platform.phone(f"oGuest{number:022d}")
    return Guest(town, dice, manner, name, digits, phone)
