"""Payments that a provider carries out (线上付款): what was asked for, what came of it, and what was paid back. It calls nobody.

The same bill and sum is asked for once, is paid once however often that is said, and is never paid back beyond what it was.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, func, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from store import bookings, folio, outbox
from store.bookings import Booking
from store.tables import Base, BigId, Moment, RowId, Sealed, ring_of
from store.world import Chance

ORDER, LOOK, CLOSE, REPAY = "pay_order", "pay_look", "pay_close", "pay_back"  # kinds of outbox rows
KINDS = frozenset({ORDER, LOOK, CLOSE, REPAY})
VALID = timedelta(hours=2)  # as long as WeChat keeps what it prepared
FRESH = timedelta(minutes=10)  # with less left a link is not given out again
LADDER = (1, 3, 10, 30, 60)  # minutes after which a payment nobody told of is asked about
LETTERS = "0123456789ABCDEFGHJKMNPQRSTUVWXYZ"
SIGNATURE = 32
_TOKEN = re.compile(rf"(\d{{1,12}})-([0-9a-f]{{{SIGNATURE}}})")

State = Literal["open", "paid", "closed"]
BackState = Literal["asked", "done", "failed"]


class PaymentRow(Base):
    __tablename__ = "payments"
    __table_args__ = (
        Index(
            "payments_look",
            "look_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    id: Mapped[RowId]
    booking_id: Mapped[int] = mapped_column(BigId, ForeignKey("bookings.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)  # by which the provider knows it
    provider: Mapped[str]
    address_id: Mapped[int] = mapped_column(BigId, ForeignKey("addresses.id"))  # who is to pay
    fen: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    prepared: Mapped[str | None] = mapped_column(Sealed("payments.prepared"))  # what the page needs to pay
    ref: Mapped[str]  # the provider's own number once it is paid
    looks: Mapped[int]
    look_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class RepaymentRow(Base):
    __tablename__ = "repayments"
    id: Mapped[RowId]
    payment_id: Mapped[int] = mapped_column(BigId, ForeignKey("payments.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)  # by which the provider knows it
    key: Mapped[str] = mapped_column(unique=True)  # by which it was said: once
    fen: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    reason: Mapped[str]  # why the provider refused
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as it stands."""

    id: int
    booking_id: int
    number: str
    provider: str
    address_id: int
    fen: int
    state: State
    prepared: str | None
    ref: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Repayment:
    """Something to be paid back, of one payment."""

    id: int
    payment_id: int
    number: str
    fen: int
    state: BackState
    by_id: int


_PAYMENT = (
    PaymentRow.id,
    PaymentRow.booking_id,
    PaymentRow.number,
    PaymentRow.provider,
    PaymentRow.address_id,
    PaymentRow.fen,
    PaymentRow.state,
    PaymentRow.prepared,
    PaymentRow.ref,
    PaymentRow.expires_at,
)
_REPAYMENT = (
    RepaymentRow.id,
    RepaymentRow.payment_id,
    RepaymentRow.number,
    RepaymentRow.fen,
    RepaymentRow.state,
    RepaymentRow.by_id,
)


def ask(
    connection: Connection,
    booking: Booking,
    address_id: int,
    fen: int,
    provider: str,
    now: datetime,
    chance: Chance,
) -> Payment:
    """The payment of so much for a booking: the one that waits already, else a new one; any other that waits is given up."""
    folio.hold(connection, booking.id)
    waiting = _of(connection, booking.id, "open")
    for one in waiting:
        if (one.fen, one.address_id, one.provider) == (
            fen,
            address_id,
            provider,
        ) and one.expires_at > now + FRESH:
            return one
    for one in waiting:
        close(connection, one, now)
    number = f"B{booking.id}T{chance.token(12, LETTERS)}"
    row = insert(PaymentRow).values(
        booking_id=booking.id,
        number=number,
        provider=provider,
        address_id=address_id,
        fen=fen,
        state="open",
        ref="",
        looks=0,
        look_at=now + timedelta(minutes=LADDER[0]),
        created_at=now,
        expires_at=now + VALID,
    )
    payment_id = connection.execute(row.returning(PaymentRow.id)).scalar_one()
    outbox.do(connection, f"{ORDER}:{number}", ORDER, {"payment": payment_id}, now)
    found = get(connection, payment_id)
    assert found is not None
    return found


def get(connection: Connection, payment_id: int) -> Payment | None:
    """The payment with this id."""
    return _read(connection.execute(select(*_PAYMENT).where(PaymentRow.id == payment_id)).all())


def by_number(connection: Connection, number: str) -> Payment | None:
    """The payment the provider knows by this number."""
    return _read(connection.execute(select(*_PAYMENT).where(PaymentRow.number == number)).all())


def by_token(connection: Connection, token: str) -> Payment | None:
    """The payment of a genuine link; None for anything else."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    good = (digest[:SIGNATURE] for digest in _digests(connection, match[1]))
    genuine = any(hmac.compare_digest(match[2], one) for one in good)
    return get(connection, int(match[1])) if genuine else None


def token(connection: Connection, payment: Payment) -> str:
    """What the link to a payment ends with: nobody guesses it."""
    return f"{payment.id}-{_digests(connection, str(payment.id))[0][:SIGNATURE]}"


def _digests(connection: Connection, said: str) -> tuple[str, ...]:
    return tuple(ring_of(connection.dialect).hashes("payments.token", said))


def prepare(connection: Connection, payment_id: int, prepared: str) -> None:
    """The provider is ready to take it."""
    mine = PaymentRow.id == payment_id, PaymentRow.state == "open"
    connection.execute(update(PaymentRow).where(*mine).values(prepared=prepared))


def pay(connection: Connection, payment: Payment, ref: str, by: str, now: datetime) -> bool:
    """It is paid: once, into the bill; False when that was known. What was given up meanwhile counts as well."""
    folio.hold(connection, payment.booking_id)
    changed = connection.execute(
        update(PaymentRow)
        .where(PaymentRow.id == payment.id, PaymentRow.state != "paid")
        .values(state="paid", ref=ref, ended_at=now)
    )
    if changed.rowcount == 0:
        return False
    entry = folio.Entry("payment", -payment.fen, f"paid:{payment.number}", "", by)
    folio.post(connection, payment.booking_id, entry, now)
    return True


def close(connection: Connection, payment: Payment, now: datetime) -> bool:
    """Nobody shall pay it any more, the provider included; False when it was over before."""
    changed = connection.execute(
        update(PaymentRow)
        .where(PaymentRow.id == payment.id, PaymentRow.state == "open")
        .values(state="closed", ended_at=now)
    )
    if changed.rowcount != 1:
        return False
    outbox.do(connection, f"{CLOSE}:{payment.number}", CLOSE, {"payment": payment.id}, now)
    return True


def fit(connection: Connection, booking_id: int, now: datetime) -> None:
    """Nobody shall pay more than is open: payments that wait and are about more are given up."""
    waiting = _of(connection, booking_id, "open")
    booking = bookings.get(connection, booking_id) if waiting else None
    open_ = folio.of(connection, booking, now).open if booking is not None else 0
    for one in waiting:
        if one.fen > open_:
            close(connection, one, now)


def look_again(connection: Connection, now: datetime, limit: int = 50) -> int:
    """Ask about payments nobody told of, by the ladder; at their end they are given up. How many."""
    rows = connection.execute(
        select(*_PAYMENT, PaymentRow.looks)
        .where(PaymentRow.state == "open", PaymentRow.look_at <= now)
        .order_by(PaymentRow.look_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        payment, looks = _known(row[:-1]), row.looks
        fit(connection, payment.booking_id, now)
        key = f"{LOOK}:{payment.number}:{looks}"
        outbox.do(connection, key, LOOK, {"payment": payment.id}, now)
        pause = timedelta(minutes=LADDER[min(looks + 1, len(LADDER) - 1)])
        connection.execute(
            update(PaymentRow).where(PaymentRow.id == payment.id).values(looks=looks + 1, look_at=now + pause)
        )
    return len(rows)


# --- back ---


def returnable(connection: Connection, booking_id: int) -> int:
    """What the provider may still pay back of a booking's payments, what is under way taken off."""
    return sum(_left(connection, one) for one in _of(connection, booking_id, "paid"))


def under_way(connection: Connection, booking_id: int) -> int:
    """What is on its way back of a booking's payments and stands in no bill yet, in fen."""
    asked = (
        select(func.sum(RepaymentRow.fen))
        .join(PaymentRow, PaymentRow.id == RepaymentRow.payment_id)
        .where(PaymentRow.booking_id == booking_id, RepaymentRow.state == "asked")
    )
    return int(connection.scalar(asked) or 0)


def ask_again(connection: Connection, booking_id: int) -> bool:
    """Have what nobody knows the outcome of asked once more, by the same numbers: it goes back once. False when there is none."""
    folio.hold(connection, booking_id)
    numbers = asked(connection, booking_id)
    return outbox.try_again(connection, [f"{REPAY}:{number}" for number in numbers]) > 0


def doubted(connection: Connection, booking_id: int) -> list[Repayment]:
    """What nobody knows the outcome of, and nobody is asked about any more; locks the booking."""
    folio.hold(connection, booking_id)
    rows = connection.execute(
        select(*_REPAYMENT)
        .join(PaymentRow, PaymentRow.id == RepaymentRow.payment_id)
        .where(PaymentRow.booking_id == booking_id, RepaymentRow.state == "asked")
        .order_by(RepaymentRow.id)
    ).all()
    found = [_repayment(row) for row in rows]
    to_come = outbox.to_come(connection, [f"{REPAY}:{one.number}" for one in found])
    return [one for one in found if f"{REPAY}:{one.number}" not in to_come]


def doubt_again(connection: Connection, booking_id: int, repayments: Sequence[int]) -> bool:
    """What was said not to have gone back is in doubt once more; False, with nothing done, when more was given back since."""
    folio.hold(connection, booking_id)
    newest = (
        select(func.max(RepaymentRow.id))
        .join(PaymentRow, PaymentRow.id == RepaymentRow.payment_id)
        .where(PaymentRow.booking_id == booking_id)
    )
    if connection.scalar(newest) != max(repayments):
        return False
    failed = RepaymentRow.id.in_(repayments), RepaymentRow.state == "failed"
    again = update(RepaymentRow).where(*failed).values(state="asked", reason="", ended_at=None)
    return connection.execute(again).rowcount == len(repayments)


def asked(connection: Connection, booking_id: int) -> list[str]:
    """By which numbers the provider was asked to pay back of a booking's payments, its answer still to come."""
    numbers = connection.scalars(
        select(RepaymentRow.number)
        .join(PaymentRow, PaymentRow.id == RepaymentRow.payment_id)
        .where(PaymentRow.booking_id == booking_id, RepaymentRow.state == "asked")
    )
    return list(numbers)


def pay_back(connection: Connection, booking_id: int, fen: int, key: str, by_id: int, now: datetime) -> bool:
    """Have so much paid back, from the newest payment on, once a key; False, with nothing done, when there is not so much."""
    folio.hold(connection, booking_id)
    known = select(RepaymentRow.id).where(RepaymentRow.key == f"{key}:0")
    paid = list(reversed(_of(connection, booking_id, "paid")))
    if connection.scalar(known) is not None or sum(_left(connection, one) for one in paid) < fen:
        return False
    parts: list[tuple[Payment, int]] = []
    for payment in paid:
        part = min(fen, _left(connection, payment))
        fen -= part
        parts += [(payment, part)] if part else []
    for n, (payment, part) in enumerate(parts):
        _back(connection, payment, part, f"{key}:{n}", by_id, now)
    return True


def _back(connection: Connection, payment: Payment, fen: int, key: str, by_id: int, now: datetime) -> None:
    before = select(func.count()).where(RepaymentRow.payment_id == payment.id)
    number = f"{payment.number}R{connection.scalar(before)}"
    row = insert(RepaymentRow).values(
        payment_id=payment.id,
        number=number,
        key=key,
        fen=fen,
        state="asked",
        by_id=by_id,
        reason="",
        created_at=now,
    )
    back_id = connection.execute(row.returning(RepaymentRow.id)).scalar_one()
    outbox.do(connection, f"{REPAY}:{number}", REPAY, {"repayment": back_id}, now)


def back(connection: Connection, repayment_id: int) -> tuple[Repayment, Payment] | None:
    """What is to be paid back, and of which payment."""
    row = connection.execute(select(RepaymentRow).where(RepaymentRow.id == repayment_id)).first()
    if row is None:
        return None
    payment = get(connection, row.payment_id)
    assert payment is not None, "payments are never deleted"
    state = cast(BackState, row.state)
    return Repayment(row.id, row.payment_id, row.number, row.fen, state, row.by_id), payment


def paid_back(connection: Connection, back_: Repayment, payment: Payment, by: str, now: datetime) -> bool:
    """The provider paid it back: once, into the bill; False when that was known."""
    folio.hold(connection, payment.booking_id)
    if not _ends(connection, back_, "done", "", now):
        return False
    entry = folio.Entry("refund", back_.fen, f"repaid:{back_.number}", "", by, back_.by_id)
    folio.post(connection, payment.booking_id, entry, now)
    return True


def not_paid_back(connection: Connection, back_: Repayment, reason: str, now: datetime) -> bool:
    """The provider refuses for good; False when it ended before."""
    return _ends(connection, back_, "failed", reason, now)


def _ends(connection: Connection, back_: Repayment, state: BackState, reason: str, now: datetime) -> bool:
    asked = RepaymentRow.id == back_.id, RepaymentRow.state == "asked"
    values = {"state": state, "reason": reason[:200], "ended_at": now}
    return connection.execute(update(RepaymentRow).where(*asked).values(**values)).rowcount == 1


def _left(connection: Connection, payment: Payment) -> int:
    """What was paid and neither went back nor is under way."""
    gone = select(func.sum(RepaymentRow.fen)).where(
        RepaymentRow.payment_id == payment.id, RepaymentRow.state.in_(("asked", "done"))
    )
    return payment.fen - int(connection.scalar(gone) or 0)


def _of(connection: Connection, booking_id: int, state: State) -> list[Payment]:
    rows = connection.execute(
        select(*_PAYMENT)
        .where(PaymentRow.booking_id == booking_id, PaymentRow.state == state)
        .order_by(PaymentRow.id)
    )
    return [_known(row) for row in rows]


def _read(rows: Sequence[Any]) -> Payment | None:
    return _known(rows[0]) if rows else None


def _repayment(row: Sequence[Any]) -> Repayment:
    """A repayment out of the columns of _REPAYMENT."""
    return Repayment(*row)


def _known(row: Sequence[Any]) -> Payment:
    """A payment out of the columns of _PAYMENT."""
    return Payment(*row)
