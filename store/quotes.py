"""Prices somebody was shown: honoured for a while, whatever becomes of the house's prices meanwhile (F021, fair prices)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection, Date, ForeignKey, UniqueConstraint, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store import extras
from store.extras import Wanted
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
    on_top: Mapped[
        str | None
    ]  # JSON of kind -> fen: what each thing on top cost then; None: nothing had a price
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


_LIVE = Prepared(
    select(QuoteRow.type_code, QuoteRow.nightly, QuoteRow.on_top).where(
        QuoteRow.person_id == bindparam("person_id"),
        QuoteRow.arrival == bindparam("arrival"),
        QuoteRow.departure == bindparam("departure"),
        QuoteRow.expires_at > bindparam("now"),
    )
)


def offered(
    connection: Connection,
    present: Present,
    person_id: int,
    codes: list[str],
    stay: Span,
    now: datetime,
    wanted: Wanted = MappingProxyType({}),
) -> dict[str, Quote]:
    """What one room of each type costs this person for the stay: as it was shown to them lately, else as it is now.

    What is given is kept: for HONOURED it holds, though the house may change its prices. A lower price holds at once.
    """
    if not codes:
        return {}
    rows = _LIVE.rows(
        connection, person_id=person_id, arrival=stay.arrival, departure=stay.departure, now=now
    )
    shown = {code: _Shown(json.loads(nightly), json.loads(on_top or "{}")) for code, nightly, on_top in rows}
    today, nothing = house_day(present.house, now), _Shown([], {})
    given: dict[str, Quote] = {}
    news: dict[str, _Shown] = {}
    for code in codes:
        before = shown.get(code, nothing)
        price = _better(stay, before.nightly, quote(connection, present, code, stay, today, wanted))
        units = _lower(before.on_top, extras.prices(present.house, code))
        on_top = (replace(one, fen=units.get(one.kind, one.fen)) for one in price.on_top)
        given[code] = replace(price, on_top=tuple(on_top))
        if (kept := _Shown(_fen(price), units)) != before:
            news[code] = kept
    _keep(connection, person_id, stay, news, now)
    return given


def forget(connection: Connection, now: datetime, limit: int = 500) -> int:
    """Let go of quotes whose time is up; how many."""
    over = select(QuoteRow.id).where(QuoteRow.expires_at <= now).limit(limit)
    return connection.execute(delete(QuoteRow).where(QuoteRow.id.in_(over))).rowcount


class _Shown(NamedTuple):
    """What somebody was shown: each night, and one of each thing on top."""

    nightly: list[int]
    on_top: dict[str, int]


def _better(stay: Span, shown: list[int], now: Quote) -> Quote:
    """The price that was shown, unless today's is lower."""
    if len(shown) != len(now.nightly) or now.total <= sum(shown):
        return now
    return Quote(tuple(zip(nights(stay), shown, strict=True)), on_top=now.on_top)


def _lower(shown: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    """The same for what is on top, each by itself."""
    return {**now, **{kind: min(fen, now.get(kind, fen)) for kind, fen in shown.items()}}


def _fen(price: Quote) -> list[int]:
    return [fen for _, fen in price.nightly]


def _keep(
    connection: Connection, person_id: int, stay: Span, prices: Mapping[str, _Shown], now: datetime
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
                "nightly": json.dumps(price.nightly),
                "on_top": json.dumps(price.on_top) if price.on_top else None,
                "expires_at": now + HONOURED,
            }
            for code, price in prices.items()
        ],
    )
