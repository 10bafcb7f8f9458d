"""The product in this process, under the simulated WeChat: furnished for the demo, listening, ended and opened anew.

Lends the product nothing: it has its own settings, data folder and port, and hears of the simulator over HTTP alone.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from bot.app import Product, assembled
from bot.cli.serve import listen
from bot.context import PAY
from bot.settings import Settings
from bot.simulated_lock import SimulatedLock
from bot.simulator.account import Account, Kind
from bot.simulator.calendar import NAME, SimulatedChannel
from bot.simulator.demo_channel import CHANNELS, join, ours
from bot.simulator.demo_data import FOLLOWERS, SEED, move_in
from bot.simulator.platform import Platform
from bot.simulator.state import Template
from bot.simulator.till import SimulatedTill
from bot.simulator.year.fate import Fated
from bot.web_server import ICAL
from bot.wechat.menu import guest_buttons
from scheduler import doors
from scheduler.tick import foresee
from store import door_codes, hurry, outbox_sheet
from store.house_file import House, demo_house
from store.world import World

KEY = "data.key"
HOUSE_ACCOUNTS = {"service", "subscription", "personal", "test"}


@dataclass(slots=True)
class Premises:
    """The demo's house with its product running; an async context manager."""

    folder: Path
    platform: Platform
    world: World
    port: int
    api: str = ""
    product: Product | None = None
    till: SimulatedTill = field(default_factory=lambda: SimulatedTill(b"the demo's till"))
    channel: SimulatedChannel = field(init=False)
    lock: SimulatedLock = field(default_factory=SimulatedLock)  # goes on while the product is opened anew
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _beside: AsyncExitStack = field(
        default_factory=AsyncExitStack
    )  # what runs on while the product is opened anew
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.channel = SimulatedChannel(self.folder / "calendar.json", self.platform.state.faults)

    async def __aenter__(self) -> Premises:
        self.api = await self.platform.start()
        await self._beside.enter_async_context(self.till)
        await self._beside.enter_async_context(self.channel)
        for template in demo_house().wechat.templates.values():
            self.platform.add_template(Template(template.id, "入住提醒", template_content(template.fields)))
        for openid in FOLLOWERS:
            self.platform.came_before(openid)
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._opening:
            await self._stack.aclose()
        await self._beside.aclose()

    @property
    def name(self) -> str:
        return demo_house().called("zh_CN")

    @property
    def rooms(self) -> tuple[str, ...]:
        return tuple(room for kind in demo_house().room_types.values() for room in kind.rooms)

    async def reopen(self, kind: Kind) -> None:
        """End the product as a stop would, and start it again with an account of this kind; its data stays."""
        async with self._opening:
            await self._stack.aclose()
            self.product = None
            self.platform.account = replace(self.platform.account, kind=kind)
            self._stack = AsyncExitStack()
            await self._open()

    async def tick(self) -> None:
        """Let the product do what is due at the wound time."""
        async with self._opening:
            assert self.product is not None
            await self._round(self.product)

    async def sold_elsewhere(self) -> bool:
        """A booking comes in on the invented platform, and its calendar is read; False when nothing is free there."""
        async with self._opening:
            assert self.product is not None
            now = self.world.clock.now()
            if await self.channel.sell(now.astimezone(demo_house().zone_info).date()) is None:
                return False
            await self.product.database.write(hurry.read_calendars, now)
            await self._round(self.product)
            return True

    async def opens(self, room: str, code: str) -> bool:
        """Somebody types a code at a door; whether it opens."""
        async with self._opening:
            assert self.product is not None
            opened = self.lock.opens(room, code, self.world.clock.now())
            await self.product.tick.poll()
            return opened

    async def _round(self, product: Product) -> None:
        """What the clock of `serve` does by itself."""
        await product.tick.poll()
        await product.ticking.once()

    async def next_due(self, after: datetime) -> datetime | None:
        """When the first row of the outbox that is due after this moment will be."""
        async with self._opening:
            assert self.product is not None
            return await self.product.database.read(hurry.next_due, after)

    async def sheet(self) -> outbox_sheet.Sheet:
        """The outbox as it stands."""
        async with self._opening:
            assert self.product is not None
            return await self.product.database.read(outbox_sheet.sheet)

    async def waiting(self) -> str:
        """What waits, for the coming year, in words."""
        assert self.product is not None
        now = self.world.clock.now()
        rows = await self.product.database.read(foresee, now + timedelta(days=365))
        return "\n".join(rows) or "（空）"

    async def _open(self) -> None:
        account = self.platform.account
        here = f"http://127.0.0.1:{self.port}"
        more = {"XIAOER_PORT": str(self.port), "XIAOER_PUBLIC_URL": here}
        if robot := self.platform.robot:
            more |= {"XIAOER_WECOM_ROBOT_KEY": robot, "XIAOER_WECOM_API_BASE": self.api}
        settings = product_settings(account, self.api, self.folder, **more)
        self.till.notify = f"{here}{PAY}notify"
        product = await self._stack.enter_async_context(
            assembled(settings, self.world, on_sale(furnished(account)), provider=self.till, reads_here=True)
        )
        await self._fit_lock(product)
        now = self.world.clock.now()
        await product.database.write(move_in, account.gh_id, now)
        fate = Fated(f"demo {SEED} {NAME}")
        self.channel.has(
            await product.database.write(join, tuple(self.channel.sold), self.channel.link, now, fate)
        )
        self.channel.ours = f"{here}{ICAL}{await product.database.write(ours)}.ics"
        stopped = asyncio.Event()
        serving = asyncio.create_task(listen(product, stopped))
        self._stack.push_async_callback(_end, stopped, serving)
        await _until_listening(self.port)
        self.platform.webhook = f"http://127.0.0.1:{self.port}/wechat"
        self.platform.state.menu = guest_buttons()  # as `xiaoer menu push` puts it there
        await product.tick.poll()
        self.product = product

    async def _fit_lock(self, product: Product) -> None:
        """The doors know the codes of a demo that was kept, as real ones would."""
        for code in await product.database.read(door_codes.live):
            if code.state == "active" and not code.by_hand:
                key = doors.Job(code, removes=False).key
                await self.lock.set(code.room, code.code, code.opens_at, code.ends_at, key)
        product.tick.delivery.lock = self.lock


async def _end(stopped: asyncio.Event, serving: asyncio.Task[None]) -> None:
    stopped.set()
    await serving


def product_settings(account: Account, api: str, folder: Path, **more: str) -> Settings:
    """The settings of a product over the simulator, whatever stands in the environment: it must run on any machine."""
    return Settings.load(
        {
            "XIAOER_DATABASE_URL": f"sqlite:///{folder}/xiaoer.db",
            "XIAOER_WECHAT_APP_ID": account.appid,
            "XIAOER_WECHAT_APP_SECRET": account.secret,
            "XIAOER_WECHAT_TOKEN": account.token,
            "XIAOER_WECHAT_AES_KEY": account.aes_key,
            "XIAOER_WECHAT_API_BASE": api,
            "XIAOER_DATA_KEY_FILE": str(folder / KEY),
            **more,
        }
    )


def furnished(account: Account) -> House:
    """The demo's house, with an account of this kind; one without templates has none in its file either."""
    document = demo_house().model_dump(mode="json")
    document["wechat"]["account"] = account.kind if account.kind in HOUSE_ACCOUNTS else "personal"
    if not account.may("template"):
        document["wechat"]["templates"] = {}
    return House.model_validate_json(json.dumps(document))


def on_sale(house: House) -> House:
    """The house with the channels it sells on beside the chat."""
    return House.model_validate_json(json.dumps({**house.model_dump(mode="json"), "channels": CHANNELS}))


def template_content(fields: object) -> str:
    names = {"thing1": "民宿", "thing2": "房型", "time3": "入住时间", "thing4": "提示"}
    return "\n".join(f"{names.get(str(f), f)}：{{{{{f}.DATA}}}}" for f in dict(fields))  # type: ignore[call-overload]


async def _until_listening(port: int) -> None:
    """Wait until the server answers; it takes milliseconds."""
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        await writer.wait_closed()
        return
