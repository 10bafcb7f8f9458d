"""Both ends together: the simulator, written apart from `bot/wechat`, understands it and is understood."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.inbound import Inbound
from bot.simulator.account import Account as Console
from bot.simulator.account import Format, Mode
from bot.simulator.platform import Platform
from bot.wechat.channel import WeChatChannel
from bot.wechat.client import WeChatApi
from bot.wechat.envelope import Account, Forgery, open_push, verify_handshake
from bot.wechat.messages import to_inbound
from bot.wechat.replies import render
from bot.wechat.transport import open_session
from scheduler.channel import Abilities, Accepted, Refusal, Refused, Unknown
from store.shared import MemoryShared
from store.world import World

OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
OLD_KEY = "Z" * 42 + "0"


class Echo:
    """A product that answers every push with what it was told, over the real edge."""

    def __init__(self, account: Account, world: World) -> None:
        self.account = account
        self.world = world
        self.seen: list[Inbound] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/", self._handshake), web.post("/", self._push)])
        return app

    async def _handshake(self, request: web.Request) -> web.Response:
        return web.Response(text=verify_handshake(self.account, request.query))

    async def _push(self, request: web.Request) -> web.Response:
        try:
            opened = open_push(self.account, request.query, await request.read())
        except Forgery:
            return web.Response(status=403)
        inbound = to_inbound(opened.fields)
        assert inbound is not None
        self.seen.append(inbound)
        text = f"{inbound.kind} {inbound.event} {inbound.event_key} {inbound.text}"
        now, chance = self.world.machine.wall(), self.world.chance
        kind, body = render(inbound, text, opened, self.account, now, chance.bytes(16))
        return web.Response(body=body, headers={"Content-Type": kind})


@asynccontextmanager
async def playing(console: Console, account: Account, world: World) -> AsyncIterator[tuple[Platform, Echo]]:
    echo = Echo(account, world)
    async with (
        TestServer(echo.app()) as server,
        Platform(console, world, str(server.make_url("/"))) as platform,
    ):
        yield platform, echo


def ours(console: Console, mode: Mode) -> Account:
    return Account(console.appid, console.token, console.aes_key, OLD_KEY, mode)


@pytest.mark.parametrize("wire", ["xml", "json"])
@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_pushes_and_replies(mode: Mode, wire: Format, world: World) -> None:
    console = Console(mode=mode, format=wire)
    async with playing(console, ours(console, mode), world) as (platform, echo):
        assert await platform.verify_url()
        phone = platform.phone(OPENID)
        assert (await phone.follow("room_8")).text == "event subscribe room_8 "
        assert (await phone.say("a]]>b < & 房")).text == "text   a]]>b < & 房"
        assert (await phone.click("BOOK")).text == "event click BOOK "
        await phone.send_image()
        await phone.send_location()
        await phone.send_sticker()
        assert [inbound.kind for inbound in echo.seen[-3:]] == ["image", "location", "other"]
        assert len({inbound.key for inbound in echo.seen}) == len(echo.seen)
        assert {inbound.address.external_id for inbound in echo.seen} == {OPENID}


async def test_pushes_while_the_key_changes(world: World) -> None:
    console = Console(aes_key=OLD_KEY)
    async with playing(console, ours(Console(), "safe"), world) as (platform, _):
        phone = platform.phone(OPENID)
        await phone.follow()
        assert (await phone.say("旧钥匙")).text == "text   旧钥匙"
        platform.account = Console()
        assert (await phone.say("新钥匙")).text == "text   新钥匙"


async def test_sends(world: World) -> None:
    console = Console()
    async with (
        playing(console, ours(console, "safe"), world) as (platform, _),
        TestServer(platform.app()) as server,
        open_session() as session,
    ):
        store = MemoryShared(world.machine)
        api = WeChatApi(console.appid, console.secret, session, store, world, str(server.make_url("/")))
        channel = WeChatChannel(api, Abilities(customer_service=True, template=True), world.machine.wall)
        phone = platform.phone(OPENID)
        await phone.follow()
        await phone.say("你好")
        assert isinstance(await channel.send_text(OPENID, "房间好了👍"), Accepted)
        assert phone.messages[-1].text == "房间好了👍"
        platform.expire_token()
        assert isinstance(await channel.send_text(OPENID, "二"), Accepted)
        platform.fail_next("/cgi-bin/message/custom/send", drop="after")
        assert isinstance(await channel.send_text(OPENID, "三"), Unknown)
        assert [shown.text for shown in phone.messages[-2:]] == ["二", "三"]  # it did arrive, once
        for _ in range(2):
            await channel.send_text(OPENID, "更多")
        full = await channel.send_text(OPENID, "第六条")
        assert isinstance(full, Refused)
        assert full.reason is Refusal.WINDOW
