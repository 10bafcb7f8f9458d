"""A house with a WeCom group and its pages, over real HTTP: what happens in it, in one call each. It asserts nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from sqlalchemy import text

from bot.app import Product
from bot.simulator.account import Account
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from store import people, places
from store.database import Connection
from store.people import Address, Role
from store.world import World, WoundClock
from tests.conversations.running import Running, house_of, running, settings_of, wechat

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
PUBLIC = "https://inn.example.com"
_LINK = re.compile(rf"^(\S+(?: it)?) {re.escape(PUBLIC)}(/s/\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as a browser got it."""

    status: int
    text: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class Lobby:
    """The house under test."""

    running: Running
    platform: Platform
    session: aiohttp.ClientSession
    world: World
    staff: dict[str, Phone] = field(default_factory=dict)

    @property
    def product(self) -> Product:
        return self.running.product

    @property
    def group(self) -> tuple[str, ...]:
        """What the group read."""
        return tuple(self.platform.group)

    async def employ(self, name: str, role: Role = "staff") -> Phone:
        """Somebody of the house, on duty, whose window is open."""
        phone = self.platform.phone(self.platform.new_openid())
        await phone.follow()
        await phone.say("帮助")
        address = Address("wechat", self.platform.account.gh_id, phone.openid)
        await self.product.database.write(_appoint, address, role, name)
        self.staff[name] = phone
        return phone

    async def guest(self) -> Phone:
        phone = self.platform.phone(self.platform.new_openid())
        await phone.follow()
        return phone

    async def towels(self, words: str = "302房间要两条浴巾") -> Phone:
        """A guest asks for towels, and the group has read it: the guest's phone."""
        phone = await self.guest()
        await phone.say(words)
        await self.running.round()
        return phone

    async def round(self) -> None:
        await self.running.round()

    def links(self) -> dict[str, str]:
        """The links of the newest notice: what they say, and their path."""
        return dict(_LINK.findall(self.group[-1]))

    async def open(self, path: str, language: str = "zh-CN,zh;q=0.9") -> Seen:
        async with self.session.get(self._url(path), headers={"Accept-Language": language}) as answer:
            return Seen(answer.status, await answer.text(), dict(answer.headers))

    async def press(self, path: str, who: str = "") -> Seen:
        """Press the button of a page."""
        async with self.session.post(self._url(path), data={"who": who}) as answer:
            return Seen(answer.status, await answer.text(), dict(answer.headers))

    def _url(self, path: str) -> str:
        return self.running.url.removesuffix("/wechat") + path

    def later(self, by: timedelta) -> None:
        assert isinstance(self.world.clock, WoundClock)
        self.world.clock.wind(self.world.clock.now() + by)

    async def leases_end(self) -> None:
        """Whoever was sending something has vanished."""
        await self.product.database.write(_end_leases)

    async def value(self, statement: str) -> object:
        """What one statement finds."""
        return await self.product.database.read(_value, statement)


@asynccontextmanager
async def lobby(database_url: str, world: World, **more: str) -> AsyncIterator[Lobby]:
    """Open the house; `more` are further settings, or others."""
    account = Account()
    async with wechat(account, world) as (platform, api):
        platform.add_robot(KEY)
        chosen = {"wecom_api_base": api, "wecom_robot_key": KEY, "public_url": PUBLIC, **more}
        settings = settings_of(account, database_url, api, **chosen)
        async with running(settings, world, house_of(account)) as house, aiohttp.ClientSession() as session:
            platform.webhook = house.url
            yield Lobby(house, platform, session, world)


def got(phone: Phone) -> list[str]:
    """The texts on a phone, oldest first."""
    return [shown.text for shown in phone.messages]


def _appoint(connection: Connection, address: Address, role: Role, name: str) -> None:
    standing = places.standing(connection, address)
    assert standing is not None
    people.appoint(connection, standing.person_id, role, name=name)


def _end_leases(connection: Connection) -> None:
    connection.execute(text("UPDATE outbox SET lease_until = 0 WHERE status = 'sending'"))


def _value(connection: Connection, statement: str) -> object:
    return connection.execute(text(statement)).scalar()
