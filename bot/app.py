"""Puts the parts together, once: settings in, a running product out. `serve`, the demo, the command line and tests all use it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import locales
from bot import flows, metrics
from bot.context import Server
from bot.doctor.examination import examine
from bot.drawing.painter import Painter
from bot.feed_reader import open_reader
from bot.opening import opened
from bot.pictures import renderers
from bot.settings import Settings
from bot.simulated_lock import SimulatedLock
from bot.turn import Door
from bot.understanding.learned import learned
from bot.ways_out import (
    Following,
    NotReady,
    app_channel,
    model_reader,
    robot_channel,
    wechat_channel,
    wechat_pay,
)
from bot.webhook import Webhook, Written
from bot.wechat import texts
from bot.wechat.envelope import Account
from bot.wechat.taps import linked
from scheduler.channel import Channel
from scheduler.clock import Ticking
from scheduler.delivery import Delivery
from scheduler.polling import Polling
from scheduler.provider import Provider
from scheduler.tick import Tick
from store import house, people, replies, wecom_accounts
from store.codes import CODE_LETTERS
from store.database import Database
from store.house_file import House, blank_house, parse_house
from store.sealing import KeyRing
from store.shared import Shared, open_shared
from store.world import World

if TYPE_CHECKING:
    from bot.wechat.channel import WeChatChannel


@dataclass(frozen=True)
class Product:
    """Everything that runs, put together."""

    settings: Settings
    world: World
    database: Database
    door: Door
    tick: Tick
    ticking: Ticking
    channel: WeChatChannel
    written: Written
    owner_code: str
    provider: Provider | None = None

    @cached_property
    def webhook(self) -> Webhook:
        """The HTTP edge of this product. Raises ValueError when the account's settings are missing."""
        return Webhook(
            self.door,
            account(self.settings),
            self.world,
            lambda: self.channel.abilities.customer_service,
            self.written.note,
            partial(_send_late, self.database, self.world, self.ticking),
            self.channel.language_of,
        )


@asynccontextmanager
async def assembled(
    settings: Settings,
    world: World,
    document: House | None = None,
    seen_through: Callable[[Database], Database] = lambda database: database,
    provider: Provider | None = None,
    reads_here: bool = False,
) -> AsyncIterator[Product]:
    """The product on its database, brought up to date; taken apart in order at the end. Raises NotReady.

    `document` is the house instead of the file that the settings name. `seen_through` lets a simulation stand between
    the product and its database. With `reads_here` calendars on this machine are read too: for the demo alone.
    """
    if problems := flows.problems():
        raise NotReady("\n".join(problems))
    locales.load()
    learned()  # a damaged file is told before a guest writes
    async with AsyncExitStack() as stack:
        own, ring = await stack.enter_async_context(opened(settings, world))
        database = seen_through(own)
        present = await load_house(database, settings, world, document)
        redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
        locks, shared, close_shared = open_shared(redis_url, world)
        stack.push_async_callback(close_shared)
        channel = await stack.enter_async_context(wechat_channel(settings, present, world, shared))
        channels: dict[str, Channel] = {"wechat": channel}
        if settings.wecom_robot_key is not None:
            robot = await stack.enter_async_context(robot_channel(settings, world))
            channels[people.GROUP.channel] = robot
        if has_app := settings.wecom_secret is not None:
            channels[people.APP] = await stack.enter_async_context(app_channel(settings, world, shared))
        await database.write(wecom_accounts.set_app, has_app)
        await database.write(people.set_group, settings.wecom_robot_key is not None, world.clock.now())
        painter = Painter()
        stack.callback(painter.close)
        pictures = renderers(database, world, painter)
        delivery = Delivery(database, world, channels, settings.public_url or "", pictures, channel)
        delivery.mass = channel.mass
        provider = provider or await stack.enter_async_context(wechat_pay(settings, world))
        delivery.provider = provider
        delivery.lock = SimulatedLock() if settings.lock == "simulated" else None
        delivery.refresh = Following(database, channel).look
        delivery.examine = partial(_examined, settings, world, shared, database)
        reader = await stack.enter_async_context(open_reader(here=reads_here))
        tick = Tick(database, world, delivery, Polling(database, world, reader))
        ticking = Ticking(tick, metrics.observe_tick)
        code = owner_code(ring)
        door = Door(
            database,
            world,
            locks,
            texts.split_text,
            Server(code, settings.public_url or "", has_app, provider.name if provider is not None else ""),
            wake=ticking.wake,
            link=linked,
            model=await stack.enter_async_context(model_reader(settings, world)),
        )
        written = Written(lambda ids: database.write(replies.written, ids, world.clock.now()))
        yield Product(settings, world, database, door, tick, ticking, channel, written, code, provider)
        await door.drain()
        await written.flush()


async def load_house(database: Database, settings: Settings, world: World, document: House | None) -> House:
    """The house as it stands after the file was taken in. Where there never was one, an empty house waits for its owner."""
    found = document
    if found is None and settings.house.exists():
        found = parse_house(settings.house.read_bytes())
    if found is not None:
        await database.write(house.load, found, world.clock.now())
    present = await database.read(house.present)
    if present is None:
        await database.write(house.load, blank_house(), world.clock.now())
        present = await database.read(house.present)
    assert present is not None, "a house was just loaded"
    return present.house


def account(settings: Settings) -> Account:
    """The account's secrets as the webhook needs them."""

    def secret(value: object) -> str:
        return value.get_secret_value() if hasattr(value, "get_secret_value") else ""

    return Account(
        app_id=settings.wechat_app_id or "",
        token=secret(settings.wechat_token),
        aes_key=secret(settings.wechat_aes_key),
        aes_key_previous=secret(settings.wechat_aes_key_previous),
        mode=settings.wechat_mode,
    )


async def _examined(
    settings: Settings, world: World, shared: Shared, database: Database, language: str
) -> tuple[str, ...]:
    """What 体检 in chat answers."""
    report = await examine(settings, world, shared, database)
    return texts.split_text(report.short(language))


async def _send_late(database: Database, world: World, ticking: Ticking, row_id: int) -> None:
    await database.write(replies.late, row_id, world.clock.now())
    ticking.wake()


def owner_code(ring: KeyRing) -> str:
    """The one-time code that makes the first owner: the same at every start, useless once there is an owner."""
    digest = int(ring.hashes("house.owner", "claim")[0], 16)
    letters = []
    for _ in range(8):
        digest, place = divmod(digest, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[place])
    return "".join(letters)
