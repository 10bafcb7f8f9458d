"""A payment is asked for once, paid once and never paid back beyond what it was, whoever races (F022, F049)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import Connection, Delete, Update, delete, func, select, update

from store import bookings, folio, money_checks, payments, repayments
from store.bookings import Booking
from store.database import Database
from store.folio import FolioRow
from store.outbox import OutboxRow
from store.payments import Payment, PaymentRow
from store.repayments import RepaymentRow
from tests.chance import SeededChance
from tests.conftest import MORNING
from tests.store.kit import guest, record, wish


async def sold(inn: Database) -> tuple[Booking, int]:
    """A booking of ¥1000, and the address of whoever pays."""
    await record(inn, wish("1", source="direct", total=100_000))
    found = await inn.read(bookings.get, 1)
    assert found is not None
    _, address = await inn.write(guest)
    return found, address


async def asked(inn: Database, booking: Booking, address: int, fen: int, seed: int = 1) -> Payment:
    chance = SeededChance(seed)
    return await inn.write(payments.ask, booking, address, fen, "simulated", MORNING, chance)


def rows(connection: Connection, kind: str) -> int:
    return connection.scalar(select(func.count()).where(OutboxRow.kind == kind)) or 0


async def test_same_sum_is_asked_for_once_and_another_gives_the_first_up(inn: Database) -> None:
    booking, address = await sold(inn)
    first = await asked(inn, booking, address, 30_000)
    again = await asyncio.gather(*(asked(inn, booking, address, 30_000, n) for n in (2, 3)))
    assert [one.id for one in again] == [first.id, first.id]
    other = await asked(inn, booking, address, 40_000, 4)
    assert (await inn.read(payments.get, first.id)) != first
    assert other.state == "open"
    assert [await inn.read(rows, kind) for kind in (payments.ORDER, payments.CLOSE)] == [2, 1]


async def test_payment_counts_once_whoever_tells_of_it(inn: Database) -> None:
    booking, address = await sold(inn)
    payment = await asked(inn, booking, address, 30_000)
    told = await asyncio.gather(
        *(inn.write(payments.pay, payment, f"ref{n}", "online", MORNING) for n in range(4))
    )
    assert sorted(told) == [False, False, False, True]
    assert (await inn.write(folio.of, booking, MORNING)).paid == 30_000


async def test_payment_that_was_given_up_counts_when_it_is_paid_after_all(inn: Database) -> None:
    booking, address = await sold(inn)
    payment = await asked(inn, booking, address, 30_000)
    await inn.write(payments.close, payment, MORNING)
    assert await inn.write(payments.pay, payment, "ref", "online", MORNING)
    assert (await inn.write(folio.of, booking, MORNING)).open == 70_000


async def test_no_more_goes_back_than_was_paid_whoever_races(inn: Database) -> None:
    booking, address = await sold(inn)
    for seed, fen in enumerate((30_000, 50_000)):
        await inn.write(payments.pay, await asked(inn, booking, address, fen, seed), "r", "online", MORNING)
    me, _ = await inn.write(guest, "o-owner")
    backs = await asyncio.gather(
        *(inn.write(repayments.pay_back, booking.id, 60_000, f"said{n}", me, MORNING) for n in range(3))
    )
    assert sorted(backs) == [False, False, True]
    assert await inn.read(repayments.returnable, booking.id) == 20_000
    won = f"said{backs.index(True)}"
    assert not await inn.write(repayments.pay_back, booking.id, 10_000, won, me, MORNING)
    assert await inn.read(rows, payments.REPAY) >= 2


async def test_paying_back_is_written_once_and_a_refusal_frees_the_sum(inn: Database) -> None:
    booking, address = await sold(inn)
    await inn.write(payments.pay, await asked(inn, booking, address, 30_000), "r", "online", MORNING)
    me, _ = await inn.write(guest, "o-owner")
    assert await inn.write(repayments.pay_back, booking.id, 10_000, "a", me, MORNING)
    assert await inn.write(repayments.pay_back, booking.id, 20_000, "b", me, MORNING)
    done, payment = await inn.read(repayments.get, 1) or (None, None)
    refused, _ = await inn.read(repayments.get, 2) or (None, None)
    assert done is not None
    assert refused is not None
    assert payment is not None
    ends = await asyncio.gather(
        *(inn.write(repayments.paid_back, done, payment, "online", MORNING) for _ in range(3))
    )
    assert sorted(ends) == [False, False, True]
    assert await inn.write(repayments.not_paid_back, refused, "no balance", MORNING)
    assert await inn.read(repayments.returnable, booking.id) == 20_000
    assert (await inn.write(folio.of, booking, MORNING)).paid == 20_000


async def test_payment_nobody_told_of_is_asked_about_by_the_ladder(inn: Database) -> None:
    booking, address = await sold(inn)
    await asked(inn, booking, address, 30_000)
    looked = [
        await inn.write(payments.look_again, MORNING + timedelta(minutes=minutes))
        for minutes in (0, 1, 2, 4, 5, 14, 44)
    ]
    assert looked == [0, 1, 0, 1, 0, 1, 1]


async def test_link_is_genuine_or_none(inn: Database) -> None:
    booking, address = await sold(inn)
    payment = await asked(inn, booking, address, 30_000)
    token = await inn.read(payments.token, payment)
    assert await inn.read(payments.by_token, token) == payment
    wrong = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert [await inn.read(payments.by_token, one) for one in (wrong, "1", "2" + token[1:])] == [None] * 3


async def test_money_that_was_lost_doubled_or_went_back_beyond_it_is_found(inn: Database) -> None:
    booking, address = await sold(inn)
    payment = await asked(inn, booking, address, 30_000)
    assert await inn.read(money_checks.till_differs, {payment.number: 30_000}, {}) == [
        f"{payment.number}: 30000 fen"  # the till took it, and nobody here knows
    ]
    await inn.write(payments.pay, payment, "r", "online", MORNING)
    me, _ = await inn.write(guest, "o-owner")
    await inn.write(repayments.pay_back, booking.id, 10_000, "a", me, MORNING)
    done, _ = await inn.read(repayments.get, 1) or (None, None)
    assert done is not None
    await inn.write(repayments.paid_back, done, payment, "online", MORNING)
    assert await inn.read(checked) == []
    assert (await inn.read(money_checks.till_differs, {payment.number: 30_000}, {done.number: 10_000})) == []
    for harm in (
        delete(FolioRow).where(FolioRow.kind == "payment"),
        update(PaymentRow).values(state="closed"),
        update(RepaymentRow).values(fen=40_000),
        update(RepaymentRow).values(state="failed"),
    ):
        assert await inn.write(found_after, harm)
    assert await inn.read(checked) == []


def checked(connection: Connection) -> list[str]:
    return [
        *money_checks.payments_on_bills(connection, None),
        *money_checks.given_back(connection, None),
    ]


def found_after(connection: Connection, harm: Delete | Update) -> list[str]:
    """What the checks say once something was done to the tables that must never be; it is undone."""
    trial = connection.begin_nested()
    connection.execute(harm)
    found = checked(connection)
    trial.rollback()
    return found
