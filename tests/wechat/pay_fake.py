"""WeChat Pay's v3 API as far as xiaoer calls it, on a real server: hears what is signed, signs what it says. No money moves."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from store.world import MachineTime

MCHID, SERIAL, API_KEY, KEY_ID = "1900000109", "5157F09EFDC096DE", "k" * 32, "PUB_KEY_ID_0119000001"


@cache
def keys() -> tuple[RSAPrivateKey, RSAPrivateKey, RSAPrivateKey]:
    """The merchant's, WeChat's and a forger's."""
    return tuple(generate_private_key(65537, 2048) for _ in range(3))  # type: ignore[return-value]


def signed(key: RSAPrivateKey, body: bytes, at: int | None = None, serial: str = KEY_ID) -> dict[str, str]:
    """The headers under which WeChat says something."""
    stamp = str(MachineTime().wall() if at is None else at)
    said = f"{stamp}\nabc\n".encode() + body + b"\n"
    signature = base64.b64encode(key.sign(said, PKCS1v15(), SHA256())).decode()
    return {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": "abc",
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature": signature,
    }


@dataclass
class FakePay:
    """One merchant's orders and refunds; an async context manager while it is served."""

    appid: str
    key: RSAPrivateKey = field(default_factory=lambda: keys()[1])  # what it signs with
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    pending: bool = False  # refunds take their time
    url: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> FakePay:
        app = web.Application(middlewares=[self._door])
        app.router.add_post("/v3/pay/transactions/jsapi", self._order)
        app.router.add_get("/v3/pay/transactions/out-trade-no/{number}", self._look)
        app.router.add_post("/v3/pay/transactions/out-trade-no/{number}/close", self._close)
        app.router.add_post("/v3/refund/domestic/refunds", self._refund)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def transaction(self, number: str, **other: Any) -> dict[str, Any]:
        """An order as WeChat tells of it."""
        known: dict[str, Any] = {
            "appid": self.appid,
            "mchid": MCHID,
            "out_trade_no": number,
            "trade_state": self.states.get(number, "NOTPAY"),
        }
        if known["trade_state"] == "SUCCESS":
            total = self.orders[number]["amount"]["total"]
            known |= {"transaction_id": f"4200{number}", "amount": {"total": total, "currency": "CNY"}}
        return known | other

    def notice(self, number: str, *, api_key: str = API_KEY, **other: Any) -> bytes:
        """The body by which it tells of a payment."""
        said = json.dumps(self.transaction(number, **other)).encode()
        sealed = AESGCM(api_key.encode()).encrypt(b"0123456789ab", said, b"transaction")
        resource = {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "associated_data": "transaction",
            "nonce": "0123456789ab",
        }
        return json.dumps({"event_type": "TRANSACTION.SUCCESS", "resource": resource}).encode()

    @web.middleware
    async def _door(self, request: web.Request, handler: Any) -> web.Response:
        """Only what the merchant signed is heard, and each answer is signed."""
        said = await request.text()
        kind, _, rest = request.headers["Authorization"].partition(" ")
        told = dict(part.split("=", 1) for part in rest.split(","))
        told = {name: value.strip('"') for name, value in told.items()}
        lines = (request.method, request.raw_path, told["timestamp"], told["nonce_str"], said)
        try:
            keys()[0].public_key().verify(
                base64.b64decode(told["signature"]),
                "".join(f"{line}\n" for line in lines).encode(),
                PKCS1v15(),
                SHA256(),
            )
        except InvalidSignature:
            return web.json_response({"code": "SIGN_ERROR"}, status=401)
        assert (kind, told["mchid"], told["serial_no"]) == ("WECHATPAY2-SHA256-RSA2048", MCHID, SERIAL)
        answer: web.Response = await handler(request)
        return answer

    def _says(self, status: int, body: dict[str, Any] | None = None) -> web.Response:
        raw = json.dumps(body).encode() if body is not None else b""
        return web.Response(body=raw, status=status, headers=signed(self.key, raw))

    async def _order(self, request: web.Request) -> web.Response:
        said = await request.json()
        assert (said["appid"], said["mchid"]) == (self.appid, MCHID)
        known = self.orders.setdefault(said["out_trade_no"], said)
        if known["amount"] != said["amount"]:
            return self._says(400, {"code": "INVALID_REQUEST"})
        return self._says(200, {"prepay_id": f"wx{said['out_trade_no']}"})

    async def _look(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        assert request.query["mchid"] == MCHID
        if number not in self.orders:
            return self._says(404, {"code": "ORDER_NOT_EXIST"})
        return self._says(200, self.transaction(number))

    async def _close(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        if self.states.get(number) == "SUCCESS":
            return self._says(400, {"code": "ORDERPAID"})
        self.states[number] = "CLOSED"
        return self._says(204)

    async def _refund(self, request: web.Request) -> web.Response:
        said = await request.json()
        if self.states.get(said["out_trade_no"]) != "SUCCESS":
            return self._says(404, {"code": "RESOURCE_NOT_EXISTS"})
        known = self.refunds.setdefault(said["out_refund_no"], said)
        status = "PROCESSING" if self.pending else "SUCCESS"
        return self._says(
            200,
            {
                "out_refund_no": known["out_refund_no"],
                "status": status,
                "amount": {"refund": known["amount"]["refund"]},
            },
        )
