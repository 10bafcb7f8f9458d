"""Prices somebody was shown: honoured for a while, whatever becomes of the house's prices meanwhile (F021, fair prices)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Date, ForeignKey, UniqueConstraint, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store.house import Present, house_day
from store.rates import Quote, quote
from store.rooms import Span, nights
from store.statements import Prepared
from store.tables import Base, BigId, Moment, RowId

HONOURED = timedelta(hours=2)


class QuoteRow(Base):
    __tablename__ = "quotes"
    __table_args__ = (UniqueConstraint("person_id", "type_code", "arrival", "departure"),)
    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    type_code: Mapped[str]
    arrival: Mapped[date] = mapped_column(Date)
    departure: Mapped[date] = mapped_column(Date)
    nightly: Mapped[str]  # JSON list of fen, a night each
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


_LIVE = Prepared(
    select(QuoteRow.type_code, QuoteRow.nightly).where(
        QuoteRow.person_id == bindparam("person_id"),
        QuoteRow.arrival == bindparam("arrival"),
        QuoteRow.departure == bindparam("departure"),
        QuoteRow.expires_at > bindparam("now"),
    )
)


def offered(
    connection: Connection, present: Present, person_id: int, codes: list[str], stay: Span, now: datetime
) -> dict[str, Quote]:
    """What one room of each type costs this person for the stay: as it was shown to them lately, else as it is now.

    What is given is kept: for HONOURED it holds, though the house may change its prices. A lower price holds at once.
    """
    if not codes:
        return {}
    rows = _LIVE.rows(
        connection, person_id=person_id, arrival=stay.arrival, departure=stay.departure, now=now
    )
    shown = {code: json.loads(nightly) for code, nightly in rows}
    today = house_day(present.house, now)
    present_prices = {code: quote(connection, present, code, stay, today) for code in codes}
    given = {code: _better(stay, shown.get(code), price) for code, price in present_prices.items()}
    _keep(connection, person_id, stay, {c: q for c, q in given.items() if shown.get(c) != _fen(q)}, now)
    return given


def forget(connection: Connection, now: datetime, limit: int = 500) -> int:
    """Let go of quotes whose time is up; how many."""
    over = select(QuoteRow.id).where(QuoteRow.expires_at <= now).limit(limit)
    return connection.execute(delete(QuoteRow).where(QuoteRow.id.in_(over))).rowcount


def _better(stay: Span, shown: list[int] | None, now: Quote) -> Quote:
    """The price that was shown, unless today's is lower."""
    if shown is None or len(shown) != len(now.nightly) or now.total <= sum(shown):
        return now
    return Quote(tuple(zip(nights(stay), shown, strict=True)))


def _fen(price: Quote) -> list[int]:
    return [fen for _, fen in price.nightly]


def _keep(
    connection: Connection, person_id: int, stay: Span, prices: Mapping[str, Quote], now: datetime
) -> None:
    if not prices:
        return
    connection.execute(
        delete(QuoteRow).where(
            QuoteRow.person_id == person_id,
            QuoteRow.arrival == stay.arrival,
            QuoteRow.departure == stay.departure,
            QuoteRow.type_code.in_(list(prices)),
        )
    )
    connection.execute(
        insert(QuoteRow),
        [
            {
                "person_id": person_id,
                "type_code": code,
                "arrival": stay.arrival,
                "departure": stay.departure,
                "nightly": json.dumps(_fen(price)),
                "expires_at": now + HONOURED,
            }
            for code, price in prices.items()
        ],
    )
