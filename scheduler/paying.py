"""Carries out payments once the turn that wants them is written: asked for, looked at, given up, paid back.

Crash points: every call carries its number, so that making it again harms nobody; what comes of it is one transaction with the
bill and with those who are told. It declares what a provider is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from locales import N_, money, say
from scheduler import telling, too_much
from store import audit, bookings, folio, house, payments, people, sending, staff, todos
from store.database import Connection, Database
from store.payments import LOOK, ORDER, REPAY, Payment, Repayment
from store.sending import Claimed
from store.world import Clock

ONLINE = "online"  # how the bill names money that moved here
TRIES = 8  # of one call before a person takes over
PAUSES = (5.0, 15.0, 60.0, 300.0, 900.0)  # machine seconds

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody is to pay."""

    number: str
    fen: int
    about: str
    payer: str  # the external id of who pays
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Back:
    """What is to be paid back of a payment."""

    number: str
    payment: str
    fen: int
    of: int  # fen of the payment


@dataclass(frozen=True, slots=True)
class Ready:
    """The provider waits for the guest; what the page needs for it."""

    prepared: str


@dataclass(frozen=True, slots=True)
class Paid:
    """It is paid; the provider's own number for it."""

    fen: int
    ref: str


@dataclass(frozen=True, slots=True)
class Done:
    """It is as it was wished: given up, paid back."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing came of it yet."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not work; `again` when trying once more may help."""

    detail: str
    again: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """What the provider told of its own accord, and proved to be from it."""

    number: str
    fen: int
    ref: str
    paid: bool


class NotGenuine(Exception):
    """A notice that does not prove to be the provider's. Caught by the page that takes it: it is refused there."""


@dataclass(frozen=True, slots=True)
class Button:
    """How a page pays: a form posted to `url`, or the values WeChat's own dialog takes."""

    url: str = ""
    dialog: Mapping[str, str] | None = None


class Provider(Protocol):
    """Whoever moves the money. Every call may be made again with the same number; none raises for what the other side answers."""

    @property
    def name(self) -> str: ...

    async def order(self, order: Order) -> Ready | Failed: ...
    async def look(self, number: str) -> Paid | Waiting | Failed: ...
    async def close(self, number: str) -> Done | Paid | Failed: ...
    async def repay(self, back: Back) -> Done | Waiting | Failed: ...

    def heard(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """What a notice says. Raises NotGenuine."""
        ...

    def button(self, prepared: str) -> Button:
        """How the page pays what was prepared."""
        ...


async def carry_out(database: Database, provider: Provider | None, row: Claimed, clock: Clock) -> str:
    """Do what one row wants of the provider; how that ended."""
    wanted = row.payload or {}
    theirs = await database.read(_provider_of, row)
    if provider is None or provider.name != theirs:
        return await database.write(_given_up, row, "no_provider", clock.now())
    if row.kind == REPAY:
        found = await database.read(payments.back, int(wanted["repayment"]))
        assert found is not None, "repayments are never deleted"
        back, payment = found
        outcome = await provider.repay(Back(back.number, payment.number, back.fen, payment.fen))
        return await database.write(_repaid, row, back, payment, outcome, clock.now())
    order = await database.read(_order, int(wanted["payment"]))
    ended: Ready | Paid | Done | Waiting | Failed
    if row.kind == ORDER:
        ended = await provider.order(order)
    elif row.kind == LOOK:
        ended = await provider.look(order.number)
    else:
        ended = await provider.close(order.number)
    return await database.write(settle, row, order.number, ended, clock.now())


def _provider_of(connection: Connection, row: Claimed) -> str:
    """Whose payment it is about: nobody else can carry it out."""
    wanted = row.payload or {}
    if row.kind == REPAY:
        found = payments.back(connection, int(wanted["repayment"]))
        return found[1].provider if found is not None else ""
    payment = payments.get(connection, int(wanted["payment"]))
    return payment.provider if payment is not None else ""


def _order(connection: Connection, payment_id: int) -> Order:
    payment = payments.get(connection, payment_id)
    assert payment is not None, "payments are never deleted"
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
    wanted = row.payload or {}
    ended = "doubtful" if row.kind == REPAY and not refused else "dropped"
    sending.settle(connection, row, ended, reason)
    if row.kind == REPAY:
        found = payments.back(connection, int(wanted["repayment"]))
        assert found is not None, "repayments are never deleted"
        if not refused and found[0].state == "asked":
            _look_first(connection, *found, reason, now)
        elif refused and payments.not_paid_back(connection, found[0], reason, now):
            _to_give_back(connection, *found, reason, now)
    elif row.kind == ORDER:
        payment = payments.get(connection, int(wanted["payment"]))
        assert payment is not None, "payments are never deleted"
        if payments.close(connection, payment, now):
            _link_is_dead(connection, payment, reason, now)
    return ended


def _link_is_dead(connection: Connection, payment: Payment, reason: str, now: datetime) -> None:
    """The provider took no order: nobody can pay by this link, and whoever can mend it hears so."""
    message = N_(
        "[Link can't be paid] B{booking}: {sum} can't be paid online ({reason}). "
        "Please take it another way and look into the payment settings."
    )
    for number, (address_id, language) in enumerate(staff.owners(connection)):
        text = say(
            language,
            message,
            booking=payment.booking_id,
            sum=money(language, payment.fen),
            reason=reason,
        )
        telling.tell(connection, f"no_order:{payment.number}:{number}", "notice", address_id, text, now)


def _look_first(
    connection: Connection, back: Repayment, payment: Payment, reason: str, now: datetime
) -> None:
    """Nobody knows whether it went back: a person looks before anything else is done."""
    _wait_by_hand(connection, back, payment, now)
    _tell_staff(
        connection,
        f"unknown:{back.number}:{reason}",
        lambda language: say(
            language,
            N_(
                "[Paid back? Unknown] B{booking}: nobody knows whether {sum} went back ({reason}).\n"
                "Please look in the merchant platform first and give nothing by hand. "
                "The owner's 退款B{booking} asks once more; it goes back once."
            ),
            booking=payment.booking_id,
            sum=money(language, back.fen),
            reason=reason,
        ),
        now,
    )


def _wait_by_hand(connection: Connection, back: Repayment, payment: Payment, now: datetime) -> None:
    key = _by_hand(back)
    detail = {"fen": str(back.fen)}
    if not todos.open_once(connection, key, "repay", now, booking_id=payment.booking_id, detail=detail):
        todos.wait_again(connection, key)


def _by_hand(back: Repayment) -> str:
    return f"repay:{back.number}"


def _to_give_back(
    connection: Connection, back: Repayment, payment: Payment, reason: str, now: datetime
) -> None:
    _wait_by_hand(connection, back, payment, now)
    _tell_staff(
        connection,
        _by_hand(back),
        lambda language: say(
            language,
            N_(
                "[Not paid back] B{booking}: {sum} could not go back ({reason}).\n"
                "Please give it back by hand, then write “退款B{booking} …”."
            ),
            booking=payment.booking_id,
            sum=money(language, back.fen),
            reason=reason,
        ),
        now,
    )


def _repaid(
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
    if payments.paid_back(connection, back, payment, ONLINE, now):
        todos.finish_key(connection, _by_hand(back), now)
        _tell_guest(
            connection,
            f"repaid:{back.number}",
            payment.booking_id,
            N_("{sum} is on its way back to you, the way you paid."),
            back.fen,
            now,
        )
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
        _alarm(connection, payment, notice, now)
        return "differs"
    if not payments.pay(connection, payment, notice.ref, ONLINE, now):
        return "known"
    audit.note(connection, now, None, "paid_online", f"booking:{payment.booking_id}", str(payment.fen))
    key = f"paid:{payment.number}"
    booking = bookings.get(connection, payment.booking_id)
    assert booking is not None, "bookings are never deleted"
    payments.fit(connection, booking.id, now)
    left = folio.of(connection, booking, now).open
    if over := too_much.left(connection, booking.id, now):
        todos.finish(connection, too_much.TODO, booking.id, now)  # the new one is about all of it
        too_much.put_before_owners(connection, key, booking, over, now)
    _tell_received(connection, key, payment, left, now)
    return "paid"


def _tell_received(connection: Connection, key: str, payment: Payment, left: int, now: datetime) -> None:
    """The guest and those on duty hear what was paid and what is open, or too much."""
    guest = N_("{sum} received, thank you. Everything is paid.")
    house_ = N_("[Paid online] B{booking} {name}: {sum}. Everything is paid.")
    if left > 0:
        guest = N_("{sum} received, thank you. {left} is still open.")
        house_ = N_("[Paid online] B{booking} {name}: {sum}. {left} is open.")
    elif left < 0:
        guest = N_("{sum} received. That is {left} too much; the house has been told to give it back.")
        house_ = N_("[Paid online] B{booking} {name}: {sum}. {left} too much was paid.")
    _tell_guest(connection, key, payment.booking_id, guest, payment.fen, now, left=abs(left))
    _tell_staff(
        connection,
        key,
        lambda language: say(
            language,
            house_,
            booking=payment.booking_id,
            name=_holder(connection, payment.booking_id),
            sum=money(language, payment.fen),
            left=money(language, abs(left)),
        ),
        now,
    )


def _alarm(connection: Connection, payment: Payment, notice: Notice, now: datetime) -> None:
    """Another sum than was asked for: nothing is written into the bill, a person looks."""
    key = f"differs:{payment.number}:{notice.ref}"
    new = todos.open_once(
        connection, key, "repay", now, booking_id=payment.booking_id, detail={"text": notice.ref}
    )
    if new:
        _tell_staff(
            connection,
            key,
            lambda language: say(
                language,
                N_("[Payment differs] B{booking}: asked for {asked}, paid {paid}. Please look into it."),
                booking=payment.booking_id,
                asked=money(language, payment.fen),
                paid=money(language, notice.fen),
            ),
            now,
        )


def _holder(connection: Connection, booking_id: int) -> str:
    booking = bookings.get(connection, booking_id)
    return booking.holder if booking is not None else ""


def _tell_guest(
    connection: Connection, key: str, booking_id: int, message: str, fen: int, now: datetime, left: int = 0
) -> None:
    booking, present = bookings.get(connection, booking_id), house.present(connection)
    if booking is None or present is None:
        return
    language = telling.language_of_holder(connection, booking, proved=True)
    values = {"sum": money(language, fen), "left": money(language, left)}
    telling.tell_holder(
        connection, f"{key}:guest", "payment", booking, present, message, now, proved=True, **values
    )


def _tell_staff(connection: Connection, key: str, words: Callable[[str], str], now: datetime) -> None:
    for number, (address_id, language) in enumerate(people.on_duty(connection)):
        telling.tell(connection, f"{key}:{number}", "notice", address_id, words(language), now)
