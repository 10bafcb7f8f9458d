"""What must hold of a house's money at any moment, each check giving the rows that break it. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from store.folio import PAID, FolioRow
from store.payments import PaymentRow
from store.repayments import RepaymentRow

SHOWN = 20  # offending rows of one check
BACK = "back:"  # a line of a bill that turns another one round
MOVING = ("asked", "done")  # states in which something went back, or may have


def _rows(connection: Connection, statement: Any, words: str) -> list[str]:
    return [words.format(*row) for row in connection.execute(statement.limit(SHOWN))]


def bills_turned_round(connection: Connection, _: object) -> list[str]:
    """What was taken back of a bill is the opposite of what was written."""
    lines = connection.execute(select(FolioRow.id, FolioRow.booking_id, FolioRow.fen, FolioRow.key)).all()
    known = {f"{BACK}{row.id}": row for row in lines}
    return [
        f"B{row.booking_id}: {row.key} is {row.fen}"
        for row in lines
        if row.key.startswith(BACK)
        and (
            row.key not in known
            or (known[row.key].booking_id, known[row.key].fen) != (row.booking_id, -row.fen)
        )
    ][:SHOWN]


def payments_on_bills(connection: Connection, _: object) -> list[str]:
    """What was paid over a provider stands on its bill, and nothing else does."""
    line = FolioRow.key == "paid:" + PaymentRow.number
    same = and_(FolioRow.booking_id == PaymentRow.booking_id, FolioRow.fen == -PaymentRow.fen)
    wrong = (
        select(PaymentRow.number, PaymentRow.state, PaymentRow.fen, FolioRow.fen)
        .outerjoin(FolioRow, line)
        .where(
            or_(
                and_(PaymentRow.state == "paid", or_(FolioRow.id.is_(None), ~same)),
                and_(PaymentRow.state != "paid", FolioRow.id.is_not(None)),
            )
        )
        .order_by(PaymentRow.id)
    )
    return _rows(connection, wrong, "{0} is {1}, {2} fen; the bill has {3}")


def given_back(connection: Connection, _: object) -> list[str]:
    """No more goes back than was paid: of a payment, nor of a booking; and what went back stands on the bill."""
    back = func.sum(RepaymentRow.fen)
    beyond = (
        select(PaymentRow.number, PaymentRow.state, PaymentRow.fen, back)
        .join(RepaymentRow, RepaymentRow.payment_id == PaymentRow.id)
        .where(RepaymentRow.state.in_(MOVING))
        .group_by(PaymentRow.id, PaymentRow.number, PaymentRow.state, PaymentRow.fen)
        .having(or_(back > PaymentRow.fen, PaymentRow.state != "paid"))
    )
    unwritten = (
        select(RepaymentRow.number, RepaymentRow.state, RepaymentRow.fen, FolioRow.fen)
        .outerjoin(FolioRow, FolioRow.key == "repaid:" + RepaymentRow.number)
        .where(
            or_(
                and_(
                    RepaymentRow.state == "done",
                    or_(FolioRow.id.is_(None), FolioRow.fen != RepaymentRow.fen),
                ),
                and_(RepaymentRow.state != "done", FolioRow.id.is_not(None)),
            )
        )
    )
    moved = func.sum(FolioRow.fen)
    overdrawn = (
        select(FolioRow.booking_id, moved)
        .where(FolioRow.kind.in_(PAID))
        .group_by(FolioRow.booking_id)
        .having(moved > 0)
    )
    return [
        *_rows(connection, beyond, "{0} is {1}, {2} fen; {3} go back"),
        *_rows(connection, unwritten, "{0} is {1}, {2} fen; the bill has {3}"),
        *_rows(connection, overdrawn, "B{0}: {1} fen more went back than were paid"),
    ]


def unpaid(connection: Connection, taken: Mapping[int, int]) -> list[str]:
    """Where the bills hold another sum than was taken at the desk and over the till, in fen by booking."""
    summed = select(FolioRow.booking_id, func.sum(FolioRow.fen)).where(FolioRow.kind == "payment")
    held = {booking: -fen for booking, fen in connection.execute(summed.group_by(FolioRow.booking_id)) if fen}
    wrong = sorted(held.items() ^ {(booking, fen) for booking, fen in taken.items() if fen})
    return [f"B{booking}: {fen} fen" for booking, fen in wrong][:SHOWN]


def till_differs(connection: Connection, paid: Mapping[str, int], repaid: Mapping[str, int]) -> list[str]:
    """Where the house and its provider do not agree about what was paid, and what went back, in fen by number."""
    known = select(PaymentRow.number, PaymentRow.fen).where(PaymentRow.state == "paid")
    wrong = sorted({(number, fen) for number, fen in connection.execute(known)} ^ set(paid.items()))
    backs = connection.execute(select(RepaymentRow.number, RepaymentRow.fen, RepaymentRow.state)).all()
    told = {number: (fen, state) for number, fen, state in backs}
    lost = [
        f"{number}: {fen} fen went back, nobody knows" for number, fen in repaid.items() if number not in told
    ]
    for number, (fen, state) in told.items():
        there = repaid.get(number)
        if (state == "done" and there != fen) or (state == "failed" and there is not None):
            lost.append(f"{number} is {state}, {fen} fen; the till has {there}")
    return [*(f"{number}: {fen} fen" for number, fen in wrong), *lost][:SHOWN]
