"""What a provider pays back of a payment (线上退款): asked for, done, refused, or nobody knows. It calls nobody.

It is asked for once, by a number, and never goes beyond what was paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, Connection, ForeignKey, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from store import folio, outbox, payments
from store.bookings import Booking
from store.payments import REPAY, Payment, PaymentRow, of_booking
from store.tables import Base, BigId, Moment, RowId

BackState = Literal["asked", "done", "failed"]


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
class Repayment:
    """Something to be paid back, of one payment."""

    id: int
    payment_id: int
    number: str
    fen: int
    state: BackState
    by_id: int


_REPAYMENT = (
    RepaymentRow.id,
    RepaymentRow.payment_id,
    RepaymentRow.number,
    RepaymentRow.fen,
    RepaymentRow.state,
    RepaymentRow.by_id,
)


def returnable(connection: Connection, booking_id: int) -> int:
    """What the provider may still pay back of a booking's payments, what is under way taken off."""
    return sum(_left(connection, one) for one in of_booking(connection, booking_id, "paid"))


def under_way(connection: Connection, booking_id: int) -> int:
    """What is on its way back of a booking's payments and stands in no bill yet, in fen."""
    return sum(one.fen for one in _asked(connection, booking_id))


def ask_again(connection: Connection, booking_id: int) -> bool:
    """Have what nobody knows the outcome of asked once more, by the same numbers: it goes back once. False when there is none."""
    folio.hold(connection, booking_id)
    numbers = asked(connection, booking_id)
    return outbox.try_again(connection, [f"{REPAY}:{number}" for number in numbers]) > 0


def doubted(connection: Connection, booking_id: int) -> list[Repayment]:
    """What nobody knows the outcome of, and nobody is asked about any more; locks the booking."""
    folio.hold(connection, booking_id)
    found = _asked(connection, booking_id)
    to_come = outbox.to_come(connection, [f"{REPAY}:{one.number}" for one in found])
    return [one for one in found if f"{REPAY}:{one.number}" not in to_come]


def doubt_again(connection: Connection, booking: Booking, repayments: Sequence[int], now: datetime) -> bool:
    """What was said not to have gone back is in doubt once more; False, with nothing done, when more was given back since,
    over the provider or over the counter.
    """
    standing = folio.of(connection, booking, now)  # locks the booking
    newest = (
        select(func.max(RepaymentRow.id))
        .join(PaymentRow, PaymentRow.id == RepaymentRow.payment_id)
        .where(PaymentRow.booking_id == booking.id)
    )
    if connection.scalar(newest) != max(repayments):
        return False
    mine = select(func.sum(RepaymentRow.fen), func.max(RepaymentRow.ended_at)).where(
        RepaymentRow.id.in_(repayments)
    )
    fen, said_at = connection.execute(mine).one()
    since = any(
        line.kind == "refund" and said_at is not None and line.at > said_at for line in standing.lines
    )
    if since or standing.paid - under_way(connection, booking.id) < int(fen or 0):
        return False
    failed = RepaymentRow.id.in_(repayments), RepaymentRow.state == "failed"
    again = update(RepaymentRow).where(*failed).values(state="asked", reason="", ended_at=None)
    return connection.execute(again).rowcount == len(repayments)


def asked(connection: Connection, booking_id: int) -> list[str]:
    """By which numbers the provider was asked to pay back of a booking's payments, its answer still to come."""
    return [one.number for one in _asked(connection, booking_id)]


def _asked(connection: Connection, booking_id: int) -> list[Repayment]:
    rows = connection.execute(
        select(*_REPAYMENT)
        .join(PaymentRow, PaymentRow.id == RepaymentRow.payment_id)
        .where(PaymentRow.booking_id == booking_id, RepaymentRow.state == "asked")
        .order_by(RepaymentRow.id)
    )
    return [_known(row) for row in rows]


def pay_back(connection: Connection, booking_id: int, fen: int, key: str, by_id: int, now: datetime) -> bool:
    """Have so much paid back, from the newest payment on, once a key; False, with nothing done, when there is not so much."""
    folio.hold(connection, booking_id)
    known = select(RepaymentRow.id).where(RepaymentRow.key == f"{key}:0")
    paid = list(reversed(of_booking(connection, booking_id, "paid")))
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


def get(connection: Connection, repayment_id: int) -> tuple[Repayment, Payment] | None:
    """What is to be paid back, and of which payment."""
    row = connection.execute(select(*_REPAYMENT).where(RepaymentRow.id == repayment_id)).first()
    if row is None:
        return None
    found = _known(row)
    payment = payments.get(connection, found.payment_id)
    assert payment is not None, "payments are never deleted"
    return found, payment


def paid_back(connection: Connection, back: Repayment, payment: Payment, by: str, now: datetime) -> bool:
    """The provider paid it back: once, into the bill; False when that was known."""
    folio.hold(connection, payment.booking_id)
    if not _ends(connection, back, "done", "", now):
        return False
    entry = folio.Entry("refund", back.fen, f"repaid:{back.number}", "", by, back.by_id)
    folio.post(connection, payment.booking_id, entry, now)
    return True


def not_paid_back(connection: Connection, back: Repayment, reason: str, now: datetime) -> bool:
    """The provider refuses for good; False when it ended before."""
    return _ends(connection, back, "failed", reason, now)


def _ends(connection: Connection, back: Repayment, state: BackState, reason: str, now: datetime) -> bool:
    asked = RepaymentRow.id == back.id, RepaymentRow.state == "asked"
    values = {"state": state, "reason": reason[:200], "ended_at": now}
    return connection.execute(update(RepaymentRow).where(*asked).values(**values)).rowcount == 1


def _left(connection: Connection, payment: Payment) -> int:
    """What was paid and neither went back nor is under way."""
    gone = select(func.sum(RepaymentRow.fen)).where(
        RepaymentRow.payment_id == payment.id, RepaymentRow.state.in_(("asked", "done"))
    )
    return payment.fen - int(connection.scalar(gone) or 0)


def _known(row: Sequence[Any]) -> Repayment:
    """A repayment out of the columns of _REPAYMENT."""
    return Repayment(*row)
