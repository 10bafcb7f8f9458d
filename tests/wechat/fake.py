"""A WeChat API on a loopback socket that counts its calls and misbehaves on order.

Never used outside tests.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.wechat.client import WeChatApi
from bot.wechat.transport import TIMEOUT, open_session
from store.shared import MemoryShared
from store.world import MachineTime, World
from tests.chance import SeededChance

SECRET = "app-secret-0001"
APP_ID = "wxba5fad812f8e6fb9"
OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"

Answer = dict[str, Any] | int | web.Response
HANG_UP = "hang up"
SILENCE = "silence"


class StillMachine(MachineTime):
    """Machine time whose sleeps are written down instead of slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def seconds(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class FakeWeChat:
    """Answers of one endpoint come from `script` in order, then `ok` for ever."""

    tokens: deque[str] = field(default_factory=lambda: deque(["token-1", "token-2", "token-3"]))
    valid: set[str] = field(default_factory=lambda: {"token-1", "token-2", "token-3"})
    script: dict[str, deque[Answer | str]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    bodies: list[tuple[str, bytes]] = field(default_factory=list)
    expires_in: int = 7200
    over: asyncio.Event = field(default_factory=asyncio.Event)  # ends every silence

    def plan(self, path: str, *answers: Answer | str) -> None:
        self.script[path] = deque(answers)

    def sent(self, path: str) -> list[dict[str, Any]]:
        return [json.loads(body) for at, body in self.bodies if at == path]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/cgi-bin/")
        self.calls[path] += 1
        self.bodies.append((path, await request.read()))
        planned = self.script.get(path)
        answer = planned.popleft() if planned else None
        if answer == HANG_UP:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if answer == SILENCE:
            await self.over.wait()
        if isinstance(answer, web.Response):
            return answer
        if isinstance(answer, int):
            return web.Response(status=answer, text="<html>bad gateway</html>")
        if isinstance(answer, dict):
            return web.json_response(answer)
        if path == "stable_token":
            return self._token(await request.json())
        if request.query.get("access_token") not in self.valid:
            return web.json_response({"errcode": 40001, "errmsg": "invalid credential rid: 1-2-3"})
        return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": 4711})

    def _token(self, asked: dict[str, Any]) -> web.Response:
        if asked != {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}:
            return web.json_response({"errcode": 40125, "errmsg": "invalid appsecret rid: 1-2-3"})
        token = self.tokens.popleft() if len(self.tokens) > 1 else self.tokens[0]
        return web.json_response({"access_token": token, "expires_in": self.expires_in})


@dataclass
class Set:
    """What a test of the client holds in its hands."""

    fake: FakeWeChat
    api: WeChatApi
    store: MemoryShared
    machine: StillMachine


@asynccontextmanager
async def connected(secret: str = SECRET, patience: aiohttp.ClientTimeout = TIMEOUT) -> AsyncIterator[Set]:
    """A client connected to a fake WeChat."""
    fake, machine = FakeWeChat(), StillMachine()
    store = MemoryShared(machine)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", fake.handle)
    async with TestServer(application) as server, open_session(patience) as session:
        world = World(machine=machine, chance=SeededChance())
        api = WeChatApi(APP_ID, secret, session, store, world, str(server.make_url("/")))
        try:
            yield Set(fake, api, store, machine)
        finally:
            fake.over.set()
