"""A payment provider on this machine: takes orders, has a page that pays one, and tells the product of it by a signed notice.

Refuses any address beyond loopback; what it was told is forgotten when it ends. It moves no money.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import escape
from types import TracebackType

import aiohttp
from aiohttp import web

from bot.simulator.loopback import listen, only_here
from scheduler.provider import (
    Back,
    Button,
    Done,
    Failed,
    NotGenuine,
    Notice,
    Order,
    Paid,
    Ready,
    Waiting,
)

SIGNATURE = "X-Till-Signature"
_PAGE = '<!DOCTYPE html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{0}</title><h1>{0}</h1>'


@dataclass(frozen=True, slots=True)
class Account:
    """One order as the till has it."""

    order: Order
    state: str = "open"  # "paid", "closed"
    repaid: Mapping[str, int] = field(default_factory=dict)


class SimulatedTill:
    """A provider; an async context manager while its page is served. `notify` is where it tells the product."""

    name = "simulated"

    def __init__(self, secret: bytes, notify: str = "") -> None:
        self.notify = notify
        self.accounts: dict[str, Account] = {}
        self.silent = False  # tells nobody of what was paid: the product must ask
        self.url = ""
        self._secret = secret
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> SimulatedTill:
        app = web.Application()
        app.router.add_post("/pay/{number}", self._pressed)
        self._runner = web.AppRunner(app, access_log=None)
        self.url = await listen(self._runner)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    # --- what the product calls ---

    async def order(self, order: Order) -> Ready | Failed:
        known = self.accounts.setdefault(order.number, Account(order))
        if known.order.fen != order.fen:
            return Failed("the same number was ordered for another sum", again=False)
        return Ready(order.number)

    async def look(self, number: str) -> Paid | Waiting | Failed:
        known = self.accounts.get(number)
        if known is not None and known.state == "paid":
            return Paid(known.order.fen, f"till-{number}")
        return Waiting()

    async def close(self, number: str) -> Done | Paid | Failed:
        known = self.accounts.get(number)
        if known is not None and known.state == "paid":
            return Paid(known.order.fen, f"till-{number}")
        if known is not None:
            self.accounts[number] = replace(known, state="closed")
        return Done()

    async def repay(self, back: Back) -> Done | Waiting | Failed:
        known = self.accounts.get(back.payment)
        if known is None or known.state != "paid":
            return Failed("that was never paid", again=False)
        if back.number in known.repaid:
            return Done()
        if sum(known.repaid.values()) + back.fen > known.order.fen:
            return Failed("more than was paid", again=False)
        self.accounts[back.payment] = replace(known, repaid={**known.repaid, back.number: back.fen})
        return Done()

    def heard(self, headers: Mapping[str, str], body: bytes) -> Notice:
        if not hmac.compare_digest(headers.get(SIGNATURE, ""), self.sign(body)):
            raise NotGenuine
        said = json.loads(body)
        return Notice(said["number"], said["fen"], said["ref"], paid=True)

    def button(self, prepared: str) -> Button:
        return Button(f"{self.url}/pay/{prepared}")

    # --- what a guest does ---

    async def pay(self, number: str) -> bool:
        """Pay an order, once, and tell the product; False when it cannot be paid."""
        known = self.accounts.get(number)
        if known is None or known.state != "open":
            return False
        self.accounts[number] = replace(known, state="paid")
        await self.tell(number)
        return True

    async def tell(self, number: str) -> int:
        """Tell the product that an order is paid; its HTTP status, 0 when nobody was told."""
        if self.silent or not self.notify:
            return 0
        body = json.dumps(
            {"number": number, "fen": self.accounts[number].order.fen, "ref": f"till-{number}"}
        ).encode()
        headers = {SIGNATURE: self.sign(body)}
        async with (
            aiohttp.ClientSession() as session,
            session.post(only_here(self.notify), data=body, headers=headers) as answer,
        ):
            return answer.status

    def sign(self, body: bytes) -> str:
        """What proves a notice to be from here."""
        return hmac.new(self._secret, body, sha256).hexdigest()

    async def _pressed(self, request: web.Request) -> web.Response:
        paid = await self.pay(request.match_info["number"])
        said = "付好了，回微信看看。Paid." if paid else "这笔不能付了。This can't be paid any more."
        return web.Response(
            text=_PAGE.format(escape(said)), content_type="text/html", status=200 if paid else 410
        )
