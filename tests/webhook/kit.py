"""A house with its door to the street: the product over real HTTP, pushes made by hand, and a judge of what comes back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiohttp
from sqlalchemy import text

from bot.app import Product
from bot.simulator.account import Account
from bot.simulator.crypto import encrypt, signature
from bot.simulator.messages import Fields, to_json, to_xml
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.simulator.replies import judge
from store import people, places
from store.database import Connection
from store.people import Address, Role
from store.world import World
from tests.conversations.running import Running, house_of, running, settings_of, wechat

GUEST = "oGuest0000000000000000000001"
BREAKFAST = "8:00到10:00，院子里吃"


@dataclass(frozen=True, slots=True)
class Back:
    """What came back from one delivery: the status, and what the phone would show ("" = nothing)."""

    status: int
    text: str = ""


@dataclass(slots=True)
class Street:
    """The outside of one house."""

    running: Running
    platform: Platform
    session: aiohttp.ClientSession
    world: World
    _ids: list[int] = field(default_factory=lambda: [0])

    @property
    def product(self) -> Product:
        return self.running.product

    @property
    def account(self) -> Account:
        return self.platform.account

    # --- pushes made by hand ---

    def message(self, content: str, sender: str = GUEST, **more: str | int) -> Fields:
        """The fields of a text, with a MsgId of its own."""
        self._ids[0] += 1
        return {
            "ToUserName": self.account.gh_id,
            "FromUserName": sender,
            "CreateTime": int(self.world.clock.now().timestamp()),
            "MsgType": "text",
            "Content": content,
            "MsgId": 24_000_000_000_000_000 + self._ids[0],
            **more,
        }

    def signed(self) -> dict[str, str]:
        """A query as WeChat signs it."""
        stamp, nonce = "1796090400", "1234567890"
        sign = signature(self.account.token, stamp, nonce)
        return {"signature": sign, "timestamp": stamp, "nonce": nonce}

    def sealed(self, content: str) -> tuple[dict[str, str], bytes]:
        """Query and body of a push with `content` inside, as the account's mode wants it."""
        query = self.signed()
        if self.account.mode == "plain":
            return query, content.encode()
        secret = encrypt(self.account.aes_key, self.account.appid, content, b"0123456789abcdef")
        query["encrypt_type"] = "aes"
        query["msg_signature"] = signature(self.account.token, query["timestamp"], query["nonce"], secret)
        write = to_xml if self.account.format == "xml" else to_json
        return query, write({"ToUserName": self.account.gh_id, "Encrypt": secret}).encode()

    def written(self, fields: Fields) -> str:
        return to_xml(fields) if self.account.format == "xml" else to_json(fields)

    async def push(self, fields: Fields) -> Back:
        """Deliver `fields` once."""
        query, body = self.sealed(self.written(fields))
        status, content = await self.post(query, body)
        return Back(status, self.shown(fields, query, content) if status == 200 else "")

    async def post(self, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Deliver any bytes."""
        async with self.session.post(self.running.url, params=dict(query), data=body) as answer:
            return answer.status, await answer.read()

    def shown(self, fields: Fields, query: Mapping[str, str], content: bytes) -> str:
        """What the phone shows of a response; raises MalformedError where WeChat would show a fault."""
        sender = str(fields.get("FromUserName", "")).strip()
        reply = judge(self.platform.state, sender, fields, query["nonce"], content)
        return reply.shown.text if reply.shown else ""

    # --- people ---

    async def honest_guest_is_served(self) -> None:
        """Whatever came before, the next guest gets an answer."""
        back = await self.push(self.message("早餐几点", sender=self.platform.new_openid()))
        assert back.status == 200
        assert back.text.startswith(BREAKFAST)

    async def employ(self, name: str, role: Role = "staff") -> Phone:
        """A member of staff whose window is open."""
        phone = self.platform.phone(f"o{name:0>27}")
        await phone.follow()
        await phone.say("帮助")
        await self.product.database.write(_appoint, Address("wechat", self.account.gh_id, phone.openid), role)
        return phone

    async def count(self, table: str, where: str = "1 = 1") -> int:
        """Rows of a table."""
        return await self.product.database.read(_count, f"SELECT count(*) FROM {table} WHERE {where}")

    async def statuses(self) -> list[str]:
        """The states of all answers, oldest first."""
        return await self.product.database.read(
            _column, "SELECT status FROM outbox WHERE kind = 'answer' ORDER BY id"
        )


@asynccontextmanager
async def street(account: Account, database_url: str, world: World, **more: str) -> AsyncIterator[Street]:
    """Open a house for `account`; `more` are further settings."""
    async with wechat(account, world) as (platform, api):
        settings = settings_of(account, database_url, api, **more)
        async with running(settings, world, house_of(account)) as house, aiohttp.ClientSession() as session:
            platform.webhook = house.url
            yield Street(house, platform, session, world)


def with_key(account: Account, aes_key: str) -> Account:
    return replace(account, aes_key=aes_key)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _appoint(connection: Connection, address: Address, role: Role) -> None:
    standing = places.standing(connection, address)
    assert standing is not None
    people.appoint(connection, standing.person_id, role)


def _count(connection: Connection, statement: str) -> int:
    return int(connection.execute(text(statement)).scalar_one())


def _column(connection: Connection, statement: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(text(statement))]
