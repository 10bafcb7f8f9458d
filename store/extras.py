"""What a booking has on top of its room (加购): extra beds, breakfasts, children at a price. It tells nobody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, ForeignKey, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store.bookings import Booking
from store.house_file import House
from store.house_file.extras import KINDS, ExtraKind
from store.statements import Prepared
from store.tables import Base, BigId

Wanted = Mapping[ExtraKind, int]  # how many of each, every night


class ExtraRow(Base):
    __tablename__ = "extras"
    booking_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bookings.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    fen: Mapped[int | None]  # one of it, one night, as it was sold; None: the house says


@dataclass(frozen=True, slots=True)
class Extra:
    """So many of a kind every night, each at so many fen; None where the house has not said what it costs."""

    kind: ExtraKind
    count: int
    fen: int | None

    @property
    def nightly(self) -> int:
        """Fen for all of them and one night, as far as that is known."""
        return self.count * (self.fen or 0)


def priced(house: House, code: str, wanted: Wanted) -> tuple[Extra, ...]:
    """What is wanted, as far as it can be had in a room of that type, at today's prices."""
    return tuple(
        Extra(kind, count, house.extras.price(kind, code))
        for kind in KINDS
        if (count := wanted.get(kind, 0)) > 0 and _to_be_had(house, kind, code)
    )


def _to_be_had(house: House, kind: ExtraKind, code: str) -> bool:
    """A child costs nothing where no price was written; no bed goes where none fits."""
    if kind == "child":
        return house.extras.price(kind, code) is not None
    return kind != "extra_bed" or house.extras.bed.fits(code)


def prices(house: House, code: str) -> dict[str, int]:
    """Fen for one of each kind the house has a price for in a room of that type."""
    found = {kind: house.extras.price(kind, code) for kind in KINDS}
    return {kind: fen for kind, fen in found.items() if fen is not None}


def written(wanted: Wanted) -> str:
    """What is wanted as a column keeps it: JSON of what there is any of; "" for nothing."""
    return json.dumps(some) if (some := {kind: count for kind, count in wanted.items() if count}) else ""


def as_written(kept: str) -> Wanted:
    """What `written` put down."""
    return json.loads(kept) if kept else {}


def cost(extras: Iterable[Extra], nights: int) -> int:
    """Fen for all of it over so many nights, as far as that is known."""
    return sum(extra.nightly for extra in extras) * nights


_OF = Prepared(
    select(ExtraRow.kind, ExtraRow.count, ExtraRow.fen).where(ExtraRow.booking_id == bindparam("booking_id"))
)


def of(connection: Connection, booking_id: int) -> tuple[Extra, ...]:
    """What a booking has on top, in the order of the house file."""
    rows = {row[0]: row for row in _OF.rows(connection, booking_id=booking_id)}
    return tuple(Extra(kind, rows[kind][1], rows[kind][2]) for kind in KINDS if kind in rows)


def nights_alone(connection: Connection, booking: Booking) -> int:
    """Fen the nights were sold for, out of the sum of the booking."""
    lasts = (booking.departure - booking.arrival).days
    return (booking.total or 0) - cost(of(connection, booking.id), lasts)


def keep(connection: Connection, booking_id: int, extras: Sequence[Extra]) -> None:
    """This is what the booking has on top from now on."""
    connection.execute(delete(ExtraRow).where(ExtraRow.booking_id == booking_id))
    if extras:
        rows = [{"booking_id": booking_id, "kind": e.kind, "count": e.count, "fen": e.fen} for e in extras]
        connection.execute(insert(ExtraRow), rows)
