"""Carries out payments once the turn that wants them is written: asked for, looked at, given up, paid back.

Crash points: every call carries its number, so that making it again harms nobody; what comes of it is one transaction with the
bill and with those who are told. What a provider is stands in `scheduler.provider`.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from scheduler import membership, payment_words, too_much
from scheduler.provider import Back, Done, Failed, Notice, Order, Paid, Provider, Ready, Waiting
from store import audit, bookings, folio, house, payments, people, repayments, sending, todos
from store.bookings import Booking
from store.database import Connection, Database
from store.payments import LOOK, ORDER, REPAY, Payment
from store.repayments import Repayment
from store.sending import Claimed
from store.world import Clock

ONLINE = "online"  # how the bill names money that moved here
TRIES = 8  # of one call before a person takes over
PAUSES = (5.0, 15.0, 60.0, 300.0, 900.0)  # machine seconds

log = structlog.get_logger(__name__)


async def carry_out(database: Database, provider: Provider | None, row: Claimed, clock: Clock) -> str:
    """Do what one row wants of the provider; how that ended."""
    payment, back = await database.read(_about, row)
    if provider is None or provider.name != payment.provider:  # nobody else can carry it out
        return await database.write(_given_up, row, "no_provider", clock.now())
    if back is not None:
        outcome = await provider.repay(Back(back.number, payment.number, back.fen, payment.fen))
        return await database.write(repaid, row, back, payment, outcome, clock.now())
    ended: Ready | Paid | Done | Waiting | Failed
    if row.kind == ORDER:
        ended = await provider.order(await database.read(_order, payment))
    elif row.kind == LOOK:
        ended = await provider.look(payment.number)
    else:
        ended = await provider.close(payment.number)
    return await database.write(settle, row, payment.number, ended, clock.now())


def _about(connection: Connection, row: Claimed) -> tuple[Payment, Repayment | None]:
    """The payment a row is about, and what is to be paid back of it, where it is about that."""
    wanted = row.payload or {}
    if row.kind == REPAY:
        found = repayments.get(connection, int(wanted["repayment"]))
        assert found is not None, "repayments are never deleted"
        return found[1], found[0]
    payment = payments.get(connection, int(wanted["payment"]))
    assert payment is not None, "payments are never deleted"
    return payment, None


def _order(connection: Connection, payment: Payment) -> Order:
    reach = people.address(connection, payment.address_id)
    present = house.present(connection)
    called = present.house.called("zh_CN") if present is not None else ""
    payer = reach.external_id if reach is not None else ""
    return Order(
        payment.number, payment.fen, f"{called} B{payment.booking_id}".strip(), payer, payment.expires_at
    )


def settle(
    connection: Connection,
    row: Claimed,
    number: str,
    ended: Ready | Paid | Done | Waiting | Failed,
    now: datetime,
) -> str:
    """Write down what came of a call about a payment."""
    payment = payments.by_number(connection, number)
    assert payment is not None, "payments are never deleted"
    if isinstance(ended, Failed):
        return _later(connection, row, ended, now)
    if isinstance(ended, Ready):
        payments.prepare(connection, payment.id, ended.prepared)
    elif isinstance(ended, Paid):
        received(connection, Notice(number, ended.fen, ended.ref, paid=True), now)
    elif isinstance(ended, Waiting) and payment.expires_at <= now:
        payments.close(connection, payment, now)
    sending.taken(connection, row, "sent", now)
    return "sent"


def _later(connection: Connection, row: Claimed, failed: Failed, now: datetime) -> str:
    if failed.again and row.tries < TRIES:
        pause = PAUSES[min(row.tries, len(PAUSES)) - 1]
        sending.put_off(connection, row, pause, failed.detail[:200])
        return "put_off"
    return _given_up(connection, row, failed.detail[:200], now, refused=not failed.again)


def _given_up(
    connection: Connection, row: Claimed, reason: str, now: datetime, *, refused: bool = False
) -> str:
    """It cannot be done from here. What was not `refused` may have happened all the same: what should go back stays reserved."""
    log.warning("payment call given up", row=row.id, kind=row.kind, reason=reason)
    ended = "doubtful" if row.kind == REPAY and not refused else "dropped"
    sending.settle(connection, row, ended, reason)
    payment, back = _about(connection, row)
    if back is not None:
        if not refused and back.state == "asked":
            payment_words.have_looked_into(connection, back, payment, reason, now)
        elif refused and repayments.not_paid_back(connection, back, reason, now):
            payment_words.have_given_back(connection, back, payment, reason, now)
    elif row.kind == ORDER and payments.close(connection, payment, now):
        payment_words.tell_dead_link(connection, payment, reason, now)
    return ended


def repaid(
    connection: Connection,
    row: Claimed,
    back: Repayment,
    payment: Payment,
    outcome: Done | Waiting | Failed,
    now: datetime,
) -> str:
    """Write down what came of paying back; what is under way is asked about by the same call, which pays once."""
    if isinstance(outcome, Failed):
        return _later(connection, row, outcome, now)
    if isinstance(outcome, Waiting):
        sending.put_off(connection, row, PAUSES[-1], "under_way", tried=False)
        return "put_off"
    if repayments.paid_back(connection, back, payment, ONLINE, now):
        todos.finish_key(connection, payment_words.waits_under(back), now)
        payment_words.tell_paid_back(connection, back, payment, now)
    sending.taken(connection, row, "sent", now)
    return "sent"


def heard(connection: Connection, notice: Notice, provider: str, now: datetime) -> str:
    """What a provider told of its own accord, as `received`; "stranger", with nothing done, where the payment is another's."""
    payment = payments.by_number(connection, notice.number)
    if payment is not None and payment.provider != provider:
        return "stranger"
    return received(connection, notice, now)


def received(connection: Connection, notice: Notice, now: datetime) -> str:
    """Its provider says that a payment was made: "paid" the first time, "known", "unknown", "differs" or "unpaid"."""
    payment = payments.by_number(connection, notice.number)
    if payment is None:
        return "unknown"
    if not notice.paid:
        return "unpaid"
    if payment.fen != notice.fen:
        payment_words.tell_difference(connection, payment, notice, now)
        return "differs"
    if not payments.pay(connection, payment, notice.ref, ONLINE, now):
        return "known"
    audit.note(connection, now, None, "paid_online", f"booking:{payment.booking_id}", str(payment.fen))
    key = f"paid:{payment.number}"
    booking = bookings.known(connection, payment.booking_id)
    payments.fit(connection, booking.id, now)
    _settle_stay(connection, booking, now)
    left = folio.of(connection, booking, now).open
    if over := too_much.left(connection, booking.id, now):
        too_much.put_before_owners(connection, key, booking, over, now)
    payment_words.tell_received(connection, key, payment, left, now)
    return "paid"


def _settle_stay(connection: Connection, booking: Booking, now: datetime) -> None:
    """Nothing may be open any more: who left early earns by what was paid."""
    present = house.present(connection)
    if present is not None:
        membership.settle(connection, booking, present, now)
