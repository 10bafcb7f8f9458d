"""The bill of a booking (账单): an append-only ledger of what was taken and paid, which sums to what is open. It tells nobody.

What was written stays written: a mistake is mended by a further line that turns it round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, cast, get_args

from sqlalchemy import BigInteger, Connection, ForeignKey, bindparam, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from store import extras
from store.bookings import DIRECT, Booking, BookingRow
from store.house_file.extras import ExtraKind
from store.late_hours import LateCheckoutRow
from store.statements import Prepared
from store.tables import Base, BigId, Moment, RowId, Sealed

Kind = Literal[
    "nights", "extra_bed", "breakfast", "minibar", "damage", "other", "extension", "late_checkout", "fee", "discount",
    "payment", "refund", "security", "sold_extra_bed", "sold_breakfast", "sold_child_breakfast", "sold_child",
]  # fmt: skip
SOLD: Mapping[
    ExtraKind, Kind
] = {  # what the booking has on top; a further bed staff write down is a line of its own
    "extra_bed": "sold_extra_bed",
    "breakfast": "sold_breakfast",
    "child_breakfast": "sold_child_breakfast",
    "child": "sold_child",
}
FOLLOWING: tuple[Kind, ...] = (
    "nights",
    *SOLD.values(),
    "late_checkout",
)  # lines that say what the booking says
PAID: tuple[Kind, ...] = ("payment", "refund")
HELD: Kind = "security"  # 押金: held for the guest, no part of what is open
OVER = ("cancelled", "no_show")  # states in which nights cost nothing any more
LARGEST = 10_000_000  # fen in one line: more is a slip of the thumb


class FolioRow(Base):
    __tablename__ = "folio"
    id: Mapped[RowId]
    booking_id: Mapped[int] = mapped_column(BigId, ForeignKey("bookings.id"), index=True)
    kind: Mapped[str]
    fen: Mapped[int] = mapped_column(
        BigInteger
    )  # what is open grows by it; of security: what is held grows by it
    words: Mapped[str] = mapped_column(Sealed("folio.words"))  # what for, as staff wrote it
    method: Mapped[str]  # of money that moved: "现金", "微信"; "" = not said
    key: Mapped[str] = mapped_column(unique=True)  # what it is about: the same thing is posted once
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))  # None: the house's own rule


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, to be posted."""

    kind: Kind
    fen: int
    key: str
    words: str = ""
    method: str = ""
    by_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands; what was turned round is not among the lines of a bill."""

    id: int
    kind: Kind
    fen: int
    words: str
    method: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Folio:
    """A bill: its lines, oldest first, and what they come to, in fen."""

    lines: tuple[Line, ...]

    @property
    def charged(self) -> int:
        """What the stay costs, discounts taken off."""
        return sum(line.fen for line in self.lines if line.kind not in PAID and line.kind != HELD)

    @property
    def nights(self) -> int:
        """What the nights cost, with what the booking has on top of its room."""
        return sum(line.fen for line in self.lines if line.kind in ("nights", *SOLD.values()))

    @property
    def paid(self) -> int:
        """What was paid and not given back."""
        return -sum(line.fen for line in self.lines if line.kind in PAID)

    @property
    def held(self) -> int:
        """The security that is still with the house."""
        return sum(line.fen for line in self.lines if line.kind == HELD)

    @property
    def open(self) -> int:
        """What is still to be paid; below zero: to be given back."""
        return self.charged - self.paid


def of(connection: Connection, booking: Booking, now: datetime) -> Folio:
    """The bill as it stands, its nights brought in line with the booking first; locks the booking."""
    hold(connection, booking.id)
    entries = _entries(connection, booking.id)
    if _follow(connection, booking, entries, now):
        entries = _entries(connection, booking.id)
    return Folio(_standing(entries))


def post(connection: Connection, booking_id: int, entry: Entry, now: datetime) -> int | None:
    """Write a line; its id. None when its key was posted before."""
    hold(connection, booking_id)
    known = connection.scalar(select(FolioRow.id).where(FolioRow.key == entry.key))
    return None if known is not None else _write(connection, booking_id, entry, now)


def turn_round(connection: Connection, line_id: int, by_id: int | None, now: datetime) -> bool:
    """Take a line back by a further one; False when that was done before."""
    row = connection.execute(
        select(FolioRow.booking_id, FolioRow.kind, FolioRow.fen, FolioRow.words, FolioRow.method).where(
            FolioRow.id == line_id
        )
    ).one()
    back = Entry(cast(Kind, row.kind), -row.fen, _reversal(line_id), row.words, row.method, by_id)
    return post(connection, row.booking_id, back, now) is not None


_HOLD = Prepared(select(BookingRow.id).where(BookingRow.id == bindparam("booking_id")).with_for_update())
_ENTRIES = Prepared(
    select(
        FolioRow.id, FolioRow.kind, FolioRow.fen, FolioRow.words, FolioRow.method, FolioRow.at, FolioRow.key
    )
    .where(FolioRow.booking_id == bindparam("booking_id"))
    .order_by(FolioRow.id)
)
_LATE = Prepared(
    select(LateCheckoutRow.fen).where(
        LateCheckoutRow.booking_id == bindparam("booking_id"),
        LateCheckoutRow.departure == bindparam("departure"),
    )
)


def standing_keys(connection: Connection, booking_id: int, prefix: str) -> list[str]:
    """The keys that begin so, of lines that stand."""
    keys = connection.execute(
        select(FolioRow.id, FolioRow.key).where(FolioRow.booking_id == booking_id).order_by(FolioRow.id)
    ).all()
    back = {row.key for row in keys if row.key.startswith("back:")}
    return [row.key for row in keys if row.key.startswith(prefix) and _reversal(row.id) not in back]


def hold(connection: Connection, booking_id: int) -> None:
    """Two who write the same bill do so one after the other."""
    _HOLD.one(connection, booking_id=booking_id)


class _Written(NamedTuple):
    """One line as it was written, turned round or not."""

    id: int
    kind: Kind
    fen: int
    words: str
    method: str
    at: datetime
    key: str


def _entries(connection: Connection, booking_id: int) -> list[_Written]:
    return [_Written(*row) for row in _ENTRIES.rows(connection, booking_id=booking_id)]


def _follow(connection: Connection, booking: Booking, entries: Sequence[_Written], now: datetime) -> bool:
    """The nights, and hours after check-out, cost what the booking says, whatever became of it; True if that took a line."""
    on_top = _on_top(connection, booking)
    due: dict[Kind, int] = {
        "nights": _cost(booking, sum(on_top.values())),
        **on_top,
        "late_checkout": _late(connection, booking),
    }
    moved = False
    for kind, fen in due.items():
        same = [entry.fen for entry in entries if entry.kind == kind]
        if fen != sum(same):
            moved = True
            key = f"{kind}:{booking.id}:{len(same)}"
            _write(connection, booking.id, Entry(kind, fen - sum(same), key), now)
    return moved


def _late(connection: Connection, booking: Booking) -> int:
    """What staying on after check-out costs: nothing any more where the booking ends another day."""
    if booking.state in OVER:
        return 0
    given = _LATE.one(connection, booking_id=booking.id, departure=booking.departure)
    return int(given[0]) if given else 0


def _on_top(connection: Connection, booking: Booking) -> dict[Kind, int]:
    """What the booking has on top of its room costs, a kind each: for as many nights as it has, nothing once cancelled."""
    lasts = 0 if booking.state in OVER else (booking.departure - booking.arrival).days
    has = {extra.kind: extra.nightly * lasts for extra in extras.of(connection, booking.id)}
    return {line: has.get(kind, 0) for kind, line in SOLD.items()}


def _cost(booking: Booking, on_top: int) -> int:
    """What the nights cost here, out of the sum it was sold for: nothing once cancelled, nor where a platform settles them."""
    if booking.source != DIRECT or booking.state in OVER or booking.total is None:
        return 0
    return booking.total - on_top


def _write(connection: Connection, booking_id: int, entry: Entry, now: datetime) -> int:
    assert entry.kind in get_args(Kind)
    return connection.execute(
        insert(FolioRow)
        .values(
            booking_id=booking_id,
            kind=entry.kind,
            fen=entry.fen,
            words=entry.words,
            method=entry.method,
            key=entry.key,
            at=now,
            by_id=entry.by_id,
        )
        .returning(FolioRow.id)
    ).scalar_one()


def _reversal(line_id: int) -> str:
    return f"back:{line_id}"


def _standing(entries: Sequence[_Written]) -> tuple[Line, ...]:
    """The lines that stand: pairs that cancel each other left out, what follows the booking in one line a kind."""
    back = {int(entry.key.removeprefix("back:")) for entry in entries if entry.key.startswith("back:")}
    lines = [
        Line(entry.id, entry.kind, entry.fen, entry.words, entry.method, entry.at)
        for entry in entries
        if entry.id not in back and not entry.key.startswith("back:")
    ]
    following = [kind for kind in FOLLOWING if any(line.kind == kind for line in lines)]
    return (
        *(one for kind in following for one in _one([line for line in lines if line.kind == kind])),
        *(line for line in lines if line.kind not in FOLLOWING),
    )


def _one(same: Sequence[Line]) -> tuple[Line, ...]:
    total, first = sum(line.fen for line in same), same[0]
    return (Line(first.id, first.kind, total, "", "", first.at),) if total else ()
