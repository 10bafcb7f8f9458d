"""A house with guests, bookings and a WeChat around it, on a real database. Only for the tests of the scheduler."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update

from bot.drawing.painter import Painter
from bot.pictures import renderers
from bot.simulator.account import Account, Kind
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.simulator.seen import Source
from bot.simulator.state import Template
from bot.wechat.channel import WeChatChannel
from bot.wechat.client import WeChatApi
from bot.wechat.transport import open_session
from scheduler.channel import Abilities, TemplateMap
from scheduler.delivery import Delivery
from scheduler.tick import Tick, plan
from store import claims, house, intake, outbox, people, places
from store.bookings import BookingRow, State
from store.database import Connection, Database, open_database
from store.house_file import House, demo_house
from store.intake import Wish
from store.outbox import OutboxRow
from store.people import Address, AddressRow, Role
from store.places import TYPED, Place, PlaceRow
from store.sealing import KeyRing
from store.shared import MemoryShared
from store.todos import TodoRow
from store.world import MachineTime, World, WoundClock
from tests.chance import SeededChance

CUSTOM, TEMPLATE = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
MORNING = datetime(2026, 12, 1, 2, tzinfo=UTC)  # 10:00 in the house
EVENING = datetime(2026, 12, 1, 10, tzinfo=UTC)  # 18:00 in the house: the hour of the reminder
TOMORROW = date(2026, 12, 2)


@dataclass
class HandMachine(MachineTime):
    """Machine time that moves by its own sleeps alone."""

    at: float = 1000.0

    def seconds(self) -> float:
        return self.at

    def wall(self) -> int:
        return 1_796_000_000 + int(self.at)

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


@dataclass(frozen=True)
class Row:
    """A row of the outbox as a test looks at it."""

    key: str
    kind: str
    status: str
    channel: str
    reason: str
    due_at: datetime
    tries: int


@dataclass
class Inn:
    """The house under test: what happens in it, in one call each."""

    database: Database
    world: World
    clock: WoundClock
    machine: HandMachine
    platform: Platform
    delivery: Delivery
    tick: Tick

    # --- time ---

    def wind(self, to: datetime) -> None:
        self.clock.wind(to)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def database_time_passes(self, seconds: float) -> None:
        """What leases and doubts are counted in; machine time, in which WeChat counts, goes with it."""
        self.machine.at += seconds
        await self.database.write(_age, seconds)

    # --- people ---

    async def guest(self, number: int, language: str = "zh_CN", role: Role = "guest") -> int:
        """A follower of the house with no window open: the address's id."""
        openid = openid_of(number)
        user = self.platform.state.user(openid)
        user.following = True
        address = Address("wechat", self.platform.account.gh_id, openid)
        return await self.database.write(_arrive, address, language, role, self.now)

    async def writes(self, address_id: int) -> None:
        """The guest wrote a moment ago: both ledgers are open."""
        await self.database.write(_window, address_id, TYPED[0], self.now + TYPED[1])
        openid = await self.database.read(_openid, address_id)
        self.platform.state.user(openid).touch(self.now, TYPED)

    def phone(self, number: int) -> Phone:
        return self.platform.phone(openid_of(number))

    def got(self, number: int) -> list[Source]:
        """By which ways the guest got something, oldest first."""
        return [shown.source for shown in self.phone(number).messages]

    # --- bookings ---

    async def book(
        self,
        ref: str = "A1",
        arrival: date = TOMORROW,
        *,
        nights: int = 2,
        state: State = "confirmed",
        holder: int | None = None,
    ) -> int:
        """Book, or change the booking of the same `ref`; the holder is an address's id. The booking's id."""
        wish = Wish("direct", ref, state, "王芳", arrival, arrival + timedelta(days=nights), "lake")
        await self.database.write(intake.record, [wish], self.now.date(), self.now, self.world.chance)
        booking_id = await self.database.read(_booking_id, ref)
        if holder is not None:
            await self.bind(booking_id, holder)
        return booking_id

    async def bind(self, booking_id: int, address_id: int) -> None:
        person = await self.database.read(_person, address_id)
        await self.database.write(claims.confirm, person, booking_id, self.now)

    async def plan(self) -> int:
        """Plan what changed; how many bookings."""
        count = 0
        while found := await self.database.write(plan, self.now):
            count += found
        return count

    # --- the outbox ---

    async def tell(self, address_id: int, text: str, kind: str = "answer", key: str = "") -> None:
        await self.database.write(outbox.say, key or f"k:{text}", kind, address_id, text, self.now)

    async def deliver(self) -> dict[str, int]:
        return await self.delivery.deliver()

    async def rows(self) -> list[Row]:
        return await self.database.read(_rows)

    async def row(self, kind: str = "arrival") -> Row:
        """The only row of this kind."""
        (found,) = [row for row in await self.rows() if row.kind == kind]
        return found

    async def place(self, address_id: int) -> PlaceRow:
        return await self.database.read(_place, address_id)

    async def todos(self) -> list[tuple[str, int | None, str]]:
        """(kind, booking, why) of what waits for a person."""
        return await self.database.read(_todos)


def openid_of(number: int) -> str:
    return f"oGuest{number:022d}"


def abilities(account: Account, document: House) -> Abilities:
    """What this kind of account can do, with the house's templates."""
    templates = document.wechat.templates.items()
    maps: dict[str, TemplateMap] = {
        purpose: TemplateMap(template.id, dict(template.fields)) for purpose, template in templates
    }
    return Abilities(account.may("custom"), account.may("template"), maps, media=account.may("media"))


@asynccontextmanager
async def opened(url: str, document: House | None = None, kind: Kind = "service") -> AsyncIterator[Inn]:
    """The house on the migrated database `url`, with a simulated WeChat of this kind of account."""
    document = document or demo_house()
    clock, machine = WoundClock(MORNING), HandMachine()
    world = World(clock, machine, SeededChance())
    ring = KeyRing(bytes(range(32)), None, world.chance)
    account = Account(kind=kind)
    async with (
        open_database(url, ring) as database,
        Platform(account, world) as platform,
        open_session() as session,
    ):
        for template in document.wechat.templates.values():
            content = "\n".join(f"{{{{{field}.DATA}}}}" for field in template.fields)
            platform.add_template(Template(template.id, "入住提醒", content))
        await database.write(house.load, document, clock.now())
        base = await platform.start()
        api = WeChatApi(account.appid, account.secret, session, MemoryShared(machine), world, base)
        channel = WeChatChannel(api, abilities(account, document), machine.wall)
        delivery = Delivery(
            database,
            world,
            {"wechat": channel},
            pictures=renderers(database, world, Painter()),
            source=channel,
            mass=channel.mass,
        )
        yield Inn(database, world, clock, machine, platform, delivery, Tick(database, world, delivery))


def _arrive(connection: Connection, address: Address, language: str, role: Role, now: datetime) -> int:
    person_id, address_id = people.add(connection, address, language, now)
    places.begin(connection, address_id, Place())
    if role != "guest":
        people.appoint(connection, person_id, role)
    return address_id


def _window(connection: Connection, address_id: int, left: int, until: datetime) -> None:
    connection.execute(
        update(PlaceRow)
        .where(PlaceRow.address_id == address_id)
        .values(window_left=left, window_until=until, version=PlaceRow.version + 1)
    )


def _openid(connection: Connection, address_id: int) -> str:
    return str(connection.scalar(select(AddressRow.external_id).where(AddressRow.id == address_id)))


def _person(connection: Connection, address_id: int) -> int:
    return int(
        connection.execute(select(AddressRow.person_id).where(AddressRow.id == address_id)).scalar_one()
    )


def _booking_id(connection: Connection, ref: str) -> int:
    return int(connection.execute(select(BookingRow.id).where(BookingRow.source_ref == ref)).scalar_one())


def _rows(connection: Connection) -> list[Row]:
    found = connection.execute(
        select(
            OutboxRow.key,
            OutboxRow.kind,
            OutboxRow.status,
            OutboxRow.channel,
            OutboxRow.reason,
            OutboxRow.due_at,
            OutboxRow.tries,
        ).order_by(OutboxRow.id)
    )
    return [Row(*row) for row in found]


def _place(connection: Connection, address_id: int) -> PlaceRow:
    columns = select(*PlaceRow.__table__.columns).where(PlaceRow.address_id == address_id)
    row = connection.execute(columns).mappings().one()
    return PlaceRow(**row)


def _todos(connection: Connection) -> list[tuple[str, int | None, str]]:
    rows = connection.execute(select(TodoRow.kind, TodoRow.booking_id, TodoRow.detail).order_by(TodoRow.id))
    return [(row.kind, row.booking_id, str(row.detail.get("reason", ""))) for row in rows]


def _age(connection: Connection, seconds: float) -> None:
    """Move every lease and every attempt into the past: database time cannot be wound."""
    back = int(seconds * 1000)
    connection.execute(
        update(OutboxRow).values(
            lease_until=OutboxRow.lease_until - back, attempted_at=OutboxRow.attempted_at - back
        )
    )
