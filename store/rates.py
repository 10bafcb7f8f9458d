"""What a night costs. One function quotes a stay night by night; everything that shows a price uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Date, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store.house import Present
from store.house_file import price_class
from store.rooms import Span, nights
from store.statements import Prepared
from store.tables import Base, Moment


class Rate(Base):
    """A price the owner set for one type and night; without a row the house file's price holds."""

    __tablename__ = "rates"
    type_code: Mapped[str] = mapped_column(primary_key=True)
    night: Mapped[date] = mapped_column(Date, primary_key=True)
    fen: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of one room for a stay, in fen, night by night."""

    nightly: tuple[tuple[date, int], ...]

    @property
    def total(self) -> int:
        """Fen for the whole stay."""
        return sum(fen for _, fen in self.nightly)

    @property
    def even(self) -> int | None:
        """The price of every night if they are all the same, else None."""
        prices = {fen for _, fen in self.nightly}
        return prices.pop() if len(prices) == 1 else None


_SET = Prepared(
    select(Rate.night, Rate.fen).where(
        Rate.type_code == bindparam("code"), Rate.night >= bindparam("first"), Rate.night < bindparam("end")
    )
)


def quote(connection: Connection, present: Present, code: str, stay: Span) -> Quote:
    """What one room of type `code` costs for the stay. Raises KeyError for a type the house does not have."""
    kind = present.house.room_types[code]
    own: dict[date, int] = dict(_SET.rows(connection, code=code, first=stay.arrival, end=stay.departure))
    return Quote(
        tuple(
            (
                night,
                own[night]
                if night in own
                else kind.price.fen(price_class(present.house, night, present.holidays)),
            )
            for night in nights(stay)
        )
    )


Prices = Mapping[tuple[str, date], int | None]  # (type, night) -> fen; None: the house file's price


def set_prices(connection: Connection, wanted: Prices, now: datetime) -> dict[tuple[str, date], int | None]:
    """Set the owner's prices; those that stood before. Bookings keep what they were sold for."""
    before: dict[tuple[str, date], int | None] = {}
    for code in sorted({code for code, _ in wanted}):
        nights_of = sorted(night for of, night in wanted if of == code)
        rows = _SET.rows(connection, code=code, first=nights_of[0], end=nights_of[-1] + timedelta(days=1))
        stood: dict[date, int] = dict(rows)
        before |= {(code, night): stood.get(night) for night in nights_of}
        connection.execute(delete(Rate).where(Rate.type_code == code, Rate.night.in_(nights_of)))
    values = [
        {"type_code": code, "night": night, "fen": fen, "at": now}
        for (code, night), fen in wanted.items()
        if fen is not None
    ]
    if values:
        connection.execute(insert(Rate), values)
    return before


def take_back(connection: Connection, before: Prices, after: Prices, now: datetime) -> int:
    """Prices become what they were, where nobody changed them since; how many could not."""
    standing: dict[tuple[str, date], int] = {}
    for code in {code for code, _ in after}:
        nights_of = [night for of, night in after if of == code]
        rows = _SET.rows(connection, code=code, first=min(nights_of), end=max(nights_of) + timedelta(days=1))
        standing |= {(code, night): fen for night, fen in rows}
    mine = {key: before[key] for key, fen in after.items() if standing.get(key) == fen}
    if mine:
        set_prices(connection, mine, now)
    return len(after) - len(mine)
