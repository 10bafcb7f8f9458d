"""A webhook to push to, an API caller and hand-moved times. Only for the tests of the simulator."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import aiohttp
from aiohttp import web

from bot.simulator.crypto import decrypt, encrypt, signature
from bot.simulator.messages import Fields, to_xml
from bot.simulator.platform import Platform
from store.world import MachineTime, World, WoundClock
from tests.chance import SeededChance

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)  # 12:00 in the house
GUEST = "oGuest0000000000000000000001"
OTHER = "oGuest0000000000000000000002"


@dataclass
class HandMachine(MachineTime):
    """Machine time that moves when told."""

    at: float = 1000.0

    def seconds(self) -> float:
        return self.at

    def wall(self) -> int:
        return 1_790_000_000

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class Times:
    """Both times of a test, moved by hand."""

    clock: WoundClock = field(default_factory=lambda: WoundClock(NOON))
    machine: HandMachine = field(default_factory=HandMachine)

    def world(self) -> World:
        return World(self.clock, self.machine, SeededChance())

    def wind(self, **parts: float) -> None:
        self.clock.wind(self.clock.now() + timedelta(**parts))


Answer = Callable[[web.Request, str], web.Response | str | bytes]


def nothing(request: web.Request, body: str) -> str:
    return "success"


@dataclass
class Webhook:
    """What the product would be: answers with whatever the test put into `answer`."""

    answer: Answer = nothing
    bodies: list[str] = field(default_factory=list)
    queries: list[Mapping[str, str]] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.bodies.append(body)
        self.queries.append(dict(request.query))
        answer = self.answer(request, body)
        if isinstance(answer, web.Response):
            return answer
        return web.Response(body=answer if isinstance(answer, bytes) else answer.encode())


@dataclass(frozen=True)
class Api:
    """Calls the platform's API with a good token."""

    base: str
    session: aiohttp.ClientSession
    platform: Platform

    async def token(self, **more: object) -> Mapping[str, Any]:
        account = self.platform.account
        body = {"grant_type": "client_credential", "appid": account.appid, "secret": account.secret, **more}
        return await self.raw("/cgi-bin/stable_token", body)

    async def post(self, path: str, **body: object) -> Mapping[str, Any]:
        good = (await self.token())["access_token"]
        return await self.raw(f"{path}?access_token={good}", body)

    async def get(self, path: str, **query: str) -> Mapping[str, Any]:
        query["access_token"] = (await self.token())["access_token"]
        async with self.session.get(self.base + path, params=query) as answer:
            return dict(await answer.json())

    async def raw(self, path: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        data = json.dumps(body, ensure_ascii=False).encode()
        async with self.session.post(self.base + path, data=data) as answer:
            return dict(await answer.json())

    async def text(self, to: str, content: str) -> int:
        """custom/send of a text; gives the errcode."""
        answer = await self.post(
            "/cgi-bin/message/custom/send", touser=to, msgtype="text", text={"content": content}
        )
        return int(answer["errcode"])


def tree(document: str) -> ElementTree.Element:
    """The document as elements."""
    return ElementTree.fromstring(document)  # noqa: S314 - written by the simulator itself


def opened(platform: Platform, body: str) -> Mapping[str, str]:
    """The pushed fields of a safe-mode XML body, flat."""
    account = platform.account
    secret = tree(body).findtext("Encrypt", "")
    inner = tree(decrypt(account.aes_key, account.appid, secret))
    return {element.tag: element.text or "" for element in inner}


def plain_reply(platform: Platform, content: str, to: str = GUEST) -> str:
    return to_xml(
        {
            "ToUserName": to,
            "FromUserName": platform.account.gh_id,
            "CreateTime": 1_790_000_000,
            "MsgType": "text",
            "Content": content,
        }
    )


def sealed_reply(platform: Platform, nonce: str, inner: str, stamp: str = "1790000000") -> str:
    """An encrypted reply, as safe mode wants it."""
    account = platform.account
    secret = encrypt(account.aes_key, account.appid, inner, b"sixteen-bytes-16")
    envelope: Fields = {
        "Encrypt": secret,
        "MsgSignature": signature(account.token, stamp, nonce, secret),
        "TimeStamp": int(stamp),
        "Nonce": nonce,
    }
    return to_xml(envelope)


def says(platform: Platform, content: str, to: str = GUEST) -> Answer:
    """A webhook that answers every push with this text."""
    return lambda request, body: sealed_reply(
        platform, request.query["nonce"], plain_reply(platform, content, to)
    )
