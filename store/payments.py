"""Payments that a provider carries out (线上付款): what was asked for and what came of it. It calls nobody.

The same bill and sum is asked for once, and is paid once however often that is said. What goes back is in `store.repayments`.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, insert, select, text, update
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
    waiting = of_booking(connection, booking.id, "open")
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
    waiting = of_booking(connection, booking_id, "open")
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


def of_booking(connection: Connection, booking_id: int, state: State) -> list[Payment]:
    """Those of a booking in this state, the oldest first."""
    rows = connection.execute(
        select(*_PAYMENT)
        .where(PaymentRow.booking_id == booking_id, PaymentRow.state == state)
        .order_by(PaymentRow.id)
    )
    return [_known(row) for row in rows]


def _read(rows: Sequence[Any]) -> Payment | None:
    return _known(rows[0]) if rows else None


def _known(row: Sequence[Any]) -> Payment:
    """A payment out of the columns of _PAYMENT."""
    return Payment(*row)
