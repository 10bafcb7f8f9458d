"""The product as `serve` runs it, on a database of the test's own, answering real HTTP. Its clock ticks only when told."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from aiohttp.test_utils import TestServer

from bot.app import Product, assembled
from bot.settings import Settings
from bot.simulator.account import Account
from bot.simulator.platform import Platform
from bot.simulator.state import Template
from bot.simulator.till import SimulatedTill
from bot.web_server import web_app
from store.house_file import House
from store.house_file.samples import demo_house
from store.house_file.wechat import WeChat
from store.world import World
from tests.chance import SeededChance

DATA_KEY = base64.b64encode(bytes(range(32))).decode()
ARRIVAL_LINES = (
    "民宿：{{thing1.DATA}}\n房型：{{thing2.DATA}}\n入住时间：{{time3.DATA}}\n提示：{{thing4.DATA}}"
)
UNHURRIED = 60.0  # seconds of machine time for an answer; what five seconds do is tested with the webhook


def house_of(account: Account) -> House:
    """The demo's house; without templates where the account has none."""
    house = demo_house()
    if account.kind == "test":
        return house.model_copy(update={"wechat": house.wechat.model_copy(update={"account": "test"})})
    if account.may("template"):
        return house
    return house.model_copy(update={"wechat": WeChat(account="personal")})


def settings_of(account: Account, database_url: str, api: str, **more: str) -> Settings:
    """The settings with which the product serves `account`; `more` are further variables, in lower case."""
    environ = {
        "database_url": database_url,
        "wechat_app_id": account.appid,
        "wechat_app_secret": account.secret,
        "wechat_token": account.token,
        "wechat_aes_key": account.aes_key,
        "wechat_mode": account.mode,
        "wechat_api_base": api,
        "data_key": DATA_KEY,
        **more,
    }
    return Settings.load({f"XIAOER_{name.upper()}": value for name, value in environ.items()})


@dataclass(frozen=True, slots=True)
class Running:
    """A product that answers at `url`."""

    product: Product
    url: str

    async def round(self) -> None:
        """What the clock of `serve` does by itself: answers are marked, what is due is sent."""
        await self.product.written.flush()
        await self.product.ticking.once()


@asynccontextmanager
async def running(
    settings: Settings, world: World, house: House | None, till: SimulatedTill | None = None
) -> AsyncIterator[Running]:
    """Open the product and its web server; at the end everything is finished and closed, the database stays."""
    async with assembled(settings, world, house, provider=till) as product:
        product.door.linger = 0.0
        product.webhook.budget = (
            UNHURRIED  # on a loaded machine an answer is late, and says so in the transcript
        )
        async with TestServer(web_app(product)) as server:
            if till is not None:
                till.notify = str(server.make_url("/pay/notify"))
            yield Running(product, str(server.make_url("/wechat")))


@asynccontextmanager
async def wechat(account: Account, world: World) -> AsyncIterator[tuple[Platform, str]]:
    """A simulated WeChat with the house's template in its console, and its API's address. Its chance is its own."""
    async with Platform(account, replace(world, chance=SeededChance(7)), patience=2 * UNHURRIED) as platform:
        for template in demo_house().wechat.templates.values():
            platform.add_template(Template(template.id, "入住提醒", ARRIVAL_LINES))
        yield platform, await platform.start()
