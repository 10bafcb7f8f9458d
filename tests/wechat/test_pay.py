"""WeChat Pay v3 against an API that signs as WeChat does: orders, notices forged, old or twice, refunds (F049)."""

from __future__ import annotations

import base64
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bot.serve_problems import serve_problems
from bot.settings import Settings
from bot.simulator.account import Account
from bot.wechat.pay import WeChatPay
from scheduler.provider import Back, Done, Failed, Order, Paid, Ready, Waiting
from store import bookings, folio, payments
from store.bookings import Booking
from store.payments import Payment
from store.world import World, WoundClock
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.conversations.running import Running, house_of, running, settings_of
from tests.store.kit import guest, record, wish
from tests.template import template
from tests.wechat.pay_fake import API_KEY, KEY_ID, MCHID, SERIAL, FakePay, keys, signed


def variables(folder: Path) -> dict[str, str]:
    """The settings that turn it on, with both key files."""
    mine, theirs = folder / "apiclient_key.pem", folder / "pub_key.pem"
    mine.write_bytes(keys()[0].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    theirs.write_bytes(keys()[1].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return {
        "pay_mchid": MCHID,
        "pay_serial": SERIAL,
        "pay_key_file": str(mine),
        "pay_api_key": API_KEY,
        "pay_wechat_key_id": KEY_ID,
        "pay_wechat_key_file": str(theirs),
        "public_url": "https://inn.example",
    }


@dataclass(frozen=True, slots=True)
class Shop:
    """A product that takes payments by WeChat, and one of ¥300 that waits."""

    house: Running
    pay: FakePay
    clock: WoundClock
    booking: Booking
    payment: Payment
    web: aiohttp.ClientSession

    @property
    def provider(self) -> WeChatPay:
        found = self.house.product.provider
        assert isinstance(found, WeChatPay)
        return found

    async def told(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        """What the product answers to a notice."""
        url = self.house.url.removesuffix("/wechat") + "/pay/notify"
        sent = signed(keys()[1], body) if headers is None else headers
        async with self.web.post(url, data=body, headers=sent) as answer:
            return answer.status

    async def paid(self) -> int:
        bill = await self.house.product.database.write(folio.of, self.booking, self.clock.now())
        return bill.paid


@asynccontextmanager
async def shop(folder: Path) -> AsyncIterator[Shop]:
    account, clock = Account(kind="service"), WoundClock(MORNING)
    world = World(clock=clock, chance=SeededChance())
    shutil.copy(template(), folder / "pay.db")
    async with FakePay(account.appid) as pay, aiohttp.ClientSession() as web:
        more = variables(folder) | {"pay_api_base": pay.url}
        settings = settings_of(account, f"sqlite:///{folder}/pay.db", "http://127.0.0.1:9", **more)
        async with running(settings, world, house_of(account)) as house:
            database = house.product.database
            await record(database, wish("1", source="direct", total=100_000))
            booking = await database.read(bookings.get, 1)
            assert booking is not None
            _, address = await database.write(guest)
            payment = await database.write(
                payments.ask, booking, address, 30_000, "wechat", clock.now(), SeededChance(5)
            )
            await house.product.ticking.once()
            pay.states[payment.number] = "SUCCESS"
            yield Shop(house, pay, clock, booking, payment, web)


async def test_order_names_payer_sum_and_where_to_tell(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        said = inn.pay.orders[inn.payment.number]
        assert said["amount"] == {"total": 30_000, "currency": "CNY"}
        assert said["payer"] == {"openid": "o-may"}
        assert said["notify_url"] == "https://inn.example/pay/notify"
        ready = await inn.house.product.database.read(payments.get, inn.payment.id)
        assert ready is not None
        assert ready.prepared == f"wx{inn.payment.number}"


async def test_dialog_is_signed_by_the_merchant(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        values = dict(inn.provider.button("wx1").dialog or {})

        lines = (values["appId"], values["timeStamp"], values["nonceStr"], "prepay_id=wx1")
        said = "".join(f"{line}\n" for line in lines).encode()
        signature = base64.b64decode(values["paySign"])
        keys()[0].public_key().verify(signature, said, PKCS1v15(), SHA256())
        assert (values["package"], values["signType"]) == ("prepay_id=wx1", "RSA")


async def test_notice_counts_once_however_often_it_is_told(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        body = inn.pay.notice(inn.payment.number)
        headers = signed(keys()[1], body)
        assert [await inn.told(body, headers) for _ in range(3)] == [204, 204, 204]
        assert await inn.told(inn.pay.notice(inn.payment.number)) == 204
        assert await inn.paid() == 30_000


async def test_notice_that_is_not_wechats_changes_nothing(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        number = inn.payment.number
        good, old = inn.pay.notice(number), 1_700_000_000
        other = inn.pay.notice(number, mchid="1900000110")
        account = inn.pay.notice(number, appid="wxother")
        sealed = inn.pay.notice(number, api_key="x" * 32)
        nothing = b'{"event_type": "TRANSACTION.SUCCESS"}'
        tries = [
            (good, signed(keys()[2], good)),  # signed by somebody else
            (good, signed(keys()[1], good + b" ")),  # signed for another body
            (good, signed(keys()[1], good, at=old)),
            (good, signed(keys()[1], good, serial="PUB_KEY_ID_OTHER0000")),
            (good, {}),
            (good, signed(keys()[1], good) | {"Wechatpay-Signature": "WECHATPAY/SIGNTEST/x"}),
            *((body, signed(keys()[1], body)) for body in (other, account, sealed, nothing, b"[]", b"\xff")),
        ]
        assert [await inn.told(body, headers) for body, headers in tries] == [401] * len(tries)
        assert await inn.paid() == 0


async def test_notice_of_another_sum_or_of_no_payment_is_not_put_on_the_bill(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        number = inn.payment.number
        assert await inn.told(inn.pay.notice(number, trade_state="PAYERROR")) == 204
        assert await inn.told(inn.pay.notice(number, amount={"total": 1, "currency": "CNY"})) == 204
        assert await inn.told(inn.pay.notice(number, amount={"total": 30_000, "currency": "USD"})) == 401
        assert await inn.paid() == 0


async def test_payment_nobody_told_of_is_found_by_asking(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        inn.clock.wind(MORNING + timedelta(minutes=2))
        await inn.house.product.ticking.once()
        assert await inn.paid() == 30_000


async def test_answer_that_is_not_signed_by_wechat_is_not_believed(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        inn.pay.key = keys()[2]
        number = inn.payment.number
        assert await inn.provider.look(number) == Failed("http_200")
        assert await inn.provider.close("never") == Failed("http_204")
        assert await inn.provider.repay(Back("R1", number, 100, 30_000)) == Failed("http_200")


async def test_every_call_may_be_made_again(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        provider, number = inn.provider, inn.payment.number
        order = Order("B1TAGAIN", 100, "小二家客栈 B1", "o-may", MORNING)
        assert [await provider.order(order) for _ in range(2)] == [Ready("wxB1TAGAIN")] * 2
        assert await provider.look("B1TAGAIN") == Waiting()
        assert [await provider.close("B1TAGAIN") for _ in range(2)] == [Done()] * 2
        assert await provider.close(number) == Paid(30_000, f"4200{number}")
        back = Back("B1R0", number, 5_000, 30_000)
        inn.pay.pending = True
        assert await provider.repay(back) == Waiting()
        inn.pay.pending = False
        assert [await provider.repay(back) for _ in range(2)] == [Done()] * 2
        assert len(inn.pay.refunds) == 1
        assert await provider.repay(Back("B1R1", "B1TAGAIN", 1, 100)) == Failed(
            "RESOURCE_NOT_EXISTS", again=False
        )


async def test_guest_without_an_openid_gets_no_order_and_silence_may_be_tried_again(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        nobody = Order("B1TNOBODY", 100, "B1", "", MORNING)
        assert await inn.provider.order(nobody) == Failed("no_openid", again=False)
    assert "B1TNOBODY" not in inn.pay.orders


@pytest.mark.parametrize("lacking", ["pay_mchid", "pay_api_key", "pay_wechat_key_file", "public_url"])
def test_settings_of_payments_are_all_set_or_none(tmp_path: Path, lacking: str) -> None:
    every = variables(tmp_path)
    assert _about_pay({}) == []
    assert _about_pay(every) == []
    assert _about_pay({name: value for name, value in every.items() if name != lacking}) == [
        f"XIAOER_{lacking.upper()}"
    ]


def test_file_without_the_key_is_named_while_starting(tmp_path: Path) -> None:
    every = variables(tmp_path)
    (tmp_path / "apiclient_key.pem").write_text("no key")
    (tmp_path / "pub_key.pem").unlink()
    assert _about_pay(every) == ["XIAOER_PAY_KEY_FILE", "XIAOER_PAY_WECHAT_KEY_FILE"]


def _about_pay(values: dict[str, str]) -> list[Any]:
    """The variables about payments that `serve` would complain of."""
    settings = Settings.load({f"XIAOER_{name.upper()}": value for name, value in values.items()})
    names = [problem.variable for problem in serve_problems(settings)]
    return [name for name in names if "PAY" in name or "PUBLIC_URL" in name]
