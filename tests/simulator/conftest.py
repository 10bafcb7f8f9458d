"""A platform with its webhook and its API on loopback ports."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.simulator.account import Account
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.simulator.state import Template
from tests.simulator.kit import GUEST, Api, Times, Webhook

ARRIVAL = Template(
    "T-arrival",
    "入住提醒",
    "门店：{{thing1.DATA}}\n入住时间：{{time3.DATA}}\n房费：{{amount4.DATA}}\n状态：{{phrase5.DATA}}",
)


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def webhook() -> Webhook:
    return Webhook()


@pytest.fixture
async def platform(times: Times, webhook: Webhook) -> AsyncIterator[Platform]:
    app = web.Application()
    app.router.add_route("*", "/wechat", webhook.receive)
    async with (
        TestServer(app) as server,
        Platform(Account(), times.world(), str(server.make_url("/wechat")), patience=2.0) as platform,
    ):
        platform.add_template(ARRIVAL)
        yield platform


@pytest.fixture
async def api(platform: Platform) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(await platform.start(), session, platform)


@pytest.fixture
async def guest(platform: Platform) -> Phone:
    """A phone that follows the account, with its follow window gone."""
    phone = platform.phone(GUEST)
    await phone.follow()
    return phone
