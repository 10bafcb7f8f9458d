"""Replays a golden conversation: phones of the simulated WeChat against the product over signed HTTP.

Gives the transcript as it was really seen; comparing is the test's business. Never sleeps: what must happen together is
held back by the guest's own lock until it is there.
"""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import aiohttp

from bot.simulator.account import Account
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.simulator.seen import Shown
from bot.simulator.till import SimulatedTill
from bot.simulator.winding import parse_moment
from store import bookings, house, hurry, intake, people, places
from store.database import Connection
from store.intake import Wish
from store.people import Address, Role
from store.rooms import Span
from store.world import World, WoundClock
from tests.chance import SeededChance
from tests.conversations.running import Running, house_of, running, settings_of, wechat
from tests.conversations.transcript import BREAK, SILENCE, ZONE, Header, Line, Misspelt, Seen, lines

_STAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\.\.(?:(\d\d)-)?(\d\d)")
_PEOPLE = re.compile(r"(\d+)大(?:(\d+)小)?")
_STAFF_CODE = re.compile(r"(?<=入职)[A-Z2-9]{6}")
_VOUCHER = re.compile(r"(?<![A-Z0-9])(?:[A-Z][2-9]){3}(?![A-Z0-9])")
PUBLIC = "https://inn.example"
_PAYMENT = re.compile(rf"{PUBLIC}/pay/[0-9a-f-]+")
_PLACEHOLDER = re.compile(r"\{code (\w+)\}")


@dataclass(slots=True)
class Replay:
    """One run of one transcript."""

    header: Header
    database_url: str
    reopening: bool = False  # after every turn, as a crash or a deploy would
    clock: WoundClock = field(init=False)
    world: World = field(init=False)
    account: Account = field(init=False)
    platform: Platform = field(init=False)
    api: str = field(init=False)
    house: Running = field(init=False)
    current: str = ""
    staff_code: str = ""  # the last one an owner was given
    voucher: str = ""  # the last one a guest was given
    payment: str = ""  # the last link to pay
    burst: list[str] = field(default_factory=list)
    wishes: dict[str, Wish] = field(default_factory=dict)
    _phones: dict[str, Phone] = field(default_factory=dict)
    _seen: list[tuple[str, Shown]] = field(default_factory=list)
    _till: SimulatedTill = field(default_factory=lambda: SimulatedTill(b"till"))
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def run(self, text: str) -> str:
        """The transcript with what was really seen after each action."""
        self.clock = WoundClock(self.header.at)
        self.world = World(clock=self.clock, chance=SeededChance())
        self.account = Account(kind=self.header.account)
        async with wechat(self.account, self.world) as (self.platform, self.api):
            with self.platform.watched(lambda openid, shown: self._seen.append((openid, shown))):
                try:
                    await self._start()
                    written = [await self._line(line) for line in lines(text)]
                finally:
                    await self._open.aclose()
        return "\n".join(written) + "\n"

    # --- one line ---

    async def _line(self, line: Line) -> str:
        if not line.word:
            return line.raw
        try:
            looked_at = await self._act(line)
        except (ValueError, LookupError, IndexError) as error:
            raise Misspelt(f"line {line.number}: {line.raw!r}: {error}") from error
        seen = await self._written()
        if not looked_at:
            return "\n".join([line.raw, *seen])
        if self.reopening:
            await self._restart()
        return "\n".join([line.raw, *(seen or [SILENCE])])

    async def _act(self, line: Line) -> bool:
        """Do what a line says; whether somebody waits for an answer."""
        acts: dict[str, Callable[[str], Coroutine[Any, Any, bool]]] = {
            "guest": self._guest,
            "stranger": self._stranger,
            "staff": self._staff,
            "owner": self._owner,
            "booking": self._booking,
            "cancel": self._cancel,
            "full": self._full,
            "clock": self._wind,
            "restart": self._reopen,
            ">+": self._hold,
            ">": self._type,
            "*": self._do,
        }
        return await acts[line.word](line.rest)

    async def _written(self) -> list[str]:
        """What all phones showed since the last line: the acting one's first, the others' in order of their entrance."""
        seen, self._seen[:] = list(self._seen), []
        names = {phone.openid: name for name, phone in self._phones.items()}
        order = list(names)
        seen.sort(key=lambda item: -1 if names[item[0]] == self.current else order.index(item[0]))
        found = []
        for openid, shown in seen:
            who = "" if names[openid] == self.current else names[openid]
            found.append(Seen(who, shown.source, await self._with_placeholders(shown.text)).written())
        return found

    # --- who is there ---

    async def _guest(self, name: str) -> bool:
        """Take up somebody's phone; a new one follows the account first, and says no more."""
        if self._enter(name):
            await self._phone.follow()
            self._seen.clear()
        return False

    async def _stranger(self, rest: str) -> bool:
        """NAME [LANGUAGE]: somebody who does not follow yet, and what their WeChat is set to."""
        name, _, language = rest.partition(" ")
        self._enter(name)
        if language:
            self.platform.state.user(self._phone.openid).language = language
        return False

    async def _staff(self, name: str) -> bool:
        return await self._employed(name, "staff")

    async def _owner(self, name: str) -> bool:
        return await self._employed(name, "owner")

    async def _employed(self, rest: str, role: Role) -> bool:
        """NAME [DEPARTMENT]: somebody of the house, who wrote a word this day: their window is open."""
        name, _, department = rest.partition(" ")
        if self._enter(name):
            await self._phone.follow()
            address = Address("wechat", self.account.gh_id, self._phone.openid)
            await self._database_write(_appoint, address, role, department, name)
            await self._phone.say("帮助")
            await self.house.round()
            self._seen.clear()
        return False

    def _enter(self, name: str) -> bool:
        if not name:
            raise ValueError("who?")
        new = name not in self._phones
        if new:
            self._phones[name] = self.platform.phone(f"o{len(self._phones) + 1:027d}")
        self.current = name
        return new

    @property
    def _phone(self) -> Phone:
        return self._phones[self.current]

    # --- what happens ---

    async def _booking(self, rest: str) -> bool:
        """REF NAME PHONE TYPE[×ROOMS] STAY PEOPLE [¥TOTAL] [SOURCE]"""
        ref, holder, phone, kind, stay, counts, *more = shlex.split(rest)
        span, (adults, children) = _span(stay), _people(counts)
        kind, _, rooms = kind.partition("×")
        total = next((int(word[1:]) * 100 for word in more if word.startswith("¥")), None)
        source = next((word for word in more if not word.startswith("¥")), "direct")
        wish = Wish(
            source, ref, "confirmed", holder, span.arrival, span.departure, kind,
            phone=None if phone == "-" else f"+86{phone}", rooms=int(rooms or 1),
            adults=adults, children=children, total=total,
        )  # fmt: skip
        self.wishes[ref] = wish
        await self._database_write(_record, [wish], self.world)
        await self.house.round()
        return False

    async def _cancel(self, ref: str) -> bool:
        wish = replace(self.wishes[ref], state="cancelled")
        await self._database_write(_record, [wish], self.world)
        await self.house.round()
        return False

    async def _full(self, rest: str) -> bool:
        """TYPE STAY: every room of a type is taken by others."""
        kind, stay = rest.split()
        span = _span(stay)
        taken = [
            Wish(
                "携程", f"{stay}/{room}", "confirmed", "李女士", span.arrival, span.departure, kind, adults=2
            )
            for room in house_of(self.account).room_types[kind].rooms
        ]
        await self._database_write(_record, taken, self.world)
        await self.house.round()
        return False

    async def _wind(self, rest: str) -> bool:
        """Wind the clock, halting wherever something becomes due on the way."""
        goal = parse_moment(rest, self.clock.now(), ZONE)
        await self.house.round()
        read = self.house.product.database.read
        while (due := await read(hurry.next_due, self.clock.now())) is not None and due <= goal:
            self.clock.wind(due)
            await self.house.round()
        self.clock.wind(goal)
        await self.house.round()
        return True

    async def _reopen(self, _: str) -> bool:
        await self._restart()
        return False

    async def _hold(self, text: str) -> bool:
        """Typed, and on its way together with the next line."""
        self.burst.append(text)
        return False

    async def _type(self, text: str) -> bool:
        texts = [(await self._filled(words)).replace(BREAK, "\n") for words in (*self.burst, text)]
        self.burst.clear()
        if len(texts) == 1:
            await self._phone.say(texts[0])
        else:
            await self._together(texts)
        await self.house.round()
        return True

    async def _together(self, texts: list[str]) -> None:
        """Messages that all wait at the door before the first is looked at."""
        door = self.house.product.door
        address = Address("wechat", self.account.gh_id, self._phone.openid)
        sent = []
        async with door.locks.hold(f"{address.channel}:{address.account}:{address.external_id}"):
            for number, text in enumerate(texts, 1):
                sent.append(asyncio.create_task(self._phone.say(text)))
                while len(door._queues.get(address, ())) < number:  # noqa: ASYNC110 - the door tells nobody who waits
                    await asyncio.sleep(0)
        await asyncio.gather(*sent)

    async def _do(self, rest: str) -> bool:
        """Something done on a phone that is not typing."""
        what, _, about = (await self._filled(rest)).partition(" ")
        if what == "pay":
            await self._pay()
        else:
            await self._press(what, about)
        await self.house.round()
        return True

    async def _press(self, what: str, about: str) -> None:
        phone = self._phone
        match what:
            case "follow":
                await phone.follow(about or None)
            case "unfollow":
                await phone.unfollow()
            case "scan":
                await phone.scan(about)
            case "click":
                await phone.click(about)
            case "tap":
                await phone.tap(about)
            case "voice":
                await phone.send_voice(heard=about)
            case "image":
                await phone.send_image()
            case "video":
                await phone.send_video(short=True)
            case "location":
                await phone.send_location()
            case "event":
                await phone.send_event(about)
            case "sticker":
                await phone.send_sticker()
            case _:
                raise ValueError(f"nobody can {what!r} on a phone")

    async def _pay(self) -> None:
        """Open the last link and press its button, as a browser does."""
        base = self.house.url.removesuffix("/wechat")
        async with aiohttp.ClientSession() as session, self._till:
            async with session.get(self.payment.replace(PUBLIC, base)) as page:
                button = re.search(r'action="([^"]+)"', await page.text())
            if button is None:
                raise LookupError("the page has no button")
            async with session.post(button[1]) as paid:
                paid.raise_for_status()

    # --- the product ---

    async def _start(self) -> None:
        reached = (
            {"public_url": PUBLIC} if self.header.till else {}
        )  # pay pages need an address of the world's
        settings = settings_of(self.account, self.database_url, self.api, **reached)
        house_ = None if self.header.empty else house_of(self.account)
        till = self._till if self.header.till else None
        self.house = await self._open.enter_async_context(running(settings, self.world, house_, till))
        self.platform.webhook = self.house.url

    async def _restart(self) -> None:
        """Close everything and open it again on the same database, as another process would find it."""
        await self._open.aclose()
        await self._start()

    async def _database_write(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return await self.house.product.database.write(work, *arguments, self.clock.now())

    # --- codes that chance drew ---

    async def _filled(self, text: str) -> str:
        """The text with the codes that only the database knows."""
        codes = await self._codes()
        text = text.replace("{owner code}", codes["{owner code}"]).replace("{staff code}", self.staff_code)
        text = text.replace("{voucher}", self.voucher)
        return _PLACEHOLDER.sub(lambda match: codes[match[0]], text)

    async def _with_placeholders(self, text: str) -> str:
        for placeholder, code in (await self._codes()).items():
            text = text.replace(code, placeholder)
        if (shown := _STAFF_CODE.search(text)) is not None:
            self.staff_code = shown[0]
            text = text.replace(shown[0], "{staff code}")
        if (shown := _VOUCHER.search(text)) is not None:
            self.voucher = shown[0]
            text = text.replace(shown[0], "{voucher}")
        if (shown := _PAYMENT.search(text)) is not None:
            self.payment = shown[0]
            text = text.replace(shown[0], "{payment}")
        return text

    async def _codes(self) -> dict[str, str]:
        found = await self.house.product.database.read(_claims, list(self.wishes.values()))
        return {**found, "{owner code}": self.house.product.owner_code}


def _span(text: str) -> Span:
    """``2026-12-24..26`` or ``2026-12-30..01-02``."""
    match = _STAY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no stay")
    year, month, day, last_month, last = match.groups()
    arrival = date(int(year), int(month), int(day))
    departure = arrival.replace(month=int(last_month or month), day=int(last), year=arrival.year)
    if departure < arrival:
        departure = departure.replace(year=arrival.year + 1)
    return Span(arrival, departure)


def _people(text: str) -> tuple[int, int]:
    match = _PEOPLE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} are no people")
    return int(match[1]), int(match[2] or 0)


def _record(connection: Connection, wishes: list[Wish], world: World, now: datetime) -> None:
    present = house.present(connection)
    assert present is not None
    intake.record(connection, wishes, house.house_day(present.house, now), now, world.chance)


def _appoint(
    connection: Connection, address: Address, role: Role, department: str, name: str, now: datetime
) -> None:
    standing = places.standing(connection, address)
    assert standing is not None
    people.appoint(connection, standing.person_id, role, department, name)


def _claims(connection: Connection, wishes: list[Wish]) -> dict[str, str]:
    found = {}
    for wish in wishes:
        for booking in bookings.arriving(connection, wish.arrival):
            if (booking.source, booking.source_ref) == (wish.source, wish.source_ref) and booking.claim:
                found[f"{{code {wish.source_ref}}}"] = booking.claim
    return found
