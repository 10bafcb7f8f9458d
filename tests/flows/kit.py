"""A house whose people talk through the one door, on a SQLite file of its own; what it sends is kept. It asserts nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.inbound import Inbound, Kind
from bot.turn import Door
from bot.wechat.texts import split_text
from scheduler.channel import Abilities, Accepted, Outcome, TemplateMap
from scheduler.delivery import Delivery
from scheduler.doors import Lock
from scheduler.tick import Tick
from store import bookings, claims, house, intake, people, places, replies
from store.bookings import BookingRow
from store.database import Connection, Database, open_database
from store.intake import Wish
from store.locks import MemoryLocks
from store.people import Address, Role
from store.places import Place
from store.sealing import KeyRing
from store.todos import TodoRow
from store.world import Chance, World, WoundClock
from tests.chance import SeededChance
from tests.conftest import MORNING

RING = KeyRing(b"f" * 32)
GUEST, OTHER, STAFF = "o-guest", "o-other", "o-staff"


class Post:
    """The way out to everybody: takes each thing once and keeps it."""

    def __init__(self) -> None:
        self.abilities = Abilities(customer_service=True, template=False)
        self.sent: list[tuple[str, str]] = []

    async def send_text(self, to: str, text: str) -> Outcome:
        self.sent.append((to, text))
        return Accepted(str(len(self.sent)))

    async def send_picture(self, to: str, picture: bytes, caption: str) -> Outcome:
        return await self.send_text(to, caption)

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        return await self.send_text(to, caption)

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        raise AssertionError("this account has no templates")


@dataclass(slots=True)
class Inn:
    """The house under test: what is said to it, and what it knows."""

    url: str
    world: World
    clock: WoundClock
    database: Database
    door: Door
    post: Post = field(default_factory=Post)
    lock: Lock | None = None  # the house's doors
    said: int = 0  # messages so far: their keys
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def say(self, text: str, who: str = GUEST) -> str:
        """The answer to one message; "" when nothing is said."""
        answer = await self.door.handle(self.inbound(text, who))
        if answer.outbox_id is not None:
            await self.database.write(replies.written, [answer.outbox_id], self.clock.now())
        return answer.text or ""

    async def show(self, kind: Kind, who: str = GUEST) -> str:
        """The answer to something that is no text."""
        inbound = replace(self.inbound("", who), kind=kind, media_id=f"M{self.said}")
        return (await self.door.handle(inbound)).text or ""

    async def talk(self, *texts: str, who: str = GUEST) -> list[str]:
        """The answers to several messages, each after the answer to the one before."""
        return [await self.say(text, who) for text in texts]

    def inbound(self, text: str, who: str = GUEST) -> Inbound:
        """A typed message, not delivered yet."""
        self.said += 1
        return Inbound(f"{who}:{self.said}", address_of(who), "text", self.clock.now(), text)

    async def place(self, who: str = GUEST) -> Place:
        """Where the conversation stands."""
        standing = await self.database.read(places.standing, address_of(who))
        return standing.place if standing is not None else Place()

    async def slots(self, who: str = GUEST) -> dict[str, Any]:
        """What the conversation knows."""
        return dict(((await self.place(who)).state or {}).get("slots", {}))

    async def set_place(self, who: str = GUEST, **changes: Any) -> None:
        """Leave the place as an older version of the product would have."""
        standing = await self.database.read(places.standing, address_of(who))
        assert standing is not None
        place = replace(standing.place, version=standing.place.version + 1, **changes)
        await self.database.write(places.move, standing.address_id, standing.place.version, place)

    async def is_spoken_to(self, who: str = GUEST) -> None:
        """Something else reaches this person unasked."""
        standing = await self.database.read(places.standing, address_of(who))
        assert standing is not None
        await self.database.write(places.follow_with, standing.address_id)

    async def employ(self, who: str = STAFF, role: Role = "staff") -> None:
        """Somebody of the house, on duty."""
        await self.say("帮助", who)
        await self.database.write(_appoint, address_of(who), role)

    async def book(
        self,
        ref: str,
        first: int,
        nights: int,
        who: str = GUEST,
        kind: str = "lake",
        adults: int = 2,
        children: int = 0,
    ) -> int:
        """A confirmed booking from a day of December 2026 on, held by somebody who wrote before."""
        arrival, departure = date(2026, 12, first), date(2026, 12, first + nights)
        wish = Wish(
            "direct", ref, "confirmed", "王芳", arrival, departure, kind,
            phone="+8613800008000", adults=adults, children=children, total=103600,
        )  # fmt: skip
        return await self.database.write(_book, wish, address_of(who), self.clock.now(), self.world.chance)

    async def code(self, booking_id: int) -> str:
        """The five letters with which a booking is bound."""
        booking = await self.database.read(bookings.get, booking_id)
        assert booking is not None
        return booking.claim or ""

    async def tick(self) -> None:
        """What the clock of `serve` does by itself."""
        await Tick(
            self.database,
            self.world,
            Delivery(self.database, self.world, {"wechat": self.post}, lock=self.lock),
        ).run()

    async def todos(self) -> list[str]:
        """The kinds of what waits for a person, oldest first."""
        return await self.database.read(_todos)

    async def bookings(self) -> list[tuple[str, str]]:
        """(code, state) of all bookings."""
        return await self.database.read(_bookings)

    async def change_house(self, path: str, value: Any) -> None:
        """The owner changes a value of the house file, and the house is opened anew."""
        await self.database.write(house.override, path, value, self.clock.now())
        await self.restart()

    async def restart(self) -> None:
        """The process ends, and another one opens the same database."""
        await self.close()
        self.database, self.door, self._open = await _opened(self.url, self.world)

    async def close(self) -> None:
        """The process ends."""
        await self.door.drain()
        await self._open.aclose()


async def open_inn(url: str, at: datetime = MORNING, said: int = 0) -> Inn:
    """Open the house on a migrated database; `said` messages were said before."""
    clock = WoundClock(at)
    world = World(clock=clock, chance=SeededChance(said))
    database, door, stack = await _opened(url, world)
    return Inn(url, world, clock, database, door, said=said, _open=stack)


async def _opened(url: str, world: World) -> tuple[Database, Door, AsyncExitStack]:
    stack = AsyncExitStack()
    database = await stack.enter_async_context(open_database(url, RING))
    door = Door(database, world, MemoryLocks(), split_text, linger=0.0)
    return database, door, stack


def address_of(who: str) -> Address:
    return Address("wechat", "gh_inn", who)


def _appoint(connection: Connection, address: Address, role: Role) -> None:
    standing = places.standing(connection, address)
    assert standing is not None
    people.appoint(connection, standing.person_id, role)


def _book(connection: Connection, wish: Wish, address: Address, now: datetime, chance: Chance) -> int:
    standing, present = places.standing(connection, address), house.present(connection)
    assert standing is not None
    assert present is not None
    intake.record(connection, [wish], house.house_day(present.house, now), now, chance)
    named = select(BookingRow.id).where(BookingRow.source_ref == wish.source_ref)
    booking_id = connection.execute(named).scalar_one()
    claims.confirm(connection, standing.person_id, booking_id, now)
    return booking_id


def _todos(connection: Connection) -> list[str]:
    waiting = select(TodoRow.kind).where(TodoRow.done_at.is_(None)).order_by(TodoRow.id)
    return list(connection.scalars(waiting))


def _bookings(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.execute(select(BookingRow.id, BookingRow.state).order_by(BookingRow.id))
    return [(f"B{row.id}", row.state) for row in rows]
