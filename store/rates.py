"""What a night costs. One function quotes a stay night by night; everything that shows a price uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Connection, Date, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store import extras
from store.extras import Extra, Wanted
from store.house import Present
from store.house_file import RoomType, price_class
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
    """The price of one room for a stay, in fen, night by night, and what the booking has on top each night."""

    nightly: tuple[tuple[date, int], ...]
    off: int = 0  # per cent by which a rule made every night cheaper
    on_top: tuple[Extra, ...] = ()  # for all rooms together; no rule makes it cheaper

    @property
    def total(self) -> int:
        """Fen for one room and the whole stay, with nothing on top."""
        return sum(fen for _, fen in self.nightly)

    def whole(self, rooms: int) -> int:
        """Fen for so many rooms and all that is on top."""
        return self.total * rooms + extras.cost(self.on_top, len(self.nightly))

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


def nightly(connection: Connection, present: Present, code: str, stay: Span) -> tuple[tuple[date, int], ...]:
    """The price of each night by itself: the owner's for that day, the season's, else by the kind of night.

    Raises KeyError for a type the house does not have.
    """
    kind = present.house.room_types[code]
    own: dict[date, int] = dict(_SET.rows(connection, code=code, first=stay.arrival, end=stay.departure))
    return tuple(
        (night, own[night] if night in own else _usual(present, kind, code, night)) for night in nights(stay)
    )


def _usual(present: Present, kind: RoomType, code: str, night: date) -> int:
    """What the house file says of a night. A public holiday is no dearer by a season that names no price for the type."""
    what = price_class(present.house, night, present.holidays)
    season = present.house.pricing.season(night)
    if season is not None and code in season.prices:
        return int(season.prices[code] * 100)
    if season is None or what == "holiday":
        return kind.price.fen(what)
    return whole_yuan(kind.price.fen(what), season.percent)


def sold_for(
    connection: Connection, present: Present, code: str, stay: Span, total: int
) -> tuple[tuple[date, int], ...]:
    """Each night's part of what a stay was sold for, by the weight of its nights in today's prices.

    In fen where it divides, else in whole yuan.
    """
    if code in present.house.room_types:
        each = nightly(connection, present, code, stay)
    else:  # of a type the house no longer prices: every night alike
        each = tuple((night, 1) for night in nights(stay))
    whole = sum(fen for _, fen in each)
    return tuple((night, _part(total * fen, whole)) for night, fen in each)


def _part(of: int, by: int) -> int:
    return of // by if of % by == 0 else of // by // 100 * 100


def whole_yuan(fen: int, percent: int) -> int:
    """A price so many per cent higher or lower, in whole yuan, rounded down."""
    return fen * (100 + percent) // 10_000 * 100 if percent else fen


def quote(
    connection: Connection,
    present: Present,
    code: str,
    stay: Span,
    today: date | None = None,
    wanted: Wanted = MappingProxyType({}),
) -> Quote:
    """What one room of type `code` costs for the stay, with the rules it meets as booked on `today`, and what is wanted on top.

    Raises KeyError for a type the house does not have.
    """
    ahead = None if today is None else (stay.arrival - today).days
    off = present.house.pricing.off((stay.departure - stay.arrival).days, ahead)
    each = nightly(connection, present, code, stay)
    on_top = extras.priced(present.house, code, wanted)
    return Quote(tuple((night, whole_yuan(fen, -off)) for night, fen in each), off, on_top)


def least_nights(present: Present, stay: Span) -> int:
    """How many nights a stay must have at least, by the strictest of its nights."""
    rules = present.house.pricing
    least = rules.min_nights
    for night in nights(stay):
        season = rules.season(night)
        least = max(least, season.min_nights if season is not None else 1)
        if price_class(present.house, night, present.holidays) == "holiday":
            least = max(least, rules.holiday_min_nights)
    return least


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
