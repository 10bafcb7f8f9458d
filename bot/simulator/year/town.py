"""What the invented people share: clock, agenda, phones and what went over them. Decides nothing for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.simulator.courier import Delivery
from bot.simulator.messages import Value
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.simulator.replies import FAULT_TEXT
from bot.simulator.state import MESSAGE_WINDOW
from bot.simulator.year.agenda import Agenda
from bot.simulator.year.fate import Dice
from bot.simulator.year.lives import Lives
from store import hurry, places
from store.database import Connection
from store.house import house_day
from store.house_file import House
from store.people import Address
from store.world import WoundClock

LOOK = timedelta(minutes=30)  # at least so often the house looks at its clock
CUSTOM = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
FAULTS = (  # in how many of a thousand messages WeChat has each trouble
    ("twice", 8),
    ("busy", 6),
    ("broken", 3),
    ("token", 2),
    ("late", 8),
)


@dataclass(slots=True)
class Town:
    """Everybody and everything outside the product."""

    house: House
    platform: Platform
    clock: WoundClock
    lives: Lives
    dice: Dice
    agenda: Agenda = field(default_factory=Agenda)
    counts: Counter[str] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)
    lost_wishes: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  # what must not stand readable in the file
    paid: Counter[int] = field(default_factory=Counter)  # in fen, by booking, as people of the house took it
    ticket_minutes: list[float] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        return self.house.zone_info

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self) -> date:
        return house_day(self.house, self.now)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A moment of a day on the house's wall clock; never one that is over."""
        wanted = datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone)
        return max(wanted, self.now + timedelta(minutes=1))

    async def wind(self, to: datetime) -> None:
        """Let time go by, halting wherever something is due on the way."""
        while self.now < to:
            due = await self.lives.looked(hurry.next_due, self.now)
            stop = min(to, self.now + LOOK, due or to)
            passed = stop - self.now
            self.clock.wind(stop)
            await self.lives.done(hurry.pass_time, int(passed.total_seconds() * 1000))
            await self.round()

    async def round(self) -> None:
        """A round of the clock, until one that nobody died of."""
        while await self.lives.tick() is None:
            await self.platform.settled()
        await self.platform.settled()

    async def reads_calendars(self) -> None:
        """The house reads the calendars of other channels, until it did not die of it."""
        while await self.lives.poll() is None:
            await self.platform.settled()
        await self.round()

    async def say(self, phone: Phone, text: str, *, guest: bool = True) -> str:
        """Type and send; what came back at once. WeChat has its troubles now and then."""
        delivery = await self._sent(phone, text)
        self.counts["messages" if guest else "words of the house"] += 1
        if not delivery.text or delivery.text == FAULT_TEXT:
            await self._silent(phone, text, delivery)
        await self.round()
        return delivery.text

    async def _sent(self, phone: Phone, text: str) -> Delivery:
        trouble = self._trouble()
        if trouble:
            self.counts[f"trouble: {trouble}"] += 1
        match trouble:
            case "twice":
                self.platform.deliver_twice()
            case "busy":
                self.platform.fail_next(CUSTOM, errcode=-1, times=self.dice.whole(1, 3))
            case "broken":
                self.platform.fail_next(CUSTOM, drop="after" if self.dice.happens(0.5) else "before")
                self.platform.fail_next(TEMPLATE, drop="after" if self.dice.happens(0.5) else "before")
            case "token":
                self.platform.expire_token()
            case "late":
                return await self._late(phone, text)
        return await phone.say(text)

    async def _late(self, phone: Phone, text: str) -> Delivery:
        """WeChat held the message for some minutes: the window counts from when it was typed."""
        typed = self.now
        phone.state.user(phone.openid).touch(typed, MESSAGE_WINDOW)
        await self.wind(typed + self.dice.minutes(1, 4))
        if not phone.following:
            return Delivery({})
        fields: dict[str, Value] = {"MsgType": "text", "Content": text, "CreateTime": int(typed.timestamp())}
        return await phone.send_fields(fields)

    def _trouble(self) -> str:
        thrown = self.dice.whole(1, 1000)
        for name, so_many in FAULTS:
            thrown -= so_many
            if thrown <= 0:
                return name
        return ""

    async def _silent(self, phone: Phone, text: str, delivery: Delivery) -> None:
        """No answer is right only while a person of the house talks to the guest."""
        if delivery.text == FAULT_TEXT or not await self.lives.looked(_muted, self._address(phone), self.now):
            problems = ", ".join(attempt.problem or "ok" for attempt in delivery.attempts)
            self.unanswered.append(f"{self.now.isoformat()} {phone.openid}: {text!r} ({problems})")

    def _address(self, phone: Phone) -> Address:
        return Address("wechat", self.platform.account.gh_id, phone.openid)


def _muted(connection: Connection, address: Address, now: datetime) -> bool:
    standing = places.standing(connection, address)
    muted = standing.place.muted_until if standing is not None else None
    return muted is not None and muted > now
