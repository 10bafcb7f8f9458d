"""WeChat Pay v3 as a provider: JSAPI orders, looked at, closed, refunded, and the notices it sends. It believes nothing unsigned.

Every call carries our own number, so that WeChat does it once however often it is made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any

import aiohttp

from bot.wechat.pay_signing import Forged, Merchant
from scheduler.provider import Back, Button, Done, Failed, NotGenuine, Notice, Order, Paid, Ready, Waiting
from store.world import World

ORDERS = "/v3/pay/transactions/out-trade-no/"
PAID_STATES = ("SUCCESS", "REFUND")  # refunded was paid before
CHINA = timezone(timedelta(hours=8))
LETTERS = "0123456789ABCDEFGHJKMNPQRSTUVWXYZ"
ABOUT = 40  # letters of a description; WeChat takes 127 bytes
LARGEST = 64 * 1024  # of an answer
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=8)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its status, and what it says where that is WeChat's own word."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    genuine: bool = False

    @property
    def code(self) -> str:
        """WeChat's name of what went wrong."""
        return str(self.body.get("code", ""))

    @property
    def failed(self) -> Failed:
        """That it did not work, and whether trying again may help."""
        again = self.status in (0, 408, 429) or self.status >= 500 or not self.genuine
        return Failed(self.code or f"http_{self.status}", again or self.code == "NOT_ENOUGH")


@dataclass(frozen=True, slots=True)
class WeChatPay:
    """The provider. `notify` is where WeChat tells of payments."""

    appid: str
    merchant: Merchant
    session: aiohttp.ClientSession
    world: World
    base: str
    notify: str
    name: str = "wechat"

    async def order(self, order: Order) -> Ready | Failed:
        if not order.payer:
            return Failed("no_openid", again=False)
        said = await self._call(
            "POST",
            "/v3/pay/transactions/jsapi",
            {
                "appid": self.appid,
                "mchid": self.merchant.mchid,
                "description": order.about[:ABOUT],
                "out_trade_no": order.number,
                "time_expire": order.expires_at.astimezone(CHINA).isoformat(timespec="seconds"),
                "notify_url": self.notify,
                "amount": {"total": order.fen, "currency": "CNY"},
                "payer": {"openid": order.payer},
            },
        )
        prepared = said.body.get("prepay_id")
        if said.genuine and said.status == 200 and isinstance(prepared, str) and prepared:
            return Ready(prepared)
        return said.failed

    async def look(self, number: str) -> Paid | Waiting | Failed:
        said = await self._call("GET", f"{ORDERS}{number}?mchid={self.merchant.mchid}")
        if said.genuine and said.status == 404:
            return Waiting()
        if not said.genuine or said.status != 200:
            return said.failed
        notice = self._notice(said.body)
        if notice is None or notice.number != number:
            return Failed("about another order")
        return Paid(notice.fen, notice.ref) if notice.paid else Waiting()

    async def close(self, number: str) -> Done | Paid | Failed:
        said = await self._call("POST", f"{ORDERS}{number}/close", {"mchid": self.merchant.mchid})
        if said.genuine and (said.status in (204, 404) or said.code == "ORDER_CLOSED"):
            return Done()
        if said.genuine and said.code == "ORDERPAID":
            found = await self.look(number)
            return Failed("paid, and not found") if isinstance(found, Waiting) else found
        return said.failed

    async def repay(self, back: Back) -> Done | Waiting | Failed:
        said = await self._call(
            "POST",
            "/v3/refund/domestic/refunds",
            {
                "out_trade_no": back.payment,
                "out_refund_no": back.number,
                "amount": {"refund": back.fen, "total": back.of, "currency": "CNY"},
            },
        )
        if not said.genuine or said.status != 200:
            return said.failed
        amount = said.body.get("amount")
        if said.body.get("out_refund_no") != back.number or not isinstance(amount, dict):
            return Failed("about another refund")
        if amount.get("refund") != back.fen:
            return Failed("refund of another sum", again=False)
        status = said.body.get("status")
        if status == "SUCCESS":
            return Done()
        return Waiting() if status == "PROCESSING" else Failed(f"refund {status}", again=False)

    def heard(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """What a notice says. Raises NotGenuine for whatever is not WeChat's, not fresh or not about this merchant."""
        try:
            self.merchant.check(headers, body, self.world.machine.wall())
            told = json.loads(body)
            sealed = told["resource"]
            opened = self.merchant.opened(
                str(sealed["nonce"]), str(sealed["ciphertext"]), str(sealed.get("associated_data", ""))
            )
            about = json.loads(opened)
        except (Forged, ValueError, KeyError, TypeError, AttributeError):
            raise NotGenuine from None
        notice = self._notice(about) if isinstance(about, dict) else None
        if notice is None:
            raise NotGenuine
        return notice

    def button(self, prepared: str) -> Button:
        """WeChat's own dialog, with our signature."""
        at, nonce = str(self.world.machine.wall()), self.world.chance.token(24, LETTERS)
        package = f"prepay_id={prepared}"
        return Button(
            dialog={
                "appId": self.appid,
                "timeStamp": at,
                "nonceStr": nonce,
                "package": package,
                "signType": "RSA",
                "paySign": self.merchant.signature(self.appid, at, nonce, package),
            }
        )

    def _notice(self, about: Mapping[str, Any]) -> Notice | None:
        """A transaction in our words; None when it is another merchant's, account's or currency's, or no transaction."""
        if (about.get("mchid"), about.get("appid")) != (self.merchant.mchid, self.appid):
            return None
        number, state, amount = about.get("out_trade_no"), about.get("trade_state"), about.get("amount")
        if not isinstance(number, str) or not isinstance(state, str):
            return None
        if state not in PAID_STATES:
            return Notice(number, 0, "", paid=False)
        if not isinstance(amount, dict) or amount.get("currency", "CNY") != "CNY":
            return None
        fen, ref = amount.get("total"), about.get("transaction_id")
        if type(fen) is not int or not isinstance(ref, str):
            return None
        return Notice(number, fen, ref, paid=True)

    async def _call(self, method: str, path: str, said: Mapping[str, Any] | None = None) -> Said:
        """One signed call; never raises for what the other side does."""
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":")) if said is not None else ""
        at, nonce = self.world.machine.wall(), self.world.chance.token(32, LETTERS)
        headers = {
            "Authorization": self.merchant.authorization(method, path, body, at, nonce),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "xiaoer",
            "Wechatpay-Serial": self.merchant.wechat_id,
        }
        try:
            async with self.session.request(
                method,
                self.base + path,
                data=body.encode() or None,
                headers=headers,
                allow_redirects=False,
                timeout=TIMEOUT,
            ) as answer:
                read = b""
                async for piece in answer.content.iter_any():
                    read += piece
                    if len(read) > LARGEST:
                        return Said(answer.status)
                return self._said(answer.status, answer.headers, read)
        except TimeoutError:
            return Said(0, {"code": "timeout"})
        except aiohttp.ClientError:
            return Said(0, {"code": "unreachable"})

    def _said(self, status: int, headers: Mapping[str, str], read: bytes) -> Said:
        try:
            self.merchant.check(headers, read, self.world.machine.wall())
            body = json.loads(read) if read else {}
        except (Forged, ValueError):
            return Said(status)
        return Said(status, body if isinstance(body, dict) else {}, genuine=True)
