"""The page of a payment and the notices of a provider, over HTTP: forged, twice, too early, for another sum, never (F049)."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import aiohttp

from bot.simulator.account import Account
from bot.simulator.till import SIGNATURE, SimulatedTill
from scheduler.provider import Order
from store import bookings, folio, payments, repayments
from store.bookings import Booking
from store.folio import Folio
from store.payments import Payment
from store.world import World, WoundClock
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.conversations.running import Running, house_of, running, settings_of
from tests.store.kit import guest, record, wish
from tests.template import template


@dataclass(frozen=True, slots=True)
class Shop:
    """A product that takes payments, a booking of ¥1000 and one payment of ¥300 for it."""

    house: Running
    till: SimulatedTill
    clock: WoundClock
    booking: Booking
    payment: Payment
    web: aiohttp.ClientSession

    @property
    def base(self) -> str:
        return self.house.url.removesuffix("/wechat")

    async def page(self) -> tuple[int, str]:
        token = await self.house.product.database.read(payments.token, self.payment)
        async with self.web.get(f"{self.base}/pay/{token}") as page:
            return page.status, await page.text()

    async def bill(self) -> Folio:
        return await self.house.product.database.write(folio.of, self.booking, self.clock.now())

    async def todos(self) -> list[str]:
        from tests.flows.kit import _todos  # noqa: PLC0415 - one reader of the list is enough

        return await self.house.product.database.read(_todos)


@asynccontextmanager
async def shop(tmp_path: Path, *, notify: bool = True) -> AsyncIterator[Shop]:
    account, clock = Account(kind="service"), WoundClock(MORNING)
    world = World(clock=clock, chance=SeededChance())
    shutil.copy(template(), tmp_path / "pay.db")
    settings = settings_of(account, f"sqlite:///{tmp_path}/pay.db", "http://127.0.0.1:9")
    async with (
        SimulatedTill(b"secret") as till,
        running(settings, world, house_of(account), till) as house,
        aiohttp.ClientSession() as web,
    ):
        till.silent = not notify
        database = house.product.database
        await record(database, wish("1", source="direct", total=100_000))
        booking = await database.read(bookings.get, 1)
        assert booking is not None
        _, address = await database.write(guest)
        payment = await database.write(
            payments.ask, booking, address, 30_000, till.name, clock.now(), SeededChance(5)
        )
        yield Shop(house, till, clock, booking, payment, web)


async def test_page_waits_for_the_provider_then_offers_the_button_then_says_paid(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        status, page = await inn.page()
        assert (status, "¥300" in page, "<form" in page, "refresh" in page) == (200, True, False, True)
        await inn.house.product.ticking.once()
        _, page = await inn.page()
        assert f'action="{inn.till.url}/pay/{inn.payment.number}"' in page
        assert "王" not in page
        async with inn.web.post(f"{inn.till.url}/pay/{inn.payment.number}") as paid:
            assert paid.status == 200
        assert (await inn.bill()).open == 70_000
        assert "<form" not in (await inn.page())[1]
        async with inn.web.post(f"{inn.till.url}/pay/{inn.payment.number}") as again:
            assert again.status == 410


async def test_forged_notice_changes_nothing(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        body = b'{"number": "%s", "fen": 30000, "ref": "x"}' % inn.payment.number.encode()
        for headers in ({}, {SIGNATURE: "0" * 64}):
            async with inn.web.post(f"{inn.base}/pay/notify", data=body, headers=headers) as answer:
                assert answer.status == 401
        assert (await inn.bill()).paid == 0


async def test_notice_told_twice_counts_once_and_one_told_too_early_is_to_come_again(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        early = Order("B9TNOTYET", 100, "", "", MORNING)
        await inn.till.order(early)
        assert await inn.till.tell("B9TNOTYET") == 404
        await inn.house.product.ticking.once()
        assert await inn.till.pay(inn.payment.number)
        assert [await inn.till.tell(inn.payment.number) for _ in range(2)] == [204, 204]
        assert (await inn.bill()).paid == 30_000


async def test_notice_of_another_sum_is_no_payment_but_a_matter_for_a_person(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        await inn.house.product.ticking.once()
        known = inn.till.accounts[inn.payment.number]
        inn.till.accounts[inn.payment.number] = replace(known, order=replace(known.order, fen=1))
        await inn.till.pay(inn.payment.number)
        assert (await inn.bill()).paid == 0
        assert await inn.todos() == ["repay"]


async def test_notice_of_another_provider_than_the_payments_changes_nothing(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        database = inn.house.product.database
        _, address = await database.write(guest, "o-other")
        other = await database.write(
            payments.ask, inn.booking, address, 20_000, "wechat", MORNING, SeededChance(6)
        )
        body = b'{"number": "%s", "fen": 20000, "ref": "x"}' % other.number.encode()
        headers = {SIGNATURE: inn.till.sign(body)}
        async with inn.web.post(f"{inn.base}/pay/notify", data=body, headers=headers) as answer:
            assert answer.status == 403
        assert (await inn.bill()).paid == 0
        token = await database.read(payments.token, other)
        async with inn.web.get(f"{inn.base}/pay/{token}") as page:
            assert page.status == 410  # nor can it be paid here
        await inn.house.product.ticking.once()
        assert list(inn.till.accounts) == [inn.payment.number]


async def test_payment_nobody_told_of_is_found_by_asking(tmp_path: Path) -> None:
    async with shop(tmp_path, notify=False) as inn:
        await inn.house.product.ticking.once()
        await inn.till.pay(inn.payment.number)
        assert (await inn.bill()).paid == 0
        inn.clock.wind(MORNING + timedelta(minutes=2))
        await inn.house.product.ticking.once()
        assert (await inn.bill()).paid == 30_000


async def test_link_that_is_over_can_not_be_paid_any_more(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        await inn.house.product.ticking.once()
        inn.clock.wind(MORNING + payments.VALID + timedelta(minutes=1))
        assert (await inn.page())[0] == 410
        await inn.house.product.ticking.once()
        await inn.house.product.ticking.once()
        assert inn.till.accounts[inn.payment.number].state == "closed"
        async with inn.web.post(f"{inn.till.url}/pay/{inn.payment.number}") as answer:
            assert answer.status == 410
        async with inn.web.get(f"{inn.base}/pay/1-{'0' * 32}") as answer:
            assert answer.status == 404


async def test_paying_back_again_after_a_crash_pays_back_once(tmp_path: Path) -> None:
    async with shop(tmp_path) as inn:
        database = inn.house.product.database
        await inn.house.product.ticking.once()
        await inn.till.pay(inn.payment.number)
        owner, _ = await database.write(guest, "o-owner")
        assert await database.write(repayments.pay_back, inn.booking.id, 30_000, "said", owner, MORNING)
        found = await database.read(repayments.get, 1)
        assert found is not None
        back, _ = found
        before = inn.till.accounts[inn.payment.number]
        # the provider did it, and the process died before that was written down
        inn.till.accounts[inn.payment.number] = replace(before, repaid={back.number: back.fen})
        await inn.house.product.ticking.once()
        assert inn.till.accounts[inn.payment.number].repaid == {back.number: 30_000}
        assert (await inn.bill()).paid == 0
        await inn.house.product.ticking.once()
        assert (await inn.bill()).paid == 0
