"""Puts the parts together, once: settings in, a running product out. `serve`, the demo, the command line and tests all use it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

import locales
from bot import flows, metrics
from bot.channel_pages import ChannelPages
from bot.context import PAY, Server
from bot.doctor.examination import examine
from bot.drawing.painter import Painter
from bot.feed_reader import open_reader
from bot.links import LinkPages
from bot.pay_pages import PayPages
from bot.pictures import renderers
from bot.settings import Settings
from bot.simulated_lock import SimulatedLock
from bot.turn import CODE_LETTERS, Door
from bot.understanding.learned import learned
from bot.webhook import BODY_LIMIT, Webhook, Written
from bot.wechat import texts
from bot.wechat.envelope import Account
from bot.wechat.taps import linked
from scheduler.channel import Abilities, Channel, TemplateMap
from scheduler.clock import Ticking
from scheduler.delivery import Delivery
from scheduler.polling import Polling
from scheduler.provider import Provider
from scheduler.tick import Tick
from store import house, migrations, people, replies, revision
from store.database import Database, is_embedded, open_database
from store.errors import Unavailable
from store.house_file import House, blank_house, parse_house
from store.sealing import KeyRing
from store.shared import Shared, open_shared
from store.world import World

if TYPE_CHECKING:
    from bot.model import Reader
    from bot.wechat.channel import WeChatChannel

LINKS, ICAL = "/s/", "/ical/"  # what follows is a secret, and never logged
VERIFY_FILE = re.compile(r"(MP|WW)_verify_[A-Za-z0-9]{1,64}\.txt")

log = structlog.get_logger(__name__)


class NotReady(Exception):
    """The product cannot start; the message lists every reason. Caught by the command line."""


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
    the product and its database.
    """
    if problems := flows.problems():
        raise NotReady("\n".join(problems))
    locales.load()
    learned()  # a damaged file is told before a guest writes
    current, previous = settings.data_keys()
    ring = KeyRing(current, previous, world.chance)
    url = settings.database_url.get_secret_value()
    if is_embedded(url):
        await migrations.upgrade(url)
    else:
        await migrations.check(url)
    async with AsyncExitStack() as stack:
        database = seen_through(await stack.enter_async_context(open_database(url, ring)))
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
        await database.write(people.set_app, has_app)
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


def abilities(document: House) -> Abilities:
    """What the account can do, by the house as it stands: its kind, and what the doctor found."""
    wechat = document.wechat
    maps: Mapping[str, TemplateMap] = {
        purpose: TemplateMap(template.id, dict(template.fields))
        for purpose, template in wechat.templates.items()
    }
    return Abilities(wechat.can("customer_service"), wechat.can("template"), maps, media=wechat.can("media"))


async def _examined(
    settings: Settings, world: World, shared: Shared, database: Database, language: str
) -> tuple[str, ...]:
    """What 体检 in chat answers."""
    report = await examine(settings, world, shared, database)
    return texts.split_text(report.short(language))


@dataclass(slots=True)
class Following:
    """Lets the channel follow the house: what the doctor found, or the owner changed, holds without a restart."""

    database: Database
    channel: WeChatChannel
    seen: int = -1  # the revision

    async def look(self) -> None:
        """Take over what changed since the last look."""
        newest = await self.database.read(revision.number)
        if newest == self.seen:
            return
        present = await self.database.read(house.present)
        if present is not None:
            self.channel.abilities = abilities(present.house)
            self.seen = present.revision


@asynccontextmanager
async def wechat_channel(
    settings: Settings, document: House, world: World, shared: Shared
) -> AsyncIterator[WeChatChannel]:
    """The way out to WeChat, and to what people sent there."""
    from bot.wechat.channel import WeChatChannel  # noqa: PLC0415 - half a second that --help need not pay
    from bot.wechat.client import WeChatApi  # noqa: PLC0415 - half a second that --help need not pay
    from bot.wechat.transport import open_session  # noqa: PLC0415 - half a second that --help need not pay

    secret = settings.wechat_app_secret.get_secret_value() if settings.wechat_app_secret else ""
    async with open_session() as session:
        api = WeChatApi(
            settings.wechat_app_id or "", secret, session, shared, world, settings.wechat_api_base
        )
        yield WeChatChannel(api, abilities(document), world.machine.wall)


@asynccontextmanager
async def robot_channel(settings: Settings, world: World) -> AsyncIterator[Channel]:
    """The way out to the house's WeCom group."""
    from bot.wechat.robot import RobotChannel  # noqa: PLC0415 - only houses with a group need it
    from bot.wechat.transport import open_session  # noqa: PLC0415 - only houses with a group need it

    assert settings.wecom_robot_key is not None
    async with open_session() as session:
        yield RobotChannel(
            settings.wecom_robot_key.get_secret_value(), session, world, settings.wecom_api_base
        )


@asynccontextmanager
async def app_channel(settings: Settings, world: World, shared: Shared) -> AsyncIterator[Channel]:
    """The way out to the members of the house's WeCom."""
    from bot.wechat.transport import open_session  # noqa: PLC0415 - only houses with an app need it
    from bot.wechat.wecom_app import WecomAppChannel  # noqa: PLC0415 - only houses with an app need it

    assert settings.wecom_secret is not None
    async with open_session() as session:
        yield WecomAppChannel(
            settings.wecom_corp_id or "",
            settings.wecom_agent_id or 0,
            settings.wecom_secret.get_secret_value(),
            session,
            shared,
            world,
            settings.wecom_api_base,
        )


@asynccontextmanager
async def wechat_pay(settings: Settings, world: World) -> AsyncIterator[Provider | None]:
    """Who takes the house's payments; None where nobody does. Raises NotReady when a key can't be read."""
    if not (settings.pay_mchid and settings.pay_serial and settings.pay_api_key and settings.public_url):
        yield None
        return
    if not (settings.pay_key_file and settings.pay_wechat_key_file and settings.pay_wechat_key_id):
        yield None
        return
    from bot.wechat.pay import WeChatPay  # noqa: PLC0415 - only houses that take payments need it
    from bot.wechat.pay_signing import Merchant, NoKey, merchant_key, wechat_key  # noqa: PLC0415 - the same
    from bot.wechat.transport import open_session  # noqa: PLC0415 - the same

    try:
        merchant = Merchant(
            settings.pay_mchid,
            settings.pay_serial,
            merchant_key(settings.pay_key_file),
            settings.pay_api_key.get_secret_value().encode(),
            settings.pay_wechat_key_id,
            wechat_key(settings.pay_wechat_key_file),
        )
    except NoKey as error:
        raise NotReady(f"there is no key of WeChat Pay in {error}") from None
    async with open_session() as session:
        yield WeChatPay(
            settings.wechat_app_id or "",
            merchant,
            session,
            world,
            settings.pay_api_base,
            f"{settings.public_url}{PAY}notify",
        )


@asynccontextmanager
async def model_reader(settings: Settings, world: World) -> AsyncIterator[Reader | None]:
    """The language model that reads what the rules could not; None where the house allows none."""
    if settings.llm_url is None:
        yield None
        return
    from bot.model import Model  # noqa: PLC0415 - only houses with a model need it
    from bot.wechat.transport import open_session  # noqa: PLC0415 - only houses with a model need it

    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    async with open_session() as session:
        yield Model(session, world, settings.llm_url, settings.llm_model, key).read


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


def web_app(product: Product) -> web.Application:
    """The public web server: the webhook, links to press, health, verification files; nothing else."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_guard])
    app.router.add_get("/wechat", product.webhook.handshake, allow_head=False)
    app.router.add_post("/wechat", product.webhook.push)
    pages = LinkPages(product.database, product.world, product.ticking.wake)
    app.router.add_get(f"{LINKS}{{token}}", pages.show)
    app.router.add_post(f"{LINKS}{{token}}", pages.press)
    channels = ChannelPages(product.database, product.world, product.ticking.wake)
    app.router.add_get(f"{ICAL}{{token:[0-9a-z-]+}}.ics", channels.calendar, allow_head=False)
    app.router.add_post("/channel/{name:[a-z0-9_]+}", channels.take)
    if product.provider is not None:
        pay = PayPages(product.database, product.world, product.provider, product.ticking.wake)
        app.router.add_post(f"{PAY}notify", pay.notified)
        app.router.add_get(f"{PAY}{{token}}", pay.show)
    app.router.add_get("/healthz", _healthy)
    app.router.add_get("/readyz", partial(_ready, product.database))
    app.router.add_get(
        "/{name:(?:MP|WW)_verify_[A-Za-z0-9]+\\.txt}", partial(_verify_file, product.settings.verify_dir)
    )
    return app


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever breaks inside, WeChat gets something well-formed and the operator a trace."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:  # the edge of the process: nothing behind it may show
        secret = next((start for start in (LINKS, ICAL, PAY) if request.path.startswith(start)), "")
        log.exception("request failed", path=secret or request.path)
        if request.path == "/wechat":
            return web.Response(text="success")
        return web.Response(status=503, text="try again later")


async def _healthy(request: web.Request) -> web.Response:
    """The process answers."""
    return web.Response(text="ok")


async def _ready(database: Database, request: web.Request) -> web.Response:
    """The database answers too, and there is a house."""
    try:
        present = await database.read(house.present)
    except Unavailable:
        return web.Response(status=503, text="database unavailable")
    return web.Response(text="ready") if present else web.Response(status=503, text="no house")


async def _verify_file(folder: Path | None, request: web.Request) -> web.Response:
    """A file with which WeChat or WeCom makes sure that the domain is ours."""
    name = request.match_info["name"]
    if folder is None or not VERIFY_FILE.fullmatch(name) or not (folder / name).is_file():
        raise web.HTTPNotFound
    return web.Response(text=(folder / name).read_text("utf-8").strip())
